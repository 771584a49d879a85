import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

let team: TeamStack;
afterEach(() => team.close());

describe("a stack from nothing", () => {
  it(
    "comes up, stays as it is, and goes without a trace, twice",
    async () => {
      team = await TeamStack.open();
      await must(team.preview());
      expect(team.inCloud).toEqual([]);

      const up = await must(team.up());
      expect(new Set(up.steps.map(({ op }) => op))).toEqual(new Set(["create"]));
      expect((await must(team.up())).steps).toEqual([]);
      expect((await must(team.refresh())).steps).toEqual([]);
      expect((await must(team.preview())).steps).toEqual([]);

      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
      expect(await team.inState()).toEqual([]);
      expect((await must(team.destroy())).steps).toEqual([]);
    },
    PATIENCE,
  );
});
