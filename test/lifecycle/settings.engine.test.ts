import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { longRun, sample } from "../long";
import type { Outcome } from "./outcome";
import { must, PATIENCE, required, TeamStack, withEngine } from "./stack";

withEngine();

/** What happens to each resource, by its name after the common prefix; components are left out. */
type Effects = Readonly<Record<string, string | readonly string[]>>;

function effectsOf({ steps }: Outcome): Effects {
  const shown = steps.filter(
    ({ op, type }) =>
      ["create", "update", "replace", "delete"].includes(op) && !type.startsWith("clickstream:"),
  );
  return Object.fromEntries(
    shown.map(({ op, name, diffs }) => [name.replace(/^clickstream-/, ""), op === "update" ? diffs : op]),
  );
}

const tagged = (tag: string, warehouseTag: string): Effects => ({
  group: [`tags.${tag}`],
  "stream-namespace": [`tags.${tag}`],
  "lake-account": [`tags.${tag}`],
  "workspace-workspace": [`tags.${tag}`],
  "catalog-connector": [`tags.${tag}`],
  "generator-group": [`tags.${tag}`],
  "job-job": [`jobClusters[0].newCluster.customTags.${tag}`, `tags.${tag}`],
  "dashboard-warehouse": [warehouseTag],
});
const dashboard: Effects = { "dashboard-dashboard": "delete", "dashboard-warehouse": "delete" };
const CLUSTER = "jobClusters[0].newCluster";
const PARAMETERS = "tasks[0].notebookTask.baseParameters";

const changes: readonly [setting: string, value: unknown, expected: Effects][] = [
  ["owner", "other@contoso.com", tagged("owner", "tags.customTags[1].value")],
  ["expires", "2099-12-30", tagged("expires", "tags.customTags[2].value")],
  ["throughStep", 5, { "job-job": "replace", ...dashboard }],
  [
    "throughputUnits",
    2,
    { "stream-namespace": ["isAutoInflateEnabled", "maximumThroughputUnits", "sku.capacity"] },
  ],
  ["maxThroughputUnits", 4, { "stream-namespace": ["maximumThroughputUnits"] }],
  ["retentionHours", 48, { "stream-hub": ["retentionDescription.retentionTimeInHours"] }],
  [
    "lakeAccess",
    "accountKey",
    {
      "lake-account": ["allowSharedKeyAccess"],
      "job-lake-account-key": "create",
      "job-job": ["account_key_secret", "checkpoint_path", "lake_url", "schema"].map(
        (key) => `${PARAMETERS}.${key}`,
      ),
      "job-explore.py": ["contentBase64"],
      "job-explore.scala": ["contentBase64"],
      "job-explore.sql": ["contentBase64"],
      "catalog-connector": "delete",
      "catalog-role": "delete",
      "catalog-credential": "delete",
      "catalog-location": "delete",
      "catalog-catalog": "delete",
      "catalog-catalog-grants": "delete",
      "catalog-schema": "delete",
      "catalog-schema-grants": "delete",
      "catalog-checkpoints": "delete",
      ...dashboard,
    },
  ],
  ["compute", "serverless", { "job-job": "replace" }],
  ["sparkVersion", "18.x-scala2.13", { "job-job": [`${CLUSTER}.sparkVersion`] }],
  ["nodeType", "Standard_D8ds_v5", { "job-job": [`${CLUSTER}.nodeTypeId`] }],
  [
    "workers",
    2,
    { "job-job": ["customTags.ResourceClass", "numWorkers", "sparkConf"].map((key) => `${CLUSTER}.${key}`) },
  ],
  ["generator", "builtin", { "generator-group": "replace" }],
  ["nodeImage", "contoso.azurecr.io/node:22", {}],
  ["generatorImage", "contoso.azurecr.io/clicks:2", { "generator-group": ["containers[0].image"] }],
  ["clicksPerSecond", 1, { "generator-group": ["containers[0].environmentVariables[4]"] }],
  ["registryServer", "contoso.azurecr.io", {}],
  [
    "members",
    ["11111111-2222-3333-4444-555555555555"],
    { "members-11111111-2222-3333-4444-555555555555": "create" },
  ],
  [
    "coaches",
    "hackathon coaches",
    {
      "catalog-catalog-coaches": "create",
      "catalog-credential-coaches": "create",
      "catalog-location-coaches": "create",
    },
  ],
  ["dashboard", false, dashboard],
];

const described = parse(readFileSync(join(__dirname, "..", "..", "Pulumi.yaml"), "utf8")) as {
  config: Record<string, { description: string }>;
};

/** Every setting as it was: what must be given, and the default of the rest. */
const defaults = {
  ...Object.fromEntries(Object.keys(described.config).map((key) => [key, undefined])),
  ...required,
};

describe("a single setting that changes", () => {
  let team: TeamStack;
  beforeAll(async () => {
    team = await TeamStack.open();
    await must(team.up());
  }, PATIENCE);
  /** Whether a test changed more than settings. */
  let applied: boolean;
  beforeEach(() => {
    applied = false;
  });
  afterEach(async () => {
    await team.set(defaults);
    if (applied) await must(team.up());
  }, PATIENCE);
  afterAll(async () => {
    await must(team.destroy());
    expect(team.inCloud).toEqual([]);
    await team.close();
  }, PATIENCE);

  it.each(sample(changes, 6))(
    "%s, to %j, changes exactly what depends on it",
    async (setting, value, expected) => {
      await team.set({ [setting]: value });
      expect(effectsOf(await must(team.preview()))).toEqual(expected);
      if (!longRun) return;
      applied = true;
      expect(effectsOf(await must(team.up()))).toEqual(expected);
      await team.set(defaults);
      expect(Object.keys(effectsOf(await must(team.up()))).sort()).toEqual(Object.keys(expected).sort());
    },
    PATIENCE,
  );

  it("lakeAccess takes the tables along, and says so", () => {
    expect(described.config["lakeAccess"]?.description).toContain("Changing it starts with empty tables");
  });

  it(
    "partitions is refused by Azure, as its description says, and setting it back mends the stack",
    async () => {
      expect(described.config["partitions"]?.description).toContain("Azure refuses a change");
      await team.set({ partitions: 8 });
      const { error } = await team.up();
      expect(error).toContain("The partition count of an event hub in the Standard tier cannot be changed");
      await team.set(defaults);
      expect((await must(team.up())).steps).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "credentials of a registry change the generator, and are nowhere in the clear",
    async () => {
      await team.set({ registryUser: "puller" });
      await must(team.pulumi("config", "set", "--secret", "registryPassword", "hush-hush-password"));
      applied = true;
      const preview = await must(team.preview());
      expect(effectsOf(preview)).toEqual({ "generator-group": ["imageRegistryCredentials"] });
      const up = await must(team.up());
      expect(preview.output + up.output).not.toContain("hush-hush");
      expect(await team.files()).not.toContain("hush-hush");
    },
    PATIENCE,
  );
});
