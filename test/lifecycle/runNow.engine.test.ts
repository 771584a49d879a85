import type { SimulatedCloudOptions } from "../../emulator";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

const JOB = "databricks:index/job:Job";
const RETRIED = "retrying update due to on-error hook request (1/";

describe("a job, while Databricks begins a run of it by itself and refuses to begin another", () => {
  let team: TeamStack;
  const open = async (throughStep: number, cloud: SimulatedCloudOptions): Promise<void> => {
    team = await TeamStack.open({ settings: { plain: { throughStep, dashboard: false } }, cloud });
    await must(team.up());
  };
  afterEach(async () => {
    await must(team.destroy());
    expect(team.inCloud).toEqual([]);
    await team.close();
  }, PATIENCE);

  it(
    "is started, and paused again, in one up each, and nobody asks it to run",
    async () => {
      await open(4, { late: { run: 3600 } });
      for (const throughStep of [6, 5]) {
        await team.set({ throughStep });
        const { steps, output } = await must(team.up());
        expect(steps.filter(({ type }) => type === JOB).map(({ op }) => op)).toContain("replace");
        expect(output).not.toContain(RETRIED);
        expect((await must(team.up())).steps).toEqual([]);
      }
    },
    PATIENCE,
  );

  it(
    "is changed in one up, and updated once more at the next: the engine keeps the first attempt's error",
    async () => {
      const message = "A concurrent request to run the continuous job is already in progress.";
      await open(6, { faults: [{ nth: 1, action: "update", type: JOB, when: "after", message }] });
      await team.set({ workers: 1 });
      expect((await must(team.up())).output).toContain(RETRIED);
      const { steps } = await must(team.up());
      expect(steps.map(({ op, type, diffs }) => ({ op, type, diffs }))).toEqual([
        { op: "update", type: JOB, diffs: [] },
      ]);
      expect((await must(team.up())).steps).toEqual([]);
    },
    PATIENCE,
  );
});
