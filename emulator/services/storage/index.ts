import { inGroup, type ArmResource } from "../../core/armSchema/resources";
import { seconds, type Durations } from "../../core/durations";
import type { Service } from "../service";
import { storageHandlers } from "./local";
import { blobContainer, listStorageAccountKeys, storageAccount } from "./model";

const schema: Readonly<Record<string, ArmResource>> = {
  "azure-native:storage:StorageAccount": {
    source: "arm-storage",
    className: "StorageAccountCreateParameters",
    path: { ...inGroup, accountName: "named" },
  },
  "azure-native:storage:BlobContainer": {
    source: "arm-storage",
    className: "BlobContainer",
    path: { ...inGroup, accountName: "required", containerName: "named" },
  },
};

const durations: Durations = {
  // Public Terraform logs: 15, 20, 25, 29, 65, 78, 83 s.
  "azure-native:storage:StorageAccount": seconds(29, 5, 5),
  "azure-native:storage:BlobContainer": seconds(2, 2, 2),
};

/** Storage accounts and their containers: on this machine folders of the lake. */
export const storage: Service = {
  models: [storageAccount, blobContainer],
  functions: {
    "azure-native:storage:listStorageAccountKeys": listStorageAccountKeys,
  },
  schema,
  durations,
  local: storageHandlers,
};
