import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudResource } from "../../emulator";
import { CloudState } from "../../emulator";
import { CATALOG, SCHEMA } from "../../emulator/services/unityCatalog/model";
import { privilegesOn } from "../../emulator/services/unityCatalog/privileges";
import { editState, type StoredResource } from "./editState";
import { must, TeamStack, type TeamOptions } from "./stack";

/** Privileges by principal, by the type of what they are on. */
type Granted = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const ours = {
  [CATALOG]: ["USE_CATALOG"],
  [SCHEMA]: ["CREATE_TABLE", "MODIFY", "READ_VOLUME", "SELECT", "USE_SCHEMA", "WRITE_VOLUME"],
};

/** What the program grants on catalog and schema, in the order of {@link grantedTo}. @param others what somebody else granted on both. */
export function programGrants(others: Readonly<Record<string, readonly string[]>> = {}): Granted {
  return Object.fromEntries(
    Object.entries(ours).map(([type, own]) => [type, { "account users": own, ...others }]),
  );
}

/** @returns the team's catalog or schema. */
export function securableOf(team: TeamStack, type: string): CloudResource {
  const [found] = team.cloud.state.resources(type);
  if (found === undefined) throw new Error(`there is no ${type}`);
  return found;
}

/** @returns what is granted on catalog and schema, privileges in alphabetical order: Databricks' provider sends them in any. */
export function grantedTo(team: TeamStack): Granted {
  const { state } = team.cloud;
  const on = (type: string) =>
    Object.entries(privilegesOn({ state }, securableOf(team, type))).map(
      ([principal, privileges]) => [principal, [...privileges].sort()] as const,
    );
  return Object.fromEntries([CATALOG, SCHEMA].map((type) => [type, Object.fromEntries(on(type))]));
}

/** @returns a stack of the earlier program that had all rights on an object in one resource: `before.engine.test.ts`. */
async function earlierStack(databricks: TeamOptions["databricks"]): Promise<TeamStack> {
  const read = (name: string): string =>
    readFileSync(join(__dirname, "states", `unityCatalog.${name}.json`), "utf8");
  const members = ["2f6b5a1e-8d43-4c0a-9a57-1c2d3e4f5a6b", "group:7d1c0b9a-3e52-4f68-8b14-9a0c1d2e3f40"];
  const team = await TeamStack.open({
    settings: { plain: { members } },
    cloud: { state: CloudState.load(read("cloud")) },
    ...(databricks && { databricks }),
  });
  const { deployment } = JSON.parse(read("stack")) as { deployment: { resources: StoredResource[] } };
  await editState(team, () => deployment.resources);
  return team;
}

/** Sees a stack of an earlier program through the first `up` of this one, and to its end. */
export async function seeGrantsTakenOver(databricks?: TeamOptions["databricks"]): Promise<void> {
  const team = await earlierStack(databricks);
  try {
    expect(grantedTo(team)).toEqual(programGrants());
    const history = watched(team);
    const { steps } = await must(team.up());
    jest.restoreAllMocks();
    // Everyone is without the right from one request to the next, once.
    expect(history).toEqual(
      Object.fromEntries(Object.entries(programGrants()).map(([type, held]) => [type, [held, {}, held]])),
    );
    expect(steps.filter(({ op, name }) => op === "replace" && name.endsWith("-grants"))).toHaveLength(2);
    expect((await must(team.refresh())).steps).toEqual([]);
    expect((await must(team.up())).steps).toEqual([]);
    expect(grantedTo(team)).toEqual(programGrants());
    await must(team.destroy());
    expect(team.inCloud).toEqual([]);
  } finally {
    jest.restoreAllMocks();
    await team.close();
  }
}

/** @returns what is granted on each, now and after each change from now on. */
function watched(team: TeamStack): Readonly<Record<string, unknown[]>> {
  const { state } = team.cloud;
  const history: Record<string, unknown[]> = {};
  const note = (): void => {
    for (const [type, now] of Object.entries(grantedTo(team))) {
      const seen = (history[type] ??= []);
      if (JSON.stringify(seen.at(-1)) !== JSON.stringify(now)) seen.push(now);
    }
  };
  note();
  const put = state.put.bind(state);
  jest.spyOn(state, "put").mockImplementation((resource) => {
    put(resource);
    note();
  });
  return history;
}
