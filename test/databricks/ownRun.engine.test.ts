import { JOB } from "../../emulator/services/jobs/model";
import { WORKSPACE } from "../../emulator/services/workspaces/model";
import type { CloudResource } from "../../emulator";
import { must, PATIENCE, TeamStack, withEngine } from "../lifecycle/stack";
import { runCli } from "./cli";
import { realDatabricks, type RealDatabricks } from "./workspace";

withEngine();

const RETRIED = "retrying update due to on-error hook request (1/";

describe("a job of which the service starts a run by itself, behind Databricks' own provider", () => {
  let team: TeamStack;
  let databricks: RealDatabricks;
  const open = async (throughStep: number): Promise<void> => {
    team = await TeamStack.open({
      settings: { plain: { throughStep, dashboard: false } },
      cloud: { late: { run: 1 } },
      databricks: async (cloud) => (databricks = await realDatabricks()(cloud)),
    });
    await must(team.up());
  };
  afterEach(async () => {
    await must(team.destroy());
    expect(team.inCloud).toEqual([]);
    await team.close();
  }, PATIENCE);

  const only = (type: string): CloudResource => {
    const [found, ...others] = team.cloud.state.resources(type);
    if (found === undefined || others.length > 0) throw new Error(`there is not one ${type}`);
    return found;
  };
  /** How many runs of the job there are. */
  const runs = async (): Promise<number> => {
    const profile = {
      port: databricks.workspaces.port,
      host: String(only(WORKSPACE).outputs["workspaceUrl"]),
    };
    const listed = await runCli(`databricks jobs list-runs --job-id ${only(JOB).id} --output json`, profile);
    return (JSON.parse(listed) as unknown[]).length;
  };
  const steps = async () => (await must(team.up())).steps.map(({ op, type, diffs }) => ({ op, type, diffs }));

  it(
    "runs after the one up that lets it, which asks for no run, and one more has nothing left to do",
    async () => {
      await open(4);
      expect(await runs()).toBe(0);
      await team.set({ throughStep: 6 });
      expect((await must(team.up())).output).not.toContain(RETRIED);
      expect(await runs()).toBe(1);
      expect(await steps()).toEqual([]);
      expect(await runs()).toBe(1);
    },
    PATIENCE,
  );

  it(
    "is changed, its last run having failed, by one up that tries again, and updated once more by the next",
    async () => {
      await open(6);
      const job = only(JOB);
      team.cloud.state.put({ ...job, hidden: { ...job.hidden, run: undefined } });
      expect(await runs()).toBe(0);
      await team.set({ workers: 1 });
      expect((await must(team.up())).output).toContain(RETRIED);
      expect(await runs()).toBe(1);
      expect(await steps()).toEqual([{ op: "update", type: JOB, diffs: [] }]);
      expect(await runs()).toBe(1);
      expect(await steps()).toEqual([]);
    },
    PATIENCE,
  );
});
