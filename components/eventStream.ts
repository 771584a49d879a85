import {
  EventHub,
  EventHubAuthorizationRule,
  listEventHubKeysOutput,
  Namespace,
} from "@pulumi/azure-native/eventhub";
import * as pulumi from "@pulumi/pulumi";
import { bootstrapServersOf, hostOf } from "../clients/eventHubs";
import { failureHook } from "./failureHook";

/** What a rule lets its holder do. */
export type Right = "Send" | "Listen";

/** Arguments of {@link EventStream}. */
export interface EventStreamArgs {
  /** Name of the team's resource group. */
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** Unique in the world; the generator is told this short name. */
  readonly namespaceName: pulumi.Input<string>;
  /** Each takes 1 MB or 1 000 events a second in, twice that out. */
  readonly throughputUnits: number;
  /** Ceiling of auto-inflate, which never scales down again; equal to `throughputUnits`: none. */
  readonly maxThroughputUnits: number;
  /** 1 to 32; Azure refuses to change it later. */
  readonly partitions: number;
  /** How long events are kept, 1 to 168 hours. */
  readonly retentionHours: number;
  readonly tags: Record<string, string>;
  /** Whose removal takes the namespace along. */
  readonly deletedWith: pulumi.Resource;
}

/** A rule of the hub, and the key that it gives. */
export interface HubKey {
  readonly ruleName: pulumi.Output<string>;
  /** Secret. */
  readonly key: pulumi.Output<string>;
  /** Secret. Ends with `EntityPath`, as every connection string of a hub's own rule does. */
  readonly connectionString: pulumi.Output<string>;
}

/** Where a rule belongs. */
interface HubPlace {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly namespaceName: pulumi.Output<string>;
  readonly eventHubName: pulumi.Output<string>;
}

/** Where the clicks arrive: an Event Hubs namespace with a Kafka endpoint, the hub `test`, and its rules. */
export class EventStream extends pulumi.ComponentResource {
  /** Short name of the namespace. */
  readonly namespaceName: pulumi.Output<string>;
  readonly eventHubName: pulumi.Output<string>;
  /** Kafka's, `NAME.servicebus.windows.net:9093`. */
  readonly bootstrapServers: pulumi.Output<string>;
  readonly #name: string;
  readonly #place: HubPlace;
  readonly #inNamespace: pulumi.CustomResourceOptions;

  constructor(name: string, args: EventStreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("clickstream:challenge:EventStream", name, {}, opts);
    const namespace = createNamespace(`${name}-namespace`, args, {
      parent: this,
      deletedWith: args.deletedWith,
      hooks: { onError: [failureHook(`${name}-retry`)] },
    });
    const { resourceGroupName } = args;
    this.#name = name;
    this.#inNamespace = { parent: this, deletedWith: namespace };
    const hub = new EventHub(
      `${name}-hub`,
      {
        resourceGroupName,
        namespaceName: namespace.name,
        eventHubName: "test",
        partitionCount: args.partitions,
        retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: args.retentionHours },
      },
      this.#inNamespace,
    );
    this.#place = { resourceGroupName, namespaceName: namespace.name, eventHubName: hub.name };
    this.namespaceName = namespace.name;
    this.eventHubName = hub.name;
    this.bootstrapServers = namespace.name.apply((name) => bootstrapServersOf(hostOf(name)));
    this.registerOutputs({
      namespaceName: this.namespaceName,
      eventHubName: this.eventHubName,
      bootstrapServers: this.bootstrapServers,
    });
  }

  /** Declares a rule of the hub that has one right, once for each right, and reads the key that it gives. */
  createKey(right: Right): HubKey {
    const ruleName = right.toLowerCase();
    const rule = new EventHubAuthorizationRule(
      `${this.#name}-${ruleName}`,
      { ...this.#place, authorizationRuleName: ruleName, rights: [right] },
      this.#inNamespace,
    );
    // The answer is not marked secret (pulumi-azure-native#1693).
    const keys = pulumi.secret(
      listEventHubKeysOutput({ ...this.#place, authorizationRuleName: rule.name }, { parent: rule }),
    );
    return { ruleName: rule.name, key: keys.primaryKey, connectionString: keys.primaryConnectionString };
  }
}

function createNamespace(name: string, args: EventStreamArgs, opts: pulumi.CustomResourceOptions): Namespace {
  const { throughputUnits, maxThroughputUnits } = args;
  const inflates = maxThroughputUnits > throughputUnits;
  return new Namespace(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      namespaceName: args.namespaceName,
      // Basic has no Kafka endpoint.
      sku: { name: "Standard", tier: "Standard", capacity: throughputUnits },
      isAutoInflateEnabled: inflates,
      maximumThroughputUnits: inflates ? maxThroughputUnits : 0,
      kafkaEnabled: true,
      minimumTlsVersion: "1.2",
      publicNetworkAccess: "Enabled",
      tags: args.tags,
    },
    opts,
  );
}
