import { CATALOG, SCHEMA } from "../../emulator/services/unityCatalog/model";
import { grantOn } from "../../emulator/services/unityCatalog/privileges";
import { grantedTo, programGrants, securableOf, seeGrantsTakenOver } from "./grants";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

const byHand = { "data analysts": ["BROWSE"] };

describe("what is granted on catalog and schema", () => {
  it(
    "is kept through the first up of this program on a stack of an earlier one, which had all rights in one resource",
    () => seeGrantsTakenOver(),
    PATIENCE,
  );

  it(
    "by hand stays through refresh and up, and what was taken from ours comes back",
    async () => {
      const team = await TeamStack.open({ settings: { plain: { dashboard: false } } });
      try {
        await must(team.up());
        const { state } = team.cloud;
        for (const type of [CATALOG, SCHEMA]) grantOn({ state }, securableOf(team, type), byHand);
        grantOn({ state }, securableOf(team, SCHEMA), { "account users": ["USE_SCHEMA"] });
        await must(team.refresh());
        await must(team.up());
        expect(grantedTo(team)).toEqual(programGrants(byHand));
        await must(team.destroy());
        expect(team.inCloud).toEqual([]);
      } finally {
        await team.close();
      }
    },
    PATIENCE,
  );
});
