import { must, PATIENCE, TeamStack, withEngine } from "../lifecycle/stack";
import { realDatabricks } from "./workspace";

withEngine();

describe("a job that is let run while the service starts a run by itself", () => {
  it(
    "runs after one up, and one more has nothing left to do after it",
    async () => {
      const team = await TeamStack.open({
        settings: { plain: { throughStep: 4, dashboard: false } },
        databricks: realDatabricks({ runsStartWithin: 1_000 }),
      });
      try {
        await must(team.up());
        await team.set({ throughStep: 6 });
        await must(team.up());
        await must(team.up());
        expect((await must(team.up())).steps).toEqual([]);
        await must(team.destroy());
        expect(team.inCloud).toEqual([]);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );
});
