import type { Durations } from "../../emulator";
import { DIRECTORY } from "../../emulator/core/cloudState";
import { editState } from "./editState";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

/** What lives in the workspace takes a second, so that creates at the same time overlap. */
const moments: Durations = new Proxy<Durations>(
  {},
  {
    get: (_, type) =>
      String(type).startsWith("databricks:") ? { create: 1, update: 0, delete: 0 } : undefined,
  },
);

describe("the missing folder of notebooks and dashboard", () => {
  let team: TeamStack;
  afterEach(() => team.close());

  it.each([
    ["at once", [6]],
    ["up to the job, and then to its end", [4, 6]],
  ])(
    "is created before what is in it, in one up from nothing, %s",
    async (_, steps) => {
      team = await TeamStack.open({ cloud: { speed: 1, durations: moments } });
      for (const throughStep of steps) {
        await team.set({ throughStep });
        expect((await must(team.up())).output).not.toContain("retrying");
      }
      expect((await must(team.up())).steps).toEqual([]);
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "is all that is created in a stack whose notebooks created it, and nothing is replaced or deleted",
    async () => {
      team = await TeamStack.open();
      await must(team.up());
      const held = () => team.cloud.state.resources().map(({ type, id, outputs }) => ({ type, id, outputs }));
      const before = held();
      await forgetFolder(team);
      for (const outcome of [await must(team.preview()), await must(team.up())]) {
        const steps = outcome.steps.map(({ op, name }) => `${op} ${name}`);
        expect(steps).toEqual(["create clickstream-job-folder"]);
      }
      expect(held()).toEqual(before);
      expect((await must(team.refresh())).steps).toEqual([]);
      expect((await must(team.up())).steps).toEqual([]);
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    PATIENCE,
  );
});

/** The state as a program left it that did not declare the folder. */
function forgetFolder(team: TeamStack): Promise<void> {
  return editState(team, (resources) => {
    const others = resources.filter(({ type }) => type !== DIRECTORY);
    expect(others).toHaveLength(resources.length - 1);
    const kept = new Set(others.map(({ urn }) => urn));
    return others.map((resource) => ({
      ...resource,
      dependencies: (resource.dependencies ?? []).filter((urn) => kept.has(urn)),
    }));
  });
}
