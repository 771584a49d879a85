import { hostOf, KAFKA_PORT } from "../../../clients/eventHubs";
import type { CloudResource } from "../../core/cloudState";
import { record, requireText, texts } from "../../core/properties";
import type { HubRight } from "../../../runtime/kafka/broker";
import { endService } from "../leftovers";
import { groupIn, type ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";
import type { BrokerService } from "../launchers";
import { DEFAULT_RETENTION_DAYS } from "./model";

const HOUR = 3_600_000;

/** A namespace is a broker, a hub a topic, a rule a key with rights. */
export function eventHubsHandlers(registry: ServiceRegistry): Record<string, ServiceHandler> {
  return {
    "azure-native:eventhub:Namespace": {
      make: (resource) => makeNamespace(registry, resource),
      remove: async (resource) => {
        const host = hostOf(requireText(resource.outputs, "name"));
        const broker = registry.brokers.get(host);
        if (broker !== undefined) await endService(broker);
        registry.brokers.delete(host);
        await registry.removeFolder(groupIn(resource.id), "kafka", requireText(resource.outputs, "name"));
      },
    },
    "azure-native:eventhub:EventHub": {
      make: ({ inputs, outputs }) =>
        brokerOf(registry, inputs).createTopic(
          requireText(outputs, "name"),
          Number(outputs["partitionCount"]),
          retention(inputs),
        ),
      change: async ({ inputs }, before) => {
        if (retention(inputs) === retention(before.inputs)) return;
        throw new Error("On this machine the retention of a hub that exists cannot be changed.");
      },
      remove: async ({ inputs, outputs }) => {
        await registry.brokers.get(hostIn(inputs))?.deleteTopic(requireText(outputs, "name"));
      },
    },
    "azure-native:eventhub:EventHubAuthorizationRule": {
      make: (resource) => putRule(registry, resource),
      change: (resource) => putRule(registry, resource),
      remove: async ({ inputs, outputs }) => {
        const [hub, name] = [requireText(inputs, "eventHubName"), requireText(outputs, "name")];
        await registry.brokers.get(hostIn(inputs))?.deleteRule(hub, name);
      },
    },
  };
}

async function makeNamespace(registry: ServiceRegistry, resource: CloudResource): Promise<void> {
  const namespace = requireText(resource.outputs, "name");
  const [group, host] = [groupIn(resource.id), hostOf(namespace)];
  const folder = await registry.makeFolder(group, "kafka", namespace);
  // Spark only needs to know whom to trust, and can start at the same time as the broker.
  const certificates = await registry.launchers.makeCertificates(host, folder);
  registry.authority(group).tell(certificates.authority);
  const { toolchain, signal } = registry;
  const broker = await registry.launchers.startBroker({ namespace, folder, toolchain, signal });
  registry.brokers.set(host, broker);
  registry.ports.push({ host: broker.address, port: KAFKA_PORT });
  await registry.tellHosts();
}

function putRule(registry: ServiceRegistry, { inputs, outputs, hidden }: CloudResource): Promise<void> {
  return brokerOf(registry, inputs).putRule({
    hub: requireText(inputs, "eventHubName"),
    name: requireText(outputs, "name"),
    key: requireText(hidden, "primaryKey"),
    rights: texts(inputs, "rights").filter(isRight),
  });
}

function isRight(text: string): text is HubRight {
  return text === "Send" || text === "Listen" || text === "Manage";
}

function retention(inputs: CloudResource["inputs"]): number {
  const hours = record(inputs, "retentionDescription")["retentionTimeInHours"];
  if (typeof hours === "number") return hours * HOUR;
  const days = inputs["messageRetentionInDays"];
  return (typeof days === "number" ? days : DEFAULT_RETENTION_DAYS) * 24 * HOUR;
}

function hostIn(inputs: CloudResource["inputs"]): string {
  return hostOf(requireText(inputs, "namespaceName"));
}

function brokerOf(registry: ServiceRegistry, inputs: CloudResource["inputs"]): BrokerService {
  const broker = registry.brokers.get(hostIn(inputs));
  if (broker === undefined) throw new Error(`No broker runs for ${hostIn(inputs)} on this machine.`);
  return broker;
}
