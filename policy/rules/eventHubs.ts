import { isHidden, shown, valueAt } from "../core/resource";
import { atMost, oneOf, property, rulesFor, type PolicyRule } from "../core/rule";
import * as types from "../core/types";

const namespaceRules = rulesFor(
  [types.NAMESPACE],
  [
    {
      id: "event-hubs-tls",
      title: "A namespace refuses TLS below 1.2.",
      severity: "high",
      reason: "Older versions can be read on the way.",
      wayOut: 'Set minimumTlsVersion to "1.2".',
      sameAs: ["CKV_AZURE_223", "AZR-000356"],
      wrongIn: oneOf("minimumTlsVersion", "1.2", "1.3"),
    },
    {
      id: "event-hubs-local-auth",
      title: "A namespace knows identities, and no keys.",
      severity: "medium",
      reason: "A key says nothing of who has it, and is good until somebody changes it.",
      wayOut: "Set disableLocalAuth, and let clients sign in with Entra.",
      sameAs: ["AZR-000102"],
      wrongIn: oneOf("disableLocalAuth", true),
    },
    {
      id: "event-hubs-firewall",
      title: "A namespace is closed to the internet.",
      severity: "medium",
      reason: "Whoever has a key can use it from everywhere.",
      wayOut: "Set publicNetworkAccess to Disabled, and give clients a private endpoint.",
      sameAs: ["AZR-000422"],
      wrongIn: oneOf("publicNetworkAccess", "Disabled"),
    },
    {
      id: "event-hubs-zones",
      title: "A namespace is spread over its region's zones.",
      severity: "low",
      reason: "Otherwise one data centre's failure takes the stream along.",
      wayOut: "Set zoneRedundant.",
      sameAs: ["CKV_AZURE_228", "AZR-000505"],
      wrongIn: oneOf("zoneRedundant", true),
    },
    {
      id: "event-hubs-tier",
      title: "A namespace has a Kafka endpoint.",
      severity: "high",
      reason: "The Basic tier has none, and a client is told nothing that says so.",
      wayOut: "Take the tier Standard or Premium.",
      wrongIn: oneOf("sku.name", "Standard", "Premium"),
    },
    {
      id: "event-hubs-units",
      title: "A namespace does not take more throughput units than allowed.",
      severity: "high",
      reason: "Each is paid by the hour, whether used or not, and auto-inflate never lowers them.",
      wayOut: "Lower the units, or raise the limit.",
      wrongIn: (resource, context) => [
        ...atMost("sku.capacity", (limits) => limits.throughputUnits, true)(resource, context),
        ...atMost("maximumThroughputUnits", (limits) => limits.throughputUnits, true)(resource, context),
      ],
    },
    {
      id: "event-hubs-used",
      title: "A namespace has a hub.",
      severity: "low",
      reason: "It costs as much without one.",
      wayOut: "Create a hub, or delete the namespace.",
      sameAs: ["AZR-000101"],
      wholeStack: true,
      wrongIn: (namespace, { resources }) => {
        const name = valueAt(namespace.properties, "namespaceName");
        const hubs = resources
          .filter(({ type }) => type === types.HUB)
          .map(({ properties }) => valueAt(properties, "namespaceName"));
        // Pulumi shows outputs, in which a hub does not say whose it is.
        const own = hubs.filter(
          (each) => each === undefined || each === name || isHidden(each) || isHidden(name),
        );
        return own.length > 0 || name === undefined ? [] : ["no hub is in it"];
      },
    },
  ],
);

const hubRules = rulesFor(
  [types.HUB],
  [
    {
      id: "event-hub-partitions",
      title: "A hub has no more partitions than allowed.",
      severity: "medium",
      reason: "They cannot be changed later, and each costs every consumer memory.",
      wayOut: "Lower partitionCount.",
      wrongIn: atMost("partitionCount", (limits) => limits.partitions),
    },
    {
      id: "event-hub-retention",
      title: "A hub keeps events no longer than allowed.",
      severity: "low",
      reason: "Data about people is kept no longer than it is needed.",
      wayOut: "Lower retentionDescription.retentionTimeInHours.",
      wrongIn: atMost("retentionDescription.retentionTimeInHours", (limits) => limits.retentionHours),
    },
  ],
);

const keyRules = [
  ...rulesFor(
    [types.HUB_RULE],
    [
      {
        id: "event-hub-one-right",
        title: "A rule of a hub has one right, and that is not Manage.",
        severity: "high",
        reason:
          "The generator prints its key to its log: who reads it must not be able to read the hub, or change it.",
        wayOut: "Give each client a rule of its own, with Send or Listen.",
        wrongIn: property(
          "rights",
          (value) =>
            Array.isArray(value) && value.length === 1 && ["Send", "Listen"].includes(String(value[0])),
        ),
      },
    ],
  ),
  ...rulesFor(
    [types.NAMESPACE_RULE],
    [
      {
        id: "event-hubs-no-namespace-key",
        title: "Nobody gets a key of the whole namespace.",
        severity: "high",
        reason: "It opens every hub in it, those that come later among them.",
        wayOut: "Use an EventHubAuthorizationRule of the hub.",
        wrongIn: ({ properties }) => [`it gives ${shown(properties["rights"])} on the namespace`],
      },
    ],
  ),
];

/** Rules for Event Hubs. */
export const eventHubsRules: readonly PolicyRule[] = [...namespaceRules, ...hubRules, ...keyRules];
