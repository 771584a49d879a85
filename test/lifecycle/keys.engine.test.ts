import { EVENT_HUB_RULE } from "../../emulator/services/eventHubs/model";
import { SECRET } from "../../emulator/services/workspaceObjects/model";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

/** What `az eventhubs eventhub authorization-rule keys renew` does. @returns the key until then. */
function renew(team: TeamStack, rule: string, key: string): string {
  const [found] = team.cloud.state.resources(EVENT_HUB_RULE).filter(({ id }) => id.endsWith(`/${rule}`));
  if (found === undefined) throw new Error(`there is no rule ${rule}`);
  team.cloud.state.put({ ...found, hidden: { ...found.hidden, primaryKey: key } });
  return String(found.hidden["primaryKey"]);
}

describe("a key that was renewed in the portal", () => {
  it(
    "is in the workspace's secret and in the generator after the next up, and the old one nowhere",
    async () => {
      const team = await TeamStack.open();
      try {
        await must(team.up());
        const old = [renew(team, "listen", "bmV3LWxpc3Rlbg=="), renew(team, "send", "bmV3LXNlbmQ=")];
        const changed = await must(team.up());
        const names = changed.steps.map(({ op, name }) => `${op} ${name.replace("clickstream-", "")}`).sort();
        expect(names.filter((name) => !/^(create|delete)-repl/.test(name))).toEqual([
          "replace job-event-hub-listen",
          "update generator-group",
        ]);
        const secrets = team.cloud.state.resources(SECRET);
        expect(secrets.map(({ inputs }) => inputs["stringValue"])).toEqual([
          expect.stringContaining("SharedAccessKey=bmV3LWxpc3Rlbg=="),
        ]);
        const held = JSON.stringify(team.cloud.state.resources().map(({ inputs }) => inputs));
        expect(held).toContain('{"name":"sasKeyValue","secureValue":"bmV3LXNlbmQ="}');
        expect(old.filter((key) => held.includes(key))).toEqual([]);
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
