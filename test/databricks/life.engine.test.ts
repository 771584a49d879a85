import { longRun, sample } from "../long";
import { PATIENCE, TeamStack, withEngine } from "../lifecycle/stack";
import { changesOf, live, shapes, type Life, type SettingChange, type Shape } from "./life";
import { realDatabricks, type RealDatabricks } from "./workspace";

withEngine();

/** Commands after which nothing may be left to do. */
const idle = ["second up", "refresh", "second refresh", "up --refresh", "up at last"];

async function emulated(shape: Shape, changes: readonly SettingChange[], steps: number[]): Promise<Life> {
  const team = await TeamStack.open();
  try {
    return await live(team, shape, changes, steps);
  } finally {
    await team.close();
  }
}

/** The same behind Databricks' own provider, which must leave nothing and ask for nothing unknown. */
async function real(shape: Shape, changes: readonly SettingChange[], steps: number[]): Promise<Life> {
  let databricks: RealDatabricks | undefined;
  const team = await TeamStack.open({
    databricks: async (cloud) => (databricks = await realDatabricks()(cloud)),
  });
  try {
    const life = await live(team, shape, changes, steps);
    expect(team.inCloud).toEqual([]);
    expect(await team.inState()).toEqual([]);
    expect(databricks?.workspaces.requests.filter(({ known }) => !known)).toEqual([]);
    return life;
  } finally {
    await team.close();
  }
}

/** Each shape is made in two ways; the longer one changes nothing after that, which the other one does. */
const ways = shapes.flatMap((shape) => [
  { shape, steps: [4, 6], changes: sample(changesOf(shape), 1) },
  { shape, steps: [1, 2, 3, 4, 5, 6], changes: [] },
]);

describe("a stack behind Databricks' own provider", () => {
  it.each(longRun ? ways : ways.slice(0, 1))(
    "of the shape $shape, made through the steps $steps, comes through its whole life as the emulator emulates it",
    async ({ shape, steps, changes }) => {
      const life = await real(shape, changes, steps);
      const idling = Object.keys(life).filter(
        (stage) => idle.includes(stage) || stage.endsWith(", second up"),
      );
      expect(Object.fromEntries(idling.map((stage) => [stage, life[stage]]))).toEqual(
        Object.fromEntries(idling.map((stage) => [stage, []])),
      );
      expect(life).toEqual(await emulated(shape, changes, steps));
    },
    6 * PATIENCE,
  );
});
