import type { CloudResource } from "../../core/cloudState";
import { endService } from "../leftovers";
import { groupIn, type ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";

/** How long a workspace waits for a namespace to be created in its group, in ms. */
const NAMESPACE_TIMEOUT_MS = 30_000;

/** A workspace is a Spark driver with notebooks, secrets, databases and jobs of its own. */
export function workspaceHandlers(registry: ServiceRegistry): Record<string, ServiceHandler> {
  return {
    "azure-native:databricks:Workspace": {
      make: (resource) => startDriver(registry, resource),
      remove: async ({ id }) => {
        const driver = registry.drivers.get(id);
        if (driver !== undefined) await endService(driver);
        registry.drivers.delete(id);
        await registry.removeFolder(groupIn(id), "spark");
        await registry.removeFolder(groupIn(id), "volumes");
      },
    },
  };
}

async function startDriver(registry: ServiceRegistry, { id }: CloudResource): Promise<void> {
  const group = groupIn(id);
  const { truststoreFile, truststorePassword } = await registry
    .authority(group)
    .wait(
      NAMESPACE_TIMEOUT_MS,
      `The workspace needs an Event Hubs namespace in its resource group ${group}; none was created.`,
      registry.signal,
    );
  const driver = await registry.launchers.startSpark({
    folder: await registry.makeFolder(group, "spark"),
    toolchain: registry.toolchain,
    hosts: {},
    truststore: { file: truststoreFile, password: truststorePassword },
    lakeFolder: await registry.makeFolder(group, "lake"),
    warehouseFolder: await registry.makeFolder(group, "spark", "warehouse"),
    signal: registry.signal,
  });
  registry.drivers.set(id, driver);
  const { hostname, port } = new URL(driver.sqlUrl);
  registry.ports.push({ host: hostname, port: Number(port) });
  await registry.tellHosts();
}
