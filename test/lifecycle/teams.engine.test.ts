import { CloudState } from "../../emulator";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

describe("two teams in one subscription and one metastore", () => {
  it(
    "come up and go at the same time, and neither touches the other's",
    async () => {
      const state = new CloudState();
      const teams = await Promise.all(
        ["contoso", "fabrikam"].map((team) => TeamStack.open({ team, cloud: { state } })),
      );
      const [contoso, fabrikam] = teams;
      if (contoso === undefined || fabrikam === undefined) throw new Error("two teams were opened");
      try {
        await Promise.all(teams.map((team) => must(team.up())));
        const both = contoso.inCloud;
        await must(contoso.destroy());
        const left = fabrikam.inCloud;
        expect(left).toHaveLength(both.length / 2);
        expect((await must(fabrikam.refresh())).steps).toEqual([]);
        expect((await must(fabrikam.up())).steps).toEqual([]);

        await Promise.all([must(contoso.up()), must(fabrikam.destroy())]);
        expect((await must(contoso.up())).steps).toEqual([]);
        await must(contoso.destroy());
        expect(state.resources().filter(({ type }) => !type.startsWith("random:"))).toEqual([]);
      } finally {
        await Promise.all(teams.map((team) => team.close()));
      }
    },
    2 * PATIENCE,
  );
});
