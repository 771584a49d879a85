import fc from "fast-check";
import program from "../../index";
import { ACCOUNT_KEY, connectionStringOf, keyOf, SUBSCRIPTION } from "./answers";
import { record, type Recorded, type Recording } from "./recording";

jest.setTimeout(60_000);

const needed = { team: "red-pandas", owner: "coach@contoso.com", expires: "2126-01-01" };
const run = (config: Record<string, string> = {}): Promise<Recording> =>
  record(program, { config: { ...needed, ...config } });

const groupId = `${SUBSCRIPTION}/resourceGroups/clickstream-red-pandas-abc123`;
const HOST = "https://adb-1234567890123456.16.azuredatabricks.net";
const LAKE_URL = "abfss://clicks@redpandas008abc123.dfs.core.windows.net";
const SCHEMA = "clickstream_red_pandas_abc123.clickstream";

/** What each step adds, by name. */
const added: Record<number, string[]> = {
  1: [
    "clickstream",
    "clickstream-group",
    "clickstream-members",
    "clickstream-stream",
    "clickstream-stream-hub",
    "clickstream-stream-namespace",
    "clickstream-suffix",
  ],
  2: ["clickstream-stream-send"],
  3: ["clickstream-lake", "clickstream-lake-account", "clickstream-lake-container"],
  4: [
    "clickstream-catalog",
    "clickstream-catalog-catalog",
    "clickstream-catalog-catalog-grants",
    "clickstream-catalog-checkpoints",
    "clickstream-catalog-connector",
    "clickstream-catalog-credential",
    "clickstream-catalog-location",
    "clickstream-catalog-role",
    "clickstream-catalog-schema",
    "clickstream-catalog-schema-grants",
    "clickstream-job",
    "clickstream-job-event-hub-listen",
    "clickstream-job-explore.py",
    "clickstream-job-explore.scala",
    "clickstream-job-explore.sql",
    "clickstream-job-folder",
    "clickstream-job-ingest.py",
    "clickstream-job-job",
    "clickstream-job-secrets",
    "clickstream-stream-listen",
    "clickstream-workspace",
    "clickstream-workspace-databricks",
    "clickstream-workspace-removal",
    "clickstream-workspace-workspace",
  ],
  5: ["clickstream-generator", "clickstream-generator-group"],
  6: ["clickstream-dashboard", "clickstream-dashboard-dashboard", "clickstream-dashboard-warehouse"],
};

const namesOf = ({ resources }: Recording): string[] => resources.map(({ name }) => name).sort();
const named = ({ resources }: Recording, name: string): Recorded => {
  const found = resources.find((resource) => resource.name === name);
  if (!found) throw new Error(`${name} was not declared`);
  return found;
};

/** All texts in a value that are not below a secret. */
function openTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || "secret" in value) return [];
  return Object.values(value).flatMap(openTexts);
}

describe("the program", () => {
  const steps: Record<number, Recording> = {};
  beforeAll(async () => {
    for (const step of [1, 2, 3, 4, 5, 6]) steps[step] = await run({ throughStep: String(step) });
  });
  const through = (step: number): Recording => steps[step] ?? fail(`step ${step}`);
  const fail = (what: string): never => {
    throw new Error(`nothing was recorded: ${what}`);
  };

  it.each([1, 2, 3, 4, 5, 6])("declares exactly what the challenge has through step %i", (step) => {
    const expected = Array.from({ length: step }, (_, index) => added[index + 1] ?? []).flat();
    expect(namesOf(through(step))).toEqual(expected.sort());
  });

  it("goes to the last step where nothing is said", async () => {
    expect(namesOf(await run())).toEqual(namesOf(through(6)));
  });

  it.each([2, 3, 4, 5, 6])("only adds to the step before, or lets the job run, at step %i", (step) => {
    for (const before of through(step - 1).resources) {
      const now = named(through(step), before.name);
      const inputs =
        before.name === "clickstream-job-job" && step === 6
          ? { ...before.inputs, continuous: { pauseStatus: "UNPAUSED" } }
          : before.inputs;
      expect(now.inputs).toEqual(inputs);
      expect(now.type).toBe(before.type);
      expect(now.parent).toBe(before.parent);
    }
  });

  it("keeps the job paused until the last step", () => {
    const paused = [4, 5, 6].map((step) => named(through(step), "clickstream-job-job").inputs["continuous"]);
    expect(paused).toEqual([
      { pauseStatus: "PAUSED" },
      { pauseStatus: "PAUSED" },
      { pauseStatus: "UNPAUSED" },
    ]);
  });

  it("puts its components below the challenge, and everything else below those", () => {
    const parents = Object.fromEntries(through(6).resources.map(({ name, parent }) => [name, parent]));
    const parts = Object.keys(parents).filter((name) => parents[name] === "clickstream");
    expect(parts.sort()).toEqual([
      "clickstream-catalog",
      "clickstream-dashboard",
      "clickstream-generator",
      "clickstream-group",
      "clickstream-job",
      "clickstream-lake",
      "clickstream-members",
      "clickstream-stream",
      "clickstream-suffix",
      "clickstream-workspace",
    ]);
    const deeper = Object.keys(parents).filter((name) => !parts.includes(name) && name !== "clickstream");
    expect(deeper.filter((name) => !parts.includes(parents[name] ?? ""))).toEqual([]);
    expect(deeper.filter((name) => !name.startsWith(`${parents[name] ?? ""}-`))).toEqual([]);
    expect(parents["clickstream"]).toBeUndefined();
  });

  it("has unique names by one random suffix, and declares the resource group with them", () => {
    expect(named(through(1), "clickstream-suffix")).toMatchObject({
      type: "random:index/randomString:RandomString",
      inputs: { length: 6, upper: false, special: false },
    });
    expect(named(through(1), "clickstream-group")).toMatchObject({
      type: "azure-native:resources:ResourceGroup",
      inputs: { resourceGroupName: "clickstream-red-pandas-abc123", location: "westeurope" },
      deletedWith: undefined,
    });
  });

  it("tags everything that carries tags with team, owner, expiry and challenge", () => {
    const tags = { ...needed, challenge: "what-the-hack-019-04" };
    const tagged = through(6).resources.filter(({ inputs }) => "tags" in inputs);
    expect(tagged.map(({ name }) => name).sort()).toEqual([
      "clickstream-catalog-connector",
      "clickstream-dashboard-warehouse",
      "clickstream-generator-group",
      "clickstream-group",
      "clickstream-job-job",
      "clickstream-lake-account",
      "clickstream-stream-namespace",
      "clickstream-workspace-workspace",
    ]);
    for (const { name, inputs } of tagged) {
      const custom = Object.entries(tags).map(([key, value]) => ({ key, value }));
      const expected = name.endsWith("-warehouse") ? { customTags: custom } : tags;
      expect(inputs["tags"]).toEqual(expected);
    }
  });

  it("tags everything with the event, too, where the team takes part in one", async () => {
    const { resources } = await run({ event: "contoso-2027-03", throughStep: "1" });
    const tagged = resources.filter(({ inputs }) => "tags" in inputs);
    const tags = { ...needed, challenge: "what-the-hack-019-04", event: "contoso-2027-03" };
    expect(tagged.map(({ inputs }) => inputs["tags"])).toEqual([tags, tags]);
  });

  it("removes the job before the generator, and what Databricks holds before the workspace", () => {
    const byName = new Map(through(6).resources.map((resource) => [resource.name, resource]));
    const reaches = (from: string, to: string): boolean =>
      from === to || (byName.get(from)?.dependencies ?? []).some((next) => reaches(next, to));
    expect(reaches("clickstream-job-job", "clickstream-generator-group")).toBe(true);
    const inWorkspace = through(6).resources.filter(({ type }) => type.startsWith("databricks:"));
    expect(inWorkspace).toHaveLength(17);
    for (const { provider } of inWorkspace) {
      expect(provider).toBe("clickstream-workspace-databricks");
      expect(reaches(provider ?? "", "clickstream-workspace-removal")).toBe(true);
    }
    expect(reaches("clickstream-workspace-removal", "clickstream-workspace-workspace")).toBe(true);
  });

  it("deletes with their group, workspace or parent only what goes away with them", () => {
    const gone = through(6).resources.filter(({ deletedWith }) => deletedWith !== undefined);
    expect(Object.fromEntries(gone.map(({ name, deletedWith }) => [name, deletedWith]))).toEqual({
      "clickstream-catalog-catalog-grants": "clickstream-catalog-catalog",
      "clickstream-catalog-connector": "clickstream-group",
      "clickstream-catalog-schema-grants": "clickstream-catalog-schema",
      "clickstream-dashboard-dashboard": "clickstream-workspace-workspace",
      "clickstream-dashboard-warehouse": "clickstream-workspace-workspace",
      "clickstream-job-event-hub-listen": "clickstream-workspace-workspace",
      "clickstream-job-explore.py": "clickstream-workspace-workspace",
      "clickstream-job-explore.scala": "clickstream-workspace-workspace",
      "clickstream-job-explore.sql": "clickstream-workspace-workspace",
      "clickstream-job-folder": "clickstream-workspace-workspace",
      "clickstream-job-ingest.py": "clickstream-workspace-workspace",
      "clickstream-job-secrets": "clickstream-workspace-workspace",
      "clickstream-lake-account": "clickstream-group",
      "clickstream-lake-container": "clickstream-lake-account",
      "clickstream-stream-hub": "clickstream-stream-namespace",
      "clickstream-stream-listen": "clickstream-stream-namespace",
      "clickstream-stream-namespace": "clickstream-group",
      "clickstream-stream-send": "clickstream-stream-namespace",
    });
  });

  it("goes by the table of failures wherever services must know of each other, or Azure may refuse for good", () => {
    const asked = through(6).resources.filter(({ onError }) => onError.length > 0);
    const azure = [
      "catalog-connector",
      "catalog-role",
      "generator-group",
      "lake-account",
      "stream-namespace",
      "workspace-workspace",
    ].map((name) => `clickstream-${name}`);
    expect(asked.map(({ name }) => name).sort()).toEqual(
      through(6)
        .resources.filter(({ type, name }) => type.startsWith("databricks:") || azure.includes(name))
        .map(({ name }) => name)
        .sort(),
    );
  });

  it("never has a key in the open: not in an input, not in an output", async () => {
    const keys = [keyOf("send"), keyOf("listen"), ACCOUNT_KEY, "hunter2"];
    const config = { lakeAccess: "accountKey", registryUser: "puller", registryPassword: "hunter2" };
    for (const recording of [through(6), await run(config)]) {
      const open = [...recording.resources.map(({ inputs }) => inputs), recording.outputs].flatMap(openTexts);
      expect(open.filter((text) => keys.some((key) => text.includes(key)))).toEqual([]);
    }
  });

  it("gives the generator the Send rule and the notebook the Listen rule, and reads no other key", () => {
    expect(named(through(6), "clickstream-generator-group").inputs).toMatchObject({
      containers: [
        {
          environmentVariables: [
            { name: "hostName", value: "clicks-red-pandas-abc123" },
            { name: "sasKeyName", value: "send" },
            { name: "sasKeyValue", secureValue: { secret: keyOf("send") } },
            { name: "eventHubName", value: "test" },
          ],
        },
      ],
    });
    expect(named(through(6), "clickstream-job-event-hub-listen").inputs["stringValue"]).toEqual({
      secret: connectionStringOf("clicks-red-pandas-abc123", "listen"),
    });
    const keys = through(6).calls.filter(({ token }) => token.includes(":list"));
    const read = keys.map(({ token, args }) => [token, args["authorizationRuleName"]]);
    expect(read.sort()).toEqual([
      ["azure-native:eventhub:listEventHubKeys", "listen"],
      ["azure-native:eventhub:listEventHubKeys", "send"],
    ]);
  });

  it("hands over links, names and the readme, and the command as a secret", () => {
    expect(through(6).outputs).toEqual({
      team: "red-pandas",
      resourceGroupName: "clickstream-red-pandas-abc123",
      portalUrl: `https://portal.azure.com/#resource${groupId}/overview`,
      eventHubsNamespace: "clicks-red-pandas-abc123",
      eventHubName: "test",
      bootstrapServers: "clicks-red-pandas-abc123.servicebus.windows.net:9093",
      containerCreateCommand: { secret: expect.stringMatching(/^az container create .*'sasKeyValue=KEY/) },
      lakeUrl: LAKE_URL,
      workspaceUrl: HOST,
      notebookUrls: {
        ingest: `${HOST}/#workspace/Shared/clickstream/ingest`,
        exploreSql: `${HOST}/#workspace/Shared/clickstream/explore-sql`,
        exploreScala: `${HOST}/#workspace/Shared/clickstream/explore-scala`,
        explorePython: `${HOST}/#workspace/Shared/clickstream/explore-python`,
      },
      jobUrl: `${HOST}/#job/42`,
      jobId: "42",
      schema: SCHEMA,
      clicksTable: `${SCHEMA}.clicks`,
      clicksPerProductTable: `${SCHEMA}.clicks_per_product`,
      clicksRejectedTable: `${SCHEMA}.clicks_rejected`,
      warehouseId: "5ee1f00d",
      dashboardUrl: `${HOST}/dashboardsv3/da5b0a4d/published`,
      readme: expect.stringMatching(/^# Clickstream challenge of team red-pandas\n/),
    });
  });

  it("hands over only what the step includes", () => {
    const first = ["bootstrapServers", "eventHubName", "eventHubsNamespace", "portalUrl", "readme"];
    const one = [...first, "resourceGroupName", "team"];
    const two = [...one, "containerCreateCommand"];
    const three = [...two, "lakeUrl"];
    const tables = ["clicksPerProductTable", "clicksRejectedTable", "clicksTable"];
    const four = [...three, ...tables, "jobId", "jobUrl", "notebookUrls", "schema", "workspaceUrl"];
    const six = [...four, "dashboardUrl", "warehouseId"];
    [one, two, three, four, four, six].forEach((names, index) => {
      expect(Object.keys(through(index + 1).outputs).sort()).toEqual([...names].sort());
    });
  });

  it.each([1, 2, 3, 4, 5, 6])("writes a readme of what there is at step %i", (step) => {
    const readme = String(through(step).outputs["readme"]);
    expect(readme).not.toMatch(/\$\{|<!--|undefined|\[object/);
    const rows = readme.match(/^\| \d\. /gm) ?? [];
    expect(rows).toHaveLength(step);
    expect(readme.includes(`${SCHEMA}.clicks_per_product`)).toBe(step >= 4);
    expect(readme.includes("/dashboardsv3/")).toBe(step === 6);
  });

  it("with the account key declares nothing of Unity Catalog, no role and no dashboard", async () => {
    const recording = await run({ lakeAccess: "accountKey" });
    const left = namesOf(through(6)).filter(
      (name) => !name.startsWith("clickstream-catalog") && !name.startsWith("clickstream-dashboard"),
    );
    expect(namesOf(recording)).toEqual([...left, "clickstream-job-lake-account-key"].sort());
    expect(named(recording, "clickstream-lake-account").inputs["allowSharedKeyAccess"]).toBe(true);
    expect(named(recording, "clickstream-job-lake-account-key").inputs["stringValue"]).toEqual({
      secret: ACCOUNT_KEY,
    });
    expect(recording.outputs["schema"]).toBeUndefined();
    expect(recording.outputs["clicksTable"]).toBe(`delta.\`${LAKE_URL}/clicks\``);
  });

  it("leaves warehouse and dashboard out where they are not wanted", async () => {
    const recording = await run({ dashboard: "false" });
    expect(namesOf(recording)).toEqual([...namesOf(through(5))]);
    expect(String(recording.outputs["readme"])).not.toContain("dashboard");
  });

  it("refuses wrong settings before it declares anything", async () => {
    const recording = record(
      async () => {
        await expect(program()).rejects.toThrow("2 settings are wrong");
        return {};
      },
      { config: { ...needed, partitions: "64", throughStep: "7" } },
    );
    expect((await recording).resources).toEqual([]);
  });

  it("passes every setting on to where it works, and to nowhere else", async () => {
    const member = "0a1b2c3d-0000-4000-8000-00000000000f";
    // Each at the first step that has all it can touch.
    const effects: [step: number, config: Record<string, string>, changed: string | string[]][] = [
      [1, { throughputUnits: "2" }, "clickstream-stream-namespace"],
      [1, { maxThroughputUnits: "9" }, "clickstream-stream-namespace"],
      [1, { partitions: "8" }, "clickstream-stream-hub"],
      [1, { retentionHours: "1" }, "clickstream-stream-hub"],
      [1, { members: JSON.stringify([member]) }, `clickstream-members-${member}`],
      [
        1,
        { budgetPerMonth: "60", budgetContacts: JSON.stringify(["coach@contoso.com"]) },
        ["clickstream-budget", "clickstream-budget-monthly"],
      ],
      [5, { sparkVersion: "18.x-scala2.13" }, "clickstream-job-job"],
      [5, { nodeType: "Standard_D8ads_v5" }, "clickstream-job-job"],
      [5, { workers: "1" }, "clickstream-job-job"],
      [5, { compute: "serverless" }, "clickstream-job-job"],
      [5, { generatorImage: "whatthehackmsft/wwiclickstreamgenerator:1" }, "clickstream-generator-group"],
      [5, { generator: "builtin" }, "clickstream-generator-group"],
      [5, { generator: "builtin", nodeImage: "team.azurecr.io/node:22" }, "clickstream-generator-group"],
      [5, { generator: "builtin", clicksPattern: "shop" }, "clickstream-generator-group"],
      [5, { clicksPerSecond: "1" }, "clickstream-generator-group"],
      [
        5,
        { registryServer: "team.azurecr.io", registryUser: "puller", registryPassword: "hunter2" },
        "clickstream-generator-group",
      ],
    ];
    for (const [step, config, expected] of effects) {
      const { resources } = await run({ ...config, throughStep: String(step) });
      const changed = resources.filter(({ name, inputs }) => {
        const before = through(step).resources.find((resource) => resource.name === name);
        return JSON.stringify(before?.inputs) !== JSON.stringify(inputs);
      });
      expect([config, changed.map(({ name }) => name)]).toEqual([config, [expected].flat()]);
    }
  });

  it("puts everything of Azure in the region, and notes region and team for updates to come", async () => {
    const recording = await run({ location: "northeurope" });
    expect(named(recording, "clickstream").inputs).toEqual({ team: "red-pandas", location: "northeurope" });
    const located = recording.resources.filter(
      ({ name, inputs }) => "location" in inputs && name !== "clickstream",
    );
    expect(located).toHaveLength(6);
    expect(located.map(({ inputs }) => inputs["location"])).toEqual(located.map(() => "northeurope"));
  });

  it("names two teams' resources apart wherever they share a place", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("ab-c", "a-bc", "abc", "a-b-c"), async (team) => {
        const [one, other] = [await run({ team, throughStep: "4" }), through(4)];
        const inShared = /Name$|^name$|^url$|storageRoot/;
        const names = ({ resources }: Recording): string[] =>
          resources
            .filter(({ name }) => /-(?:namespace|account|workspace|catalog|credential|location)$/.test(name))
            .flatMap(({ inputs }) => Object.entries(inputs).filter(([key]) => inShared.test(key)))
            .map(([, value]) => String(value));
        expect(names(one).length).toBeGreaterThan(8);
        expect(names(one).filter((name) => names(other).includes(name))).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });
});
