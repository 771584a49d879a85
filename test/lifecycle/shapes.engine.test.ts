import { shapes } from "../../cli/policy/shapes";
import { sample } from "../long";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

describe("a stack of any shape", () => {
  it.each(sample(shapes, 2))(
    "%j comes up as previewed, stays as it is, and goes without a trace",
    async (plain) => {
      const team = await TeamStack.open({ settings: { plain } });
      try {
        const preview = await must(team.preview());
        const up = await must(team.up());
        const names = (shown: typeof up): string[] =>
          shown.steps.map(({ op, name }) => `${op} ${name}`).sort();
        expect(names(up)).toEqual(names(preview));
        expect((await must(team.preview())).steps).toEqual([]);
        expect((await must(team.refresh())).steps).toEqual([]);
        expect((await must(team.up({ refresh: true }))).steps).toEqual([]);
        await must(team.destroy());
        expect(team.inCloud).toEqual([]);
        expect(await team.inState()).toEqual([]);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );
});
