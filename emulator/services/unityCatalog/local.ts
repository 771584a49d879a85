import type { CloudResource } from "../..";
import { requireText } from "../../core/properties";
import { groupIn, type ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";

/**
 * Spark on this machine has one catalog, its own: a schema is a database there, named without the catalog,
 * and a volume a folder.
 */
export function unityCatalogHandlers(site: ServiceRegistry): Record<string, ServiceHandler> {
  return {
    "databricks:index/schema:Schema": {
      make: async ({ inputs, hidden }) => {
        const [name, workspace] = [requireText(inputs, "name"), requireText(hidden, "workspaceId")];
        const driver = site.drivers.get(workspace);
        if (driver === undefined) throw new Error(`No Spark driver runs for the workspace ${workspace}.`);
        await driver.createSchema(name);
      },
      outputs: ({ inputs }) => ({ id: requireText(inputs, "name") }),
    },
    "databricks:index/volume:Volume": {
      make: async (resource) => void (await site.makeFolder(...folderOf(resource))),
      outputs: (resource) => ({ volumePath: site.folder(...folderOf(resource)) }),
      remove: (resource) => site.removeFolder(...folderOf(resource)),
    },
  };
}

function folderOf({ inputs, hidden }: CloudResource): [group: string, ...path: string[]] {
  const names = ["catalogName", "schemaName", "name"].map((input) => requireText(inputs, input));
  return [groupIn(requireText(hidden, "workspaceId")), "volumes", ...names];
}
