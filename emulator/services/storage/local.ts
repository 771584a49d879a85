import { requireText } from "../../core/properties";
import { groupIn, type ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";

/** An account is a folder in its group's lake, a container one in that: `GROUP/lake/ACCOUNT/CONTAINER`. */
export function storageHandlers(registry: ServiceRegistry): Record<string, ServiceHandler> {
  return {
    "azure-native:storage:StorageAccount": {
      make: async ({ id, outputs }) =>
        void (await registry.makeFolder(groupIn(id), "lake", requireText(outputs, "name"))),
      remove: ({ id, outputs }) => registry.removeFolder(groupIn(id), "lake", requireText(outputs, "name")),
    },
    "azure-native:storage:BlobContainer": {
      make: async ({ id, inputs, outputs }) =>
        void (await registry.makeFolder(
          groupIn(id),
          "lake",
          requireText(inputs, "accountName"),
          requireText(outputs, "name"),
        )),
      remove: ({ id, inputs, outputs }) =>
        registry.removeFolder(
          groupIn(id),
          "lake",
          requireText(inputs, "accountName"),
          requireText(outputs, "name"),
        ),
    },
  };
}
