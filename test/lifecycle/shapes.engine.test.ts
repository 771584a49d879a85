import { sample } from "../long";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

const steps = [1, 2, 3, 4, 5, 6];
/** Every combination of the settings that decide what there is. */
const shapes = steps.flatMap((throughStep) =>
  [
    { lakeAccess: "unityCatalog", compute: "jobCluster", dashboard: true },
    { lakeAccess: "unityCatalog", compute: "jobCluster", dashboard: false },
    { lakeAccess: "unityCatalog", compute: "serverless", dashboard: true },
    { lakeAccess: "unityCatalog", compute: "serverless", dashboard: false },
    { lakeAccess: "accountKey", compute: "jobCluster", dashboard: true },
    { lakeAccess: "accountKey", compute: "jobCluster", dashboard: false },
  ].map((shape) => ({ throughStep, ...shape })),
);

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
