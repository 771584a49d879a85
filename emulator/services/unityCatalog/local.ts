import type { CloudResource } from "../../core/cloudState";
import { requireText } from "../../core/properties";
import { groupIn, type ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";

/**
 * Spark on this machine has one catalog, its own: a schema is a database there, named without the catalog,
 * and a volume a folder.
 */
export function unityCatalogHandlers(registry: ServiceRegistry): Record<string, ServiceHandler> {
  return {
    "databricks:index/schema:Schema": {
      make: async ({ inputs, hidden }) => {
        const [name, workspace] = [requireText(inputs, "name"), requireText(hidden, "workspaceId")];
        await registry.driverOf({ home: workspace }).createSchema(name);
      },
      outputs: ({ inputs }) => ({ id: requireText(inputs, "name") }),
    },
    "databricks:index/volume:Volume": {
      make: async (resource) => void (await registry.makeFolder(...folderOf(resource))),
      outputs: (resource) => ({ volumePath: registry.folder(...folderOf(resource)) }),
      remove: (resource) => registry.removeFolder(...folderOf(resource)),
    },
  };
}

function folderOf({ inputs, hidden }: CloudResource): [group: string, ...path: string[]] {
  const names = ["catalogName", "schemaName", "name"].map((input) => requireText(inputs, input));
  return [groupIn(requireText(hidden, "workspaceId")), "volumes", ...names];
}
