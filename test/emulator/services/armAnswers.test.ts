import { createSimulatedCloud, steppedClock, type SimulatedCloud } from "../../../emulator";
import type { Properties } from "../../../emulator/core/cloudApi";
import { assignRole, inputs, make, SUBSCRIPTION, types } from "./stage";

const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string;
const systemData = expect.objectContaining({ createdBy: "coach@example.com", createdAt: moment }) as object;

/** What a GET of a resource answers that was just made. */
async function answerTo(name: keyof typeof inputs, cloud = createSimulatedCloud()): Promise<Properties> {
  const kinds = ["group", "namespace", "hub", "rule", "account", "container"] as const;
  const found = [...(await make(cloud, ...kinds)), ...(await make(cloud, "connector", "containers"))];
  const index = [...kinds, "connector", "containers"].indexOf(name);
  const made = name === "workspace" ? (await make(cloud, "workspace"))[0] : found[index];
  const read = await cloud.read(types[name], made?.id ?? "");
  expect(read?.outputs).toEqual(made?.outputs);
  return read?.outputs ?? {};
}

describe("a GET of Azure", () => {
  it.each<[keyof typeof inputs, Properties]>([
    [
      "namespace",
      {
        location: "West Europe",
        metricId: "00000000-0000-4000-8000-000000000001:clicks-team",
        serviceBusEndpoint: "https://clicks-team.servicebus.windows.net:443/",
        status: "Active",
        provisioningState: "Succeeded",
        disableLocalAuth: false,
        privateEndpointConnections: [],
        createdAt: moment,
        updatedAt: moment,
        systemData,
      },
    ],
    [
      "hub",
      {
        location: "West Europe",
        status: "Active",
        messageRetentionInDays: 7,
        retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: 168 },
        partitionIds: ["0", "1", "2", "3"],
      },
    ],
    ["rule", { location: "West Europe", rights: ["Send"], systemData }],
    [
      "account",
      {
        location: "westeurope",
        accessTier: "Hot",
        sku: { name: "Standard_LRS", tier: "Standard" },
        networkRuleSet: {
          bypass: "AzureServices",
          defaultAction: "Allow",
          ipRules: [],
          virtualNetworkRules: [],
        },
        keyCreationTime: { key1: moment, key2: moment },
        encryption: expect.objectContaining({ keySource: "Microsoft.Storage" }) as object,
      },
    ],
    [
      "container",
      {
        publicAccess: "None",
        defaultEncryptionScope: "$account-encryption-key",
        denyEncryptionScopeOverride: false,
      },
    ],
    ["connector", { properties: { provisioningState: "Succeeded", referedBy: [] }, systemData }],
    [
      "workspace",
      {
        computeMode: "Hybrid",
        requiredNsgRules: "AllRules",
        defaultCatalog: { initialType: "UnityCatalog" },
        parameters: expect.objectContaining({ enableNoPublicIp: { type: "Bool", value: true } }) as object,
        createdBy: { oid: "00000000-0000-4000-8000-000000000003" },
        systemData,
      },
    ],
    ["containers", { sku: "Standard", initContainers: [], instanceView: { events: [], state: "Running" } }],
  ])("of a %s tells what the service has set", async (name, expected) => {
    const answer = await answerTo(name);
    expect(answer).toMatchObject(expected);
    expect(Object.keys(answer)).not.toContain("resourceGroupName");
  });

  it("of a container group has no secure value and no password", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group");
    const credentials = { server: "index.docker.io", username: "u", password: "a password" };
    const { outputs } = await cloud.create(types.containers, "generator", {
      ...inputs.containers,
      imageRegistryCredentials: [credentials],
    });
    expect(JSON.stringify(outputs)).not.toMatch(/the key|a password/);
    expect(outputs["imageRegistryCredentials"]).toEqual([{ server: "index.docker.io", username: "u" }]);
    expect(outputs["containers"]).toEqual([
      expect.objectContaining({
        ports: [],
        command: [],
        environmentVariables: [{ name: "hostName", value: "clicks-team" }, { name: "sasKeyValue" }],
        instanceView: expect.objectContaining({ restartCount: 0 }) as object,
      }),
    ]);
  });

  it("of a role tells its scope, who assigned it and when, and not the name among its properties", async () => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group", "account", "connector");
    const { outputs } = await assignRole(cloud);
    expect(outputs).toMatchObject({ createdOn: moment, createdBy: "00000000-0000-4000-8000-000000000003" });
    expect(outputs["scope"]).toMatch(/\/storageAccounts\/teamlake$/);
    expect(Object.keys(outputs)).not.toContain("roleAssignmentName");
  });
});

describe("a PUT to Azure", () => {
  it.each<[keyof typeof inputs, given: Properties, after: Properties]>([
    [
      "namespace",
      { isAutoInflateEnabled: true, maximumThroughputUnits: 4, tags: { a: "b" } },
      { isAutoInflateEnabled: false, maximumThroughputUnits: 0, tags: undefined },
    ],
    [
      "containers",
      { imageRegistryCredentials: [{ server: "s", username: "u", password: "p" }] },
      { imageRegistryCredentials: undefined },
    ],
    ["connector", { tags: { a: "b" } }, { tags: undefined }],
  ])("of a %s takes back what it does not say again", async (name, given, after) => {
    const cloud = createSimulatedCloud();
    await make(cloud, "group");
    const { id } = await cloud.create(types[name], name, { ...inputs[name], ...given });
    const { outputs } = await cloud.update(types[name], id, {}, inputs[name]);
    expect(Object.fromEntries(Object.keys(given).map((key) => [key, outputs[key]]))).toEqual(after);
    expect(cloud.state.at(id)?.inputs).toEqual(inputs[name]);
  });

  it("of a container group wants each secure value again", async () => {
    const cloud = createSimulatedCloud();
    const [, containers] = await make(cloud, "group", "containers");
    const { id = "", outputs = {} } = containers ?? {};
    const echoed = { ...inputs.containers, containers: outputs["containers"] };
    const [container] = inputs.containers.containers;
    await expect(cloud.update(types.containers, id, {}, echoed)).rejects.toThrow("is read-only");
    const named = { ...container, environmentVariables: [{ name: "sasKeyValue" }] };
    await expect(
      cloud.update(types.containers, id, {}, { ...inputs.containers, containers: [named] }),
    ).rejects.toThrow("The environment variable 'sasKeyValue' has neither a value nor a secure value.");
  });

  it("keeps who made the resource and when, and its identity", async () => {
    const cloud = createSimulatedCloud();
    const [, connector] = await make(cloud, "group", "connector");
    const updated = await cloud.update(types.connector, connector?.id ?? "", {}, inputs.connector);
    expect(updated.outputs["identity"]).toEqual(connector?.outputs["identity"]);
    const made = (outputs: Properties = {}) => (outputs["systemData"] as Properties)["createdAt"];
    expect(made(updated.outputs)).toBe(made(connector?.outputs));
  });
});

describe("reads that are late", () => {
  const LATE = 5;
  let clock: ReturnType<typeof steppedClock>;
  let cloud: SimulatedCloud;
  const group = `${SUBSCRIPTION}/resourceGroups/team`;
  beforeEach(async () => {
    clock = steppedClock();
    cloud = createSimulatedCloud({ clock, durations: {}, late: { reads: LATE } });
    await make(cloud, "group");
  });

  it("do not find a new group, and nothing can be made in it until they do", async () => {
    expect(await cloud.read(types.group, group)).toBeUndefined();
    await expect(make(cloud, "namespace")).rejects.toThrow('Code="ResourceGroupNotFound"');
    await clock.sleep(LATE);
    expect((await cloud.read(types.group, group))?.outputs["name"]).toBe("team");
    await expect(make(cloud, "namespace")).resolves.toHaveLength(1);
  });

  it("leave azure-native with the answer to its PUT, as it comes over the wire, and later find all", async () => {
    await clock.sleep(LATE);
    const [, , container] = await make(cloud, "namespace", "account", "container");
    expect(container?.outputs).toMatchObject({ name: "clicks", properties: { publicAccess: "None" } });
    expect(Object.keys(container?.outputs ?? {})).not.toContain("publicAccess");
    await clock.sleep(LATE);
    const read = await cloud.read(types.container, container?.id ?? "");
    expect(read?.outputs).toMatchObject({ publicAccess: "None", denyEncryptionScopeOverride: false });
  });

  it("show what was before an update, and never trouble long-running operations, which end with a read", async () => {
    await clock.sleep(LATE);
    const [namespace, hub] = await make(cloud, "namespace", "hub");
    expect(namespace?.outputs["status"]).toBe("Active");
    await clock.sleep(LATE);
    const news = { ...inputs.hub, messageRetentionInDays: 1 };
    const updated = await cloud.update(types.hub, hub?.id ?? "", {}, news);
    expect(updated.outputs["messageRetentionInDays"]).toBe(7);
    await clock.sleep(LATE);
    expect((await cloud.read(types.hub, hub?.id ?? ""))?.outputs["messageRetentionInDays"]).toBe(1);
  });
});
