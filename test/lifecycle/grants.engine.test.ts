import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudResource } from "../../emulator";
import { CloudState } from "../../emulator";
import { CATALOG, SCHEMA } from "../../emulator/services/unityCatalog/model";
import { grantOn, privilegesOn } from "../../emulator/services/unityCatalog/privileges";
import type { World } from "../../emulator/core/model";
import { editState, type StoredResource } from "./editState";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

const ours = {
  [CATALOG]: ["USE_CATALOG"],
  [SCHEMA]: ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE", "READ_VOLUME", "WRITE_VOLUME"],
};
const byHand = { "data analysts": ["BROWSE"] };

describe("what is granted on catalog and schema", () => {
  let team: TeamStack;
  afterEach(async () => {
    await must(team.destroy());
    expect(team.inCloud).toEqual([]);
    await team.close();
  }, PATIENCE);

  const world = (): World => ({ state: team.cloud.state }) as World;
  const object = (type: string): CloudResource => {
    const [found] = team.cloud.state.resources(type);
    if (found === undefined) throw new Error(`there is no ${type}`);
    return found;
  };
  const granted = () =>
    Object.fromEntries([CATALOG, SCHEMA].map((type) => [type, privilegesOn(world(), object(type))]));
  const expected = (others: object) =>
    Object.fromEntries(
      Object.entries(ours).map(([type, own]) => [type, { "account users": own, ...others }]),
    );

  it(
    "is kept through the first up of this program on a stack of an earlier one, which had all rights in one resource",
    async () => {
      const states = join(__dirname, "states");
      const read = (name: string): string => readFileSync(join(states, `unityCatalog.${name}.json`), "utf8");
      const members = ["2f6b5a1e-8d43-4c0a-9a57-1c2d3e4f5a6b", "group:7d1c0b9a-3e52-4f68-8b14-9a0c1d2e3f40"];
      team = await TeamStack.open({
        settings: { plain: { members } },
        cloud: { state: CloudState.load(read("cloud")) },
      });
      const { deployment } = JSON.parse(read("stack")) as { deployment: { resources: StoredResource[] } };
      await editState(team, () => deployment.resources);
      expect(granted()).toEqual(expected({}));

      const { steps } = await must(team.up());
      expect(granted()).toEqual(expected({}));
      expect(steps.filter(({ op, name }) => op === "replace" && name.endsWith("-grants"))).toHaveLength(2);
      expect((await must(team.refresh())).steps).toEqual([]);
      expect((await must(team.up())).steps).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "by hand stays through refresh and up, and what was taken from ours comes back",
    async () => {
      team = await TeamStack.open({ settings: { plain: { dashboard: false } } });
      await must(team.up());
      for (const type of [CATALOG, SCHEMA]) grantOn(world(), object(type), byHand);
      grantOn(world(), object(SCHEMA), { "account users": ["USE_SCHEMA"] });
      await must(team.refresh());
      await must(team.up());
      expect(granted()).toEqual(expected(byHand));
    },
    PATIENCE,
  );
});
