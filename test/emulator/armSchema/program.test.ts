import program from "../../../index";
import { checkAzureInputs } from "../../../emulator/registry";
import type { Properties } from "../../../emulator/core/cloudApi";
import { record } from "../../program/recording";

jest.setTimeout(60_000);

/** A value as azure-native is sent it: secrets are values there. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  // A volume has a secret beside its name.
  if ("secret" in value && Object.keys(value).length === 1) return unwrapped(value.secret);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrapped(item)]));
}

const needed = { team: "a", owner: "coach@contoso.com", expires: "2126-01-01" };
const MEMBER = "0a1b2c3d-0000-4000-8000-00000000000f";

describe("every input of every Azure resource", () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      "with nothing set",
      {},
      [
        "authorization:RoleAssignment",
        "containerinstance:ContainerGroup",
        "databricks:AccessConnector",
        "databricks:Workspace",
        "eventhub:EventHub",
        "eventhub:EventHubAuthorizationRule",
        "eventhub:Namespace",
        "resources:ResourceGroup",
        "storage:BlobContainer",
        "storage:StorageAccount",
      ],
    ],
    [
      "with everything set",
      {
        team: "a-b-c-d-e-f-g-h",
        lakeAccess: "accountKey",
        throughputUnits: "40",
        maxThroughputUnits: "40",
        partitions: "32",
        retentionHours: "168",
        clicksPerSecond: "5",
        generator: "builtin",
        clicksPattern: "shop",
        registryServer: "team.azurecr.io",
        registryUser: "puller",
        registryPassword: "hunter2",
        members: JSON.stringify([MEMBER, "group:0a1b2c3d-0000-4000-8000-000000000001"]),
        budgetPerMonth: "75",
        budgetContacts: JSON.stringify(["coach@contoso.com"]),
      },
      [
        "authorization:RoleAssignment",
        "consumption:Budget",
        "containerinstance:ContainerGroup",
        "databricks:Workspace",
        "eventhub:EventHub",
        "eventhub:EventHubAuthorizationRule",
        "eventhub:Namespace",
        "resources:ResourceGroup",
        "storage:BlobContainer",
        "storage:StorageAccount",
      ],
    ],
  ])("is what Azure's request models take, %s", async (_, config, types) => {
    const { resources } = await record(program, { config: { ...needed, ...config } });
    const azure = resources.filter(({ type }) => type.startsWith("azure-native:"));
    expect([...new Set(azure.map(({ type }) => type.replace("azure-native:", "")))].sort()).toEqual(types);
    const refused = azure.map(({ type, name, inputs }) => [
      name,
      checkAzureInputs(type, unwrapped(inputs) as Properties),
    ]);
    expect(refused).toEqual(azure.map(({ name }) => [name, []]));
  });
});
