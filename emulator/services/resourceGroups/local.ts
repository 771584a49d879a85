import { groupIn, type ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";

/** A group is a folder; whatever is in it goes with it. */
export function resourceGroupHandlers(registry: ServiceRegistry): Record<string, ServiceHandler> {
  return {
    "azure-native:resources:ResourceGroup": {
      make: async ({ id }) => void (await registry.makeFolder(groupIn(id))),
      remove: ({ id }) => registry.removeFolder(groupIn(id)),
    },
  };
}
