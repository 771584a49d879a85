import { inGroup, type ArmResource } from "../../core/armSchema/resources";
import { seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { eventHubsHandlers } from "./local";
import { eventHub, eventHubRule, listEventHubKeys, namespace } from "./model";

const schema: Readonly<Record<string, ArmResource>> = {
  "azure-native:eventhub:Namespace": {
    source: "arm-eventhub",
    className: "EHNamespace",
    path: { ...inGroup, namespaceName: "named" },
  },
  "azure-native:eventhub:EventHub": {
    source: "arm-eventhub",
    className: "Eventhub",
    path: { ...inGroup, namespaceName: "required", eventHubName: "named" },
  },
  "azure-native:eventhub:EventHubAuthorizationRule": {
    source: "arm-eventhub",
    className: "AuthorizationRule",
    path: {
      ...inGroup,
      namespaceName: "required",
      eventHubName: "required",
      authorizationRuleName: "named",
    },
  },
};

const durations: Durations = {
  // turbot/steampipe-plugin-azure#201: more than 70 s. hashicorp/terraform-provider-azurerm#32573: 165 to
  // 180 s for acceptance tests that create and remove a group, a namespace and a hub.
  "azure-native:eventhub:Namespace": seconds(75, 30, 60),
  // Estimated: the hub and rule tests of #32573 take 40 to 120 s longer than those of a namespace alone.
  "azure-native:eventhub:EventHub": seconds(8, 5, 6),
  "azure-native:eventhub:EventHubAuthorizationRule": seconds(6, 6, 6),
};

/** Event Hubs: on this machine a Kafka broker, topics, and keys with rights. */
export const eventHubs: Service = {
  models: [namespace, eventHub, eventHubRule],
  functions: {
    "azure-native:eventhub:listEventHubKeys": listEventHubKeys,
  },
  schema,
  durations,
  local: eventHubsHandlers,
};
