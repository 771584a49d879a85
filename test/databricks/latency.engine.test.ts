import { Random } from "../../generator/random";
import { longRun, testSeed } from "../long";
import { must, PATIENCE, TeamStack, withEngine } from "../lifecycle/stack";
import { realDatabricks, type RealDatabricks } from "./workspace";

withEngine();

const times = longRun ? 20 : 2;

describe("an up from nothing, where each answer of the workspace takes 50 to 250 ms", () => {
  it(
    `succeeds ${String(times)} times in a row, whatever comes first (seed ${String(testSeed)})`,
    async () => {
      const random = new Random(testSeed);
      let databricks: RealDatabricks | undefined;
      const team = await TeamStack.open({
        databricks: async (cloud) =>
          (databricks = await realDatabricks({ latency: () => random.integer(50, 250) })(cloud)),
      });
      try {
        for (let time = 1; time <= times; time++) {
          const { output } = await must(team.up());
          expect(output).not.toContain("retrying create");
          expect((await must(team.up())).steps).toEqual([]);
          await must(team.destroy());
          expect(team.inCloud).toEqual([]);
        }
        expect(databricks?.workspaces.requests.filter(({ known }) => !known)).toEqual([]);
      } finally {
        await team.close();
      }
    },
    4 * PATIENCE,
  );
});
