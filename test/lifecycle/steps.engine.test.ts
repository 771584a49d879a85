import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

let team: TeamStack;
afterEach(() => team.close());

/** What a change of the step may change of what exists: the job is paused, or runs. */
const pause = { type: "databricks:index/job:Job", diffs: ["continuous.pauseStatus"] };

describe("the steps of the challenge", () => {
  it(
    "each only adds to the one before, or lets the job run; going back removes what was added",
    async () => {
      team = await TeamStack.open({ settings: { plain: { throughStep: 1 } } });
      await must(team.up());
      const made = [await team.inState()];

      for (const throughStep of [2, 3, 4, 5, 6]) {
        await team.set({ throughStep });
        const { steps } = await must(team.up());
        const changes = steps.filter(({ op, type }) => op !== "create" && !type.startsWith("clickstream:"));
        expect(changes.map(({ type, diffs }) => ({ type, diffs }))).toEqual(throughStep === 6 ? [pause] : []);
        made.push(await team.inState());
      }

      for (const throughStep of [5, 4, 3, 2, 1]) {
        await team.set({ throughStep });
        const { steps } = await must(team.up());
        const changes = steps.filter(({ op, type }) => op !== "delete" && !type.startsWith("clickstream:"));
        expect(changes.map(({ type, diffs }) => ({ type, diffs }))).toEqual(throughStep === 5 ? [pause] : []);
        expect(await team.inState()).toEqual(made[throughStep - 1]);
      }

      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    2 * PATIENCE,
  );
});
