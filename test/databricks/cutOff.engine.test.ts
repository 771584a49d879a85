import { WORKSPACE } from "../../emulator/services/workspaces/model";
import { must, PATIENCE, TeamStack, withEngine } from "../lifecycle/stack";
import { runCli, type CliProfile } from "./cli";
import { createRequests, faultsToTry } from "./createRequests";
import { realDatabricks, type RealDatabricks } from "./workspace";

withEngine();

/** A command of the Databricks CLI in an advice. */
const COMMAND = /(?:delete|bind) it with `(databricks [^`]+)`(?: \(`(databricks [^`]+)` shows the ID\))?/;
/**
 * Times that `up` is run until nothing is left to do. What is cut short before an object is isolated goes on with an
 * update that changes nothing; the next one sees that it is open, and isolates it.
 */
const PATIENT_UPS = 2;

let team: TeamStack;
let databricks: RealDatabricks;
/** What there is before anything of Databricks. */
let before: readonly string[];

/** Whether the last case left the stack as it found it. */
let settled = false;

function profile(): CliProfile {
  const [workspace] = team.cloud.state.resources(WORKSPACE);
  return { port: databricks.workspaces.port, host: String(workspace?.outputs["workspaceUrl"]) };
}

/** An advice for what the stack knows whole, but for a read. */
const REFRESH = "run `pulumi refresh`, then `pulumi up` again";

/** Does what an advice says, as a coach would. */
async function follow(output: string): Promise<void> {
  if (output.includes(REFRESH)) {
    await must(team.refresh());
    return;
  }
  const [, command = "", listing] = COMMAND.exec(output) ?? [];
  const number = /^adb-(\d+)/.exec(profile().host)?.[1] ?? "";
  const id = listing === undefined ? number : await idIn(listing);
  // Only what is listed was created.
  if (id === undefined) return;
  await runCli(command.replace(/\bID\b/, id), profile());
}

/** @returns the id in a list of one; none where the list is empty. */
async function idIn(listing: string): Promise<string | undefined> {
  const listed = await runCli(`${listing} --output json`, profile());
  const [only, ...others] = JSON.parse(listed) as { id?: string; job_id?: number }[];
  expect(others).toEqual([]);
  return (only?.id ?? only?.job_id)?.toString();
}

describe("a request of a create that fails", () => {
  /** A case that fails leaves a stack that is of no use to the next. */
  beforeEach(async () => {
    if (settled) return;
    await (team as TeamStack | undefined)?.close();
    team = await TeamStack.open({
      settings: { plain: { throughStep: 3 } },
      databricks: async (cloud) => (databricks = await realDatabricks()(cloud)),
    });
    await must(team.up());
    before = team.inCloud;
  }, PATIENCE);
  beforeEach(() => void (settled = false));

  afterAll(async () => {
    if (settled) {
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    }
    await team.close();
  }, PATIENCE);

  it(
    "can be any of these",
    async () => {
      const from = databricks.workspaces.requests.length;
      await team.set({ throughStep: 6 });
      await must(team.up());
      const counts: Record<string, number> = {};
      for (const { endpoint } of databricks.workspaces.requests.slice(from)) {
        counts[endpoint] = (counts[endpoint] ?? 0) + 1;
      }
      expect(counts).toEqual(createRequests);
      await team.set({ throughStep: 3 });
      await must(team.up());
      expect(team.inCloud).toEqual(before);
      settled = true;
    },
    PATIENCE,
  );

  it.each(faultsToTry)(
    "$endpoint, number $nth, $when its effect: up goes on, or says what to delete, and nothing is left at last",
    async (fault) => {
      const met = databricks.workspaces.fail(fault);
      await team.set({ throughStep: 6 });
      const first = await team.up();
      expect(met()).toBe(true);
      // The provider makes do without the list of data sources, and takes it for an empty one.
      expect(first.error ?? "").toMatch(/Fault on demand|no data source found|^$/);
      if (COMMAND.test(first.output)) await follow(first.output);
      const second = await team.up();
      if (second.error !== undefined) {
        if (!second.output.includes(REFRESH)) expect(second.output).toMatch(COMMAND);
        await follow(second.output);
        await must(team.up());
      }
      let last = await must(team.up());
      for (let more = 1; more < PATIENT_UPS && last.steps.length > 0; more++) last = await must(team.up());
      expect(last.steps).toEqual([]);
      await team.set({ throughStep: 3 });
      await must(team.up());
      expect(team.inCloud).toEqual(before);
      settled = true;
    },
    PATIENCE,
  );
});
