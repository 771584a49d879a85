import { requireText } from "../../core/properties";
import { groupIn, type ServiceHandler } from "../serviceHandler";
import type { ServiceRegistry } from "../serviceRegistry";

/** A group is a folder, an account one in its lake, a container one in that: `GROUP/lake/ACCOUNT/CONTAINER`. */
export function storageHandlers(site: ServiceRegistry): Record<string, ServiceHandler> {
  return {
    "azure-native:resources:ResourceGroup": {
      make: async ({ id }) => void (await site.makeFolder(groupIn(id))),
      remove: ({ id }) => site.removeFolder(groupIn(id)),
    },
    "azure-native:storage:StorageAccount": {
      make: async ({ id, outputs }) =>
        void (await site.makeFolder(groupIn(id), "lake", requireText(outputs, "name"))),
      remove: ({ id, outputs }) => site.removeFolder(groupIn(id), "lake", requireText(outputs, "name")),
    },
    "azure-native:storage:BlobContainer": {
      make: async ({ id, inputs, outputs }) =>
        void (await site.makeFolder(
          groupIn(id),
          "lake",
          requireText(inputs, "accountName"),
          requireText(outputs, "name"),
        )),
      remove: ({ id, inputs, outputs }) =>
        site.removeFolder(
          groupIn(id),
          "lake",
          requireText(inputs, "accountName"),
          requireText(outputs, "name"),
        ),
    },
  };
}
