import { setTimeout as delay } from "node:timers/promises";
import type { Properties } from "../../emulator/core/cloudApi";
import { sample } from "../long";
import type { Outcome } from "./outcome";
import { must, PATIENCE, TeamStack, withEngine } from "./stack";

withEngine();

const CONTAINER_GROUP = "azure-native:containerinstance:ContainerGroup";

/** What a command changed, by the resource's name after the common prefix. */
function changesOf({ steps }: Outcome): Record<string, readonly string[]> {
  return Object.fromEntries(steps.map(({ name, diffs }) => [name.replace(/^clickstream-/, ""), diffs]));
}

let team: TeamStack;
afterEach(() => team.close());

/** The container group as it was last put: what the request said, and nothing else. */
function generator(): Properties {
  const [group] = team.cloud.state.resources(CONTAINER_GROUP);
  if (group === undefined) throw new Error("there is no generator");
  return group.inputs;
}

describe("an Azure that answers late after a write", () => {
  /** How late reads are, in seconds of the cloud, which are real ones here. */
  const LATE = 2;

  it(
    "is met with retries where it does not know the group yet, and costs one update of what it told late",
    async () => {
      team = await TeamStack.open({ cloud: { late: { reads: LATE } } });
      const { output } = await must(team.up());
      expect(output).toContain("retrying create due to on-error hook request (1/");
      await delay(LATE * 1000);

      await must(team.refresh());
      const settled = await must(team.up());
      expect(new Set(settled.steps.map(({ op }) => op))).toEqual(new Set(["update"]));
      expect(changesOf(settled)).toEqual({
        "stream-hub": ["messageRetentionInDays", "status"],
        "lake-container": ["defaultEncryptionScope", "denyEncryptionScopeOverride"],
      });
      await delay(LATE * 1000);

      await must(team.refresh());
      expect((await must(team.up())).steps).toEqual([]);
      expect((await must(team.refresh())).steps).toEqual([]);
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    PATIENCE,
  );
});

describe("an Azure that writes ids in another case", () => {
  it.each(sample(["unityCatalog", "accountKey"], 1))(
    "with %s changes nothing: not in another update, not in a refresh, and everything goes",
    async (lakeAccess) => {
      team = await TeamStack.open({ settings: { plain: { lakeAccess } }, cloud: { idsInAnotherCase: true } });
      await must(team.up());
      expect(team.inCloud.filter((each) => each.includes("/resourcegroups/CLICKSTREAM-"))).not.toEqual([]);
      expect((await must(team.up({ refresh: true }))).steps).toEqual([]);
      expect((await must(team.refresh())).steps).toEqual([]);
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    PATIENCE,
  );
});

describe("a builtin generator", () => {
  it(
    "is not changed by a refresh, though Azure gives its file back to nobody, and gets another rate in place",
    async () => {
      const plain = { throughStep: 5, generator: "builtin", clicksPattern: "shop" };
      team = await TeamStack.open({ settings: { plain } });
      await must(team.up());
      expect(generator()["volumes"]).toMatchObject([{ name: "generator" }]);
      expect((await must(team.refresh())).steps).toEqual([]);
      expect((await must(team.up({ refresh: true }))).steps).toEqual([]);
      await team.set({ clicksPerSecond: 20 });
      const { steps } = await must(team.up());
      expect(steps.map(({ op, name }) => `${op} ${name}`)).toEqual(["update clickstream-generator-group"]);
      await must(team.destroy());
      expect(team.inCloud).toEqual([]);
    },
    PATIENCE,
  );
});

describe("a generator that was changed in the portal", () => {
  it(
    "shows in a refresh, and the next update says all of it again, secrets too",
    async () => {
      team = await TeamStack.open({ settings: { plain: { throughStep: 5, registryUser: "puller" } } });
      await must(team.pulumi("config", "set", "--secret", "registryPassword", "hush-hush-password"));
      await must(team.up());
      const asked = generator();
      expect(JSON.stringify(asked)).toMatch(/"secureValue":"[\w+/=]{44}".*"password":"hush-hush-password"/);

      const [group] = team.cloud.state.resources(CONTAINER_GROUP);
      await team.cloud.update(CONTAINER_GROUP, group?.id ?? "", {}, { ...asked, tags: { by: "hand" } });
      expect(changesOf(await must(team.refresh()))).toEqual({
        "generator-group": ["tags.by", "tags.challenge", "tags.expires", "tags.owner", "tags.team"],
      });
      const mended = await must(team.up());
      expect(mended.steps.map(({ op, name }) => `${op} ${name}`)).toEqual([
        "update clickstream-generator-group",
      ]);
      expect(generator()).toEqual(asked);
      expect((await must(team.up({ refresh: true }))).steps).toEqual([]);
      await must(team.destroy());
    },
    PATIENCE,
  );
});
