import { randomBytes } from "node:crypto";
import { connectionStringOf, hostOf } from "../../../clients/eventHubs";
import { armModel, nameOf, resourceGroupId, systemData } from "../../core/arm";
import { AZURE } from "../../core/cloudState";
import { AzureError } from "../../core/errors";
import type { FunctionModel, World } from "../../core/model";
import { record, requireText, text } from "../../core/properties";
import type { Properties } from "../../core/cloudApi";
import { displayName } from "./regions";

const NAMESPACE = "azure-native:eventhub:Namespace";
const EVENT_HUB = "azure-native:eventhub:EventHub";
export const EVENT_HUB_RULE = "azure-native:eventhub:EventHubAuthorizationRule";

/** An Event Hubs namespace: its name is a host name, so nobody else in the world may hold it. */
export const namespace = armModel({
  type: NAMESPACE,
  armType: "Microsoft.EventHub/Namespaces",
  nameInput: "namespaceName",
  path: (_, name) => `Microsoft.EventHub/namespaces/${name}`,
  createOnly: ["location"],
  accept: (world, id) => {
    const name = nameOf(id).toLowerCase();
    const held = world.state.resources(NAMESPACE).some((other) => nameOf(other.id).toLowerCase() === name);
    if (!held && !world.limits.takenNames.includes(name)) return;
    throw new AzureError(
      409,
      "NamespaceUnavailable",
      `Namespace name '${nameOf(id)}' is not available: it is already in use by another namespace. Choose another name.`,
    );
  },
  acceptUpdate: (_, resource, inputs) => {
    const [before, after] = [tier(resource.inputs), tier(inputs)];
    if (before === after || (before === "Basic" && after === "Standard")) return;
    // learn.microsoft.com/azure/event-hubs/event-hubs-faq: Standard cannot become Basic nor Premium.
    throw new AzureError(400, "BadRequest", `Changing the tier from ${before} to ${after} is not supported.`);
  },
  // azure-rest-api-specs, eventhub/…/2024-01-01/examples/NameSpaces/EHNameSpaceCreate.json; the list of connections:
  // pulumi-azure-native#4145.
  defaults: () => ({
    sku: { capacity: 1 },
    isAutoInflateEnabled: false,
    maximumThroughputUnits: 0,
    minimumTlsVersion: "1.2",
    publicNetworkAccess: "Enabled",
    disableLocalAuth: false,
    zoneRedundant: true,
    kafkaEnabled: true,
    privateEndpointConnections: [],
  }),
  outputs: (world, id, inputs, before) => {
    const moment = new Date().toISOString();
    const name = nameOf(id);
    return {
      location: displayName(requireText(inputs, "location")),
      status: "Active",
      provisioningState: "Succeeded",
      systemData: systemData(world, before),
      createdAt: before?.outputs["createdAt"] ?? moment,
      updatedAt: moment,
      metricId: `${world.identity.subscriptionId}:${name}`,
      serviceBusEndpoint: `https://${hostOf(name)}:443/`,
    };
  },
});

function tier(inputs: Properties): string {
  return text(record(inputs, "sku"), "name") ?? "Standard";
}

/** An event hub: partitions can only be chosen once below Premium. */
export const eventHub = armModel({
  type: EVENT_HUB,
  armType: "Microsoft.EventHub/namespaces/eventhubs",
  nameInput: "eventHubName",
  path: (inputs, name) =>
    `Microsoft.EventHub/namespaces/${requireText(inputs, "namespaceName")}/eventhubs/${name}`,
  parentInputs: ["namespaceName"],
  synchronous: true,
  acceptUpdate: (_, resource, inputs) => {
    if ((inputs["partitionCount"] ?? 4) === (resource.inputs["partitionCount"] ?? 4)) return;
    // learn.microsoft.com/azure/event-hubs/dynamically-add-partitions: Premium and Dedicated only.
    throw new AzureError(
      400,
      "MessagingGatewayBadRequest",
      "SubCode=40000. The partition count of an event hub in the Standard tier cannot be changed after it was created.",
    );
  },
  // azure-rest-api-specs, eventhub/…/2024-01-01/examples/EventHubs/EHEventHubGet.json.
  defaults: (_, __, inputs) => ({
    status: "Active",
    partitionCount: 4,
    messageRetentionInDays: retentionDays(inputs),
    retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: 24 * retentionDays(inputs) },
  }),
  outputs: (world, id, inputs, before) => {
    const moment = new Date().toISOString();
    const count = typeof inputs["partitionCount"] === "number" ? inputs["partitionCount"] : 4;
    return {
      location: locationOfParent(world, id),
      systemData: systemData(world, before),
      partitionIds: Array.from({ length: count }, (__, index) => String(index)),
      createdAt: before?.outputs["createdAt"] ?? moment,
      updatedAt: moment,
    };
  },
});

/** What a hub keeps where nobody says: 7 days in the Standard tier. */
export const DEFAULT_RETENTION_DAYS = 7;

/** Retention in days, of which a hub tells beside the hours: a day that has begun counts. */
function retentionDays(inputs: Properties): number {
  const hours = record(inputs, "retentionDescription")["retentionTimeInHours"];
  if (typeof hours === "number") return Math.ceil(hours / 24);
  const days = inputs["messageRetentionInDays"];
  return typeof days === "number" ? days : DEFAULT_RETENTION_DAYS;
}

/** The region of the namespace that holds what has this id. */
function locationOfParent(world: World, id: string): unknown {
  return world.state.at(id.split("/").slice(0, 9).join("/"))?.outputs["location"];
}

/** A shared access policy of one hub; its two keys are asked for separately. */
export const eventHubRule = armModel({
  type: EVENT_HUB_RULE,
  armType: "Microsoft.EventHub/namespaces/eventhubs/authorizationRules",
  nameInput: "authorizationRuleName",
  path: (inputs, name) =>
    `Microsoft.EventHub/namespaces/${requireText(inputs, "namespaceName")}/eventhubs/${requireText(inputs, "eventHubName")}/authorizationRules/${name}`,
  parentInputs: ["namespaceName", "eventHubName"],
  synchronous: true,
  hidden: () => ({ primaryKey: key(), secondaryKey: key() }),
  outputs: (world, id, _, before) => ({
    location: locationOfParent(world, id),
    systemData: systemData(world, before),
  }),
});

/** Event Hubs' keys are 32 random bytes in base64. */
function key(): string {
  return randomBytes(32).toString("base64");
}

/** Keys of a hub's rule. The connection strings carry the hub as EntityPath, as a hub's rule does in Azure. */
export const listEventHubKeys: FunctionModel = (world, args) => {
  const id = ruleId(world, args);
  const rule = world.state.find(AZURE, EVENT_HUB_RULE, id);
  if (rule === undefined) {
    throw new AzureError(404, "ResourceNotFound", `The Resource '${id}' was not found.`);
  }
  const [host, eventHub, ruleName] = [
    hostOf(requireText(args, "namespaceName")),
    requireText(args, "eventHubName"),
    requireText(args, "authorizationRuleName"),
  ];
  const connection = (secret: string): string =>
    connectionStringOf({ host, ruleName, key: secret, eventHub });
  const [primaryKey, secondaryKey] = [
    requireText(rule.hidden, "primaryKey"),
    requireText(rule.hidden, "secondaryKey"),
  ];
  return {
    keyName: ruleName,
    primaryKey,
    secondaryKey,
    primaryConnectionString: connection(primaryKey),
    secondaryConnectionString: connection(secondaryKey),
  };
};

function ruleId(world: World, args: Properties): string {
  const [group, space, hub, rule] = [
    "resourceGroupName",
    "namespaceName",
    "eventHubName",
    "authorizationRuleName",
  ].map((input) => requireText(args, input));
  return `${resourceGroupId(world, group ?? "")}/providers/Microsoft.EventHub/namespaces/${space}/eventhubs/${hub}/authorizationRules/${rule}`;
}
