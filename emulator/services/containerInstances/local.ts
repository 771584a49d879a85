import { join } from "node:path";
import { hostOf } from "../../../clients/eventHubs";
import type { CloudResource } from "../../core/cloudState";
import { records, requireText, text } from "../../core/properties";
import type { RestartPolicy } from "../../../runtime/generator/process";
import { endService } from "../leftovers";
import { groupIn, type ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";
import { mountProgram } from "./mountedProgram";

/** A container group is the click generator, a process with exactly the container's environment. */
export function containerHandlers(registry: ServiceRegistry): Record<string, ServiceHandler> {
  const stop = async ({ id }: CloudResource): Promise<void> => {
    const running = registry.generators.get(id);
    if (running !== undefined) await endService(running.process);
    registry.generators.delete(id);
  };
  return {
    "azure-native:containerinstance:ContainerGroup": {
      make: (resource) => start(registry, resource),
      // Azure restarts the container for any change that it takes in place; the ledger goes on.
      change: async (resource) => {
        await stop(resource);
        await start(registry, resource);
      },
      remove: async (resource) => {
        await stop(resource);
        await registry.removeFolder(groupIn(resource.id), "generator", requireText(resource.outputs, "name"));
      },
    },
  };
}

async function start(registry: ServiceRegistry, resource: CloudResource): Promise<void> {
  const [container, ...more] = records(resource.inputs, "containers");
  if (container === undefined || more.length > 0) {
    throw new Error("On this machine a container group runs exactly one container: the click generator.");
  }
  const environment = environmentOf(container);
  const host = hostOf(environment["hostName"] ?? "");
  const broker = registry.brokers.get(host);
  if (broker === undefined) {
    throw new Error(`The container's hostName leads to ${host}, for which no broker runs on this machine.`);
  }
  const folder = await registry.makeFolder(
    groupIn(resource.id),
    "generator",
    requireText(resource.outputs, "name"),
  );
  const ledgerFile = join(folder, "ledger");
  const program = await mountProgram(resource.inputs, container, join(folder, "volumes"));
  const process = await registry.launchers.startGenerator({
    environment,
    program,
    brokerAddress: broker.address,
    certificateAuthority: broker.certificateAuthority,
    ledgerFile,
    folder,
    restartPolicy: restartPolicy(resource),
  });
  registry.generators.set(resource.id, { process, ledgerFile });
}

function environmentOf(container: CloudResource["inputs"]): Record<string, string> {
  const variables = records(container, "environmentVariables").map((variable) => [
    requireText(variable, "name"),
    text(variable, "secureValue") ?? text(variable, "value") ?? "",
  ]);
  return Object.fromEntries(variables) as Record<string, string>;
}

function restartPolicy({ inputs }: CloudResource): RestartPolicy {
  const policy = inputs["restartPolicy"];
  return policy === "Never" || policy === "OnFailure" ? policy : "Always";
}
