import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ENGINE_PATIENCE, TeamStack, theEngine } from "./stack";

beforeAll(theEngine, ENGINE_PATIENCE);

let team: TeamStack;
afterEach(() => team.close());

describe("a stack from nothing", () => {
  test("comes up, stays as it is, and goes without a trace", async () => {
    team = await TeamStack.open();
    expect((await team.preview()).error).toBeUndefined();
    expect(team.inCloud).toEqual([]);

    const up = await team.up();
    expect(up.error).toBeUndefined();
    expect(new Set(up.steps.map(({ op }) => op))).toEqual(new Set(["create"]));
    expect(await team.up()).toMatchObject({ error: undefined, steps: [] });
    expect(await team.refresh()).toMatchObject({ error: undefined, steps: [] });
    expect(await team.preview()).toMatchObject({ error: undefined, steps: [] });

    expect(await team.destroy()).toMatchObject({ error: undefined });
    expect(team.inCloud).toEqual([]);
    expect(await team.inState()).toEqual([]);
  }, 60_000);
});
