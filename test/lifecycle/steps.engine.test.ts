import type { Outcome } from "./outcome";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

let team: TeamStack;
afterEach(() => team.close());

/** What a change of the step may change of what exists: a job that runs takes a paused one's place, or the other way. */
const JOB_REPLACED = "replace clickstream-job-job: continuous.pauseStatus";

/** What happens to what exists, its parts left out. */
function changesOf({ steps }: Outcome, expected: "create" | "delete"): string[] {
  return steps
    .filter(
      ({ op, type }) =>
        ![expected, "create-replacement", "delete-replaced"].includes(op) && !type.startsWith("clickstream:"),
    )
    .map(({ op, name, diffs }) => `${op} ${name}: ${diffs.join(", ")}`);
}

describe("the steps of the challenge", () => {
  it(
    "each only adds to the one before, or lets the job run; going back removes what was added",
    async () => {
      team = await TeamStack.open({ settings: { plain: { throughStep: 1 } } });
      await must(team.up());
      const made = [await team.inState()];

      for (const throughStep of [2, 3, 4, 5, 6]) {
        await team.set({ throughStep });
        const changes = changesOf(await must(team.up()), "create");
        expect(changes).toEqual(throughStep === 6 ? [JOB_REPLACED] : []);
        made.push(await team.inState());
      }

      for (const throughStep of [5, 4, 3, 2, 1]) {
        await team.set({ throughStep });
        const changes = changesOf(await must(team.up()), "delete");
        expect(changes).toEqual(throughStep === 5 ? [JOB_REPLACED] : []);
        expect(await team.inState()).toEqual(made[throughStep - 1]);
      }

      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    2 * PATIENCE,
  );
});
