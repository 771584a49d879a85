import { checkAzureInputs, knowsAzureType } from "../../../emulator/registry";
import type { Properties } from "../../../emulator/core/cloudApi";

const namespace = {
  resourceGroupName: "group",
  namespaceName: "clicks-red-abc123",
  location: "westeurope",
  sku: { name: "Standard", tier: "Standard", capacity: 1 },
};
const check = (type: string, inputs: Properties): [string, string][] =>
  checkAzureInputs(`azure-native:${type}`, inputs).map(({ property, reason }) => [property, reason]);

describe("Azure's own request models", () => {
  it("accept what is right", () => {
    expect(check("eventhub:Namespace", namespace)).toEqual([]);
  });

  it.each<[string, Properties, string, string]>([
    [
      "unknown property",
      { colour: "red" },
      "colour",
      "is not a property of this type (arm-eventhub EHNamespace)",
    ],
    [
      "unknown property further in",
      { sku: { name: "Standard", size: 1 } },
      "sku.size",
      "is not a property of this type (arm-eventhub Sku)",
    ],
    [
      "property that the service sets",
      { status: "Active" },
      "status",
      "is read-only: the service sets it (arm-eventhub EHNamespace.status)",
    ],
    [
      "text for a boolean",
      { kafkaEnabled: "true" },
      "kafkaEnabled",
      'must be true or false, is "true" (arm-eventhub EHNamespace.kafkaEnabled)',
    ],
    [
      "text for a number",
      { sku: { name: "Standard", capacity: "1" } },
      "sku.capacity",
      'must be a number, is "1" (arm-eventhub Sku.capacity)',
    ],
    [
      "text for an object",
      { sku: "Standard" },
      "sku",
      'must be an object, is "Standard" (arm-eventhub EHNamespace.sku)',
    ],
    [
      "number for a tag",
      { tags: { team: 7 } },
      "tags.team",
      "must be a text, is 7 (arm-eventhub EHNamespace.tags)",
    ],
    [
      "number below its range",
      { maximumThroughputUnits: -1 },
      "maximumThroughputUnits",
      "must be at least 0, is -1 (arm-eventhub EHNamespace.maximumThroughputUnits)",
    ],
    [
      "word that is none of those known",
      { minimumTlsVersion: "1.4" },
      "minimumTlsVersion",
      'must be one of "1.0", "1.1", "1.2", is "1.4" (arm-eventhub EHNamespace.minimumTlsVersion)',
    ],
  ])("refuse an %s", (_, change, property, reason) => {
    expect(check("eventhub:Namespace", { ...namespace, ...change })).toEqual([[property, reason]]);
  });

  it("refuse a name by pattern and by length", () => {
    expect(check("eventhub:Namespace", { ...namespace, namespaceName: "7" })).toEqual([
      [
        "namespaceName",
        'must match /^[a-zA-Z][a-zA-Z0-9-]{6,50}[a-zA-Z0-9]$/, is "7" (arm-eventhub EHNamespace.namespaceName)',
      ],
      ["namespaceName", 'must have at least 6 characters, is "7" (arm-eventhub EHNamespace.namespaceName)'],
    ]);
    const [[property] = [], ...others] = check("storage:StorageAccount", {
      resourceGroupName: "group",
      location: "westeurope",
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      accountName: "a".repeat(25),
    });
    expect([property, others]).toEqual(["accountName", []]);
  });

  it("refuse what lacks a required property, in the path and in the body", () => {
    expect(check("databricks:Workspace", { location: "westeurope" })).toEqual([
      ["managedResourceGroupId", "is required (arm-databricks Workspace.managedResourceGroupId)"],
      ["computeMode", "is required (arm-databricks Workspace.computeMode)"],
      ["resourceGroupName", "is required (arm-databricks Workspace.resourceGroupName)"],
    ]);
  });

  it("know enums in lists, of closed and of open kind", () => {
    const rule = {
      resourceGroupName: "group",
      namespaceName: "clicks-red-abc123",
      eventHubName: "test",
      authorizationRuleName: "send",
    };
    expect(check("eventhub:EventHubAuthorizationRule", { ...rule, rights: ["Send", "Read"] })).toEqual([
      [
        "rights[1]",
        'must be one of "Manage", "Send", "Listen", is "Read" (arm-eventhub AuthorizationRule.rights)',
      ],
    ]);
    expect(check("eventhub:EventHubAuthorizationRule", { ...rule, rights: "Send" })).toEqual([
      ["rights", 'must be a list, is "Send" (arm-eventhub AuthorizationRule.rights)'],
    ]);
    const container = { resourceGroupName: "group", accountName: "red", publicAccess: "Everyone" };
    expect(check("storage:BlobContainer", container)).toEqual([
      [
        "publicAccess",
        'must be one of "Container", "Blob", "None", is "Everyone" (arm-storage BlobContainer.publicAccess)',
      ],
    ]);
  });

  it("reach into lists of objects, and never show what may be a key", () => {
    const group = {
      resourceGroupName: "group",
      osType: "Linux",
      containers: [
        {
          name: "generator",
          image: "image:1",
          resources: { requests: { cpu: 1, memoryInGB: 3.5 } },
          environmentVariables: [{ name: "sasKeyValue", secureValue: { key: "k3y" } }, { value: "x" }],
        },
      ],
    };
    expect(check("containerinstance:ContainerGroup", group)).toEqual([
      [
        "containers[0].environmentVariables[0].secureValue",
        "must be a text, is [secret] (arm-containerinstance EnvironmentVariable.secureValue)",
      ],
      [
        "containers[0].environmentVariables[1].name",
        "is required (arm-containerinstance EnvironmentVariable.name)",
      ],
    ]);
  });

  it("take values that are not set as not given", () => {
    expect(check("eventhub:Namespace", { ...namespace, kafkaEnabled: undefined, tags: null })).toEqual([]);
  });

  it("know the types of the challenge and no other", () => {
    expect(knowsAzureType("azure-native:eventhub:Namespace")).toBe(true);
    expect(knowsAzureType("azure-native:compute:VirtualMachine")).toBe(false);
    expect(check("compute:VirtualMachine", {})).toEqual([
      ["", "azure-native:compute:VirtualMachine is not a type that this challenge uses"],
    ]);
  });
});
