import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engineAtAnyCost } from "../../scripts/engine";
import type { ResourceInState } from "../../event/run/halfMade";
import { changedBy, countsOf, outcomesOf, RehearsedEvent, wholeTeam } from "./eventCommand";

const PATIENCE = 20 * 60_000;
beforeAll(async () => void (await engineAtAnyCost()), PATIENCE);

let event: RehearsedEvent;
afterEach(() => event.remove());

/** A state in a folder, as the engine writes it. */
interface StoredState {
  readonly checkpoint: {
    readonly latest: { resources: readonly ResourceInState[]; pending_operations?: readonly object[] };
  };
}

/** Puts a team's state into what a killed engine leaves that was creating these types, or what depends on them. */
async function cutShort(team: string, types: readonly string[]): Promise<string[]> {
  const file = join(event.root, "state", ".pulumi", "stacks", "clickstream-challenge", `${team}.json`);
  const state = JSON.parse(await readFile(file, "utf8")) as StoredState;
  const { latest } = state.checkpoint;
  const cut = latest.resources.filter(({ type }) => types.includes(type));
  latest.resources = latest.resources.filter((resource) => !cut.includes(resource));
  // Before it is done the engine knows neither id nor outputs.
  const unknown = (resource: ResourceInState) =>
    Object.fromEntries(Object.entries(resource).filter(([key]) => key !== "id" && key !== "outputs"));
  latest.pending_operations = cut.map((resource) => ({ type: "creating", resource: unknown(resource) }));
  await writeFile(file, JSON.stringify(state));
  return cut.map(({ type }) => type);
}

describe("a create whose answer never came, because the engine was killed", () => {
  const SERVICE_CHOSEN = [
    "databricks:index/sqlEndpoint:SqlEndpoint",
    "databricks:index/dashboard:Dashboard",
    "databricks:index/job:Job",
  ];

  it(
    "is found again, also where Databricks chose the id, and nothing is made twice",
    async () => {
      event = await RehearsedEvent.create("cut-short", ["red"]);
      await event.run("up");
      expect((await cutShort("red", SERVICE_CHOSEN)).sort()).toEqual([...SERVICE_CHOSEN].sort());
      const again = await event.run("up");
      expect(again.news.map(({ phase }) => phase)).toContain(
        "looking for 3 resources that were being created",
      );
      expect(outcomesOf(again)).toEqual({ red: "done" });
      expect(countsOf(await event.contents())).toEqual(wholeTeam);
      expect(changedBy(await event.run("up"))).toBe(0);
      await event.run("down");
      expect(await event.clouds()).toBeUndefined();
    },
    PATIENCE,
  );
});
