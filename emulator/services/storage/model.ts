import { randomBytes } from "node:crypto";
import type { Properties } from "../../core/cloudApi";
import { armModel, nameOf, region, resourceGroupId } from "../../core/arm";
import { AZURE } from "../../core/cloudState";
import { AzureError } from "../../core/errors";
import type { FunctionModel, World } from "../../core/model";
import { exceededQuota } from "../quotas";
import { requireText, text } from "../../core/properties";

export const STORAGE_ACCOUNT = "azure-native:storage:StorageAccount";

/** A storage account: its name is a host name, so nobody else in the world may hold it. */
export const storageAccount = armModel({
  type: STORAGE_ACCOUNT,
  armType: "Microsoft.Storage/storageAccounts",
  nameInput: "accountName",
  // Lower-case letters and digits, 24 at most: azure-native's autonaming of accounts.
  generatedName: (name) =>
    `${name
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "")
      .slice(0, 16)}${randomBytes(4).toString("hex")}`,
  path: (_, name) => `Microsoft.Storage/storageAccounts/${name}`,
  // provider/pkg/gen/replacement.go in pulumi-azure-native.
  createOnly: ["location", "isHnsEnabled"],
  accept: (world, id, inputs) => {
    const name = nameOf(id);
    refuseBeyondQuota(world, inputs);
    const held = world.state.resources(STORAGE_ACCOUNT).some((other) => nameOf(other.id) === name);
    if (!held && !world.limits.takenNames.includes(name)) return;
    throw new AzureError(
      409,
      "StorageAccountAlreadyTaken",
      `The storage account named ${name} is already taken.`,
    );
  },
  hidden: () => ({ key1: accountKey(), key2: accountKey() }),
  // azure-rest-api-specs, storage/…/2023-05-01/examples/StorageAccountGetProperties.json.
  defaults: (world, id) => {
    const made = text(world.state.at(id)?.outputs ?? {}, "creationTime") ?? new Date().toISOString();
    const encrypted = { enabled: true, keyType: "Account", lastEnabledTime: made };
    return {
      sku: { tier: "Standard" },
      accessTier: "Hot",
      allowBlobPublicAccess: false,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_0",
      networkRuleSet: {
        bypass: "AzureServices",
        defaultAction: "Allow",
        ipRules: [],
        virtualNetworkRules: [],
      },
      encryption: { keySource: "Microsoft.Storage", services: { blob: encrypted, file: encrypted } },
    };
  },
  outputs: (_, id, inputs, before) => {
    const name = nameOf(id);
    const made = before?.outputs["creationTime"] ?? new Date().toISOString();
    const endpoint = (service: string): string => `https://${name}.${service}.core.windows.net/`;
    return {
      provisioningState: "Succeeded",
      creationTime: made,
      keyCreationTime: { key1: made, key2: made },
      privateEndpointConnections: [],
      primaryLocation: inputs["location"],
      statusOfPrimary: "available",
      primaryEndpoints: {
        blob: endpoint("blob"),
        dfs: endpoint("dfs"),
        file: endpoint("file"),
        queue: endpoint("queue"),
        table: endpoint("table"),
        web: `https://${name}.z6.web.core.windows.net/`,
      },
    };
  },
});

/** Azure/azure-sdk-for-cpp#3959. */
function refuseBeyondQuota(world: World, inputs: Properties): void {
  const exceeded = exceededQuota(world, inputs["location"], { StorageAccounts: 1 });
  if (exceeded === undefined) return;
  throw new AzureError(
    409,
    "MaxStorageAccountsCountPerSubscriptionExceeded",
    `Subscription ${world.identity.subscriptionId} already contains ${exceeded.used} storage accounts with Standard Dns endpoints in location ${region(String(inputs["location"]))} and the maximum allowed is ${exceeded.limit}.`,
  );
}

/** Storage keys are 64 random bytes in base64. */
function accountKey(): string {
  return randomBytes(64).toString("base64");
}

/** A container of an account; with hierarchical namespace, a file system. */
export const blobContainer = armModel({
  type: "azure-native:storage:BlobContainer",
  armType: "Microsoft.Storage/storageAccounts/blobServices/containers",
  nameInput: "containerName",
  path: (inputs, name) =>
    `Microsoft.Storage/storageAccounts/${requireText(inputs, "accountName")}/blobServices/default/containers/${name}`,
  parentInputs: ["accountName"],
  synchronous: true,
  // pulumi-azure-native#2245.
  defaults: () => ({
    publicAccess: "None",
    defaultEncryptionScope: "$account-encryption-key",
    denyEncryptionScopeOverride: false,
  }),
  outputs: (): Properties => ({
    deleted: false,
    remainingRetentionDays: 0,
    lastModifiedTime: new Date().toISOString(),
    etag: `"0x${randomBytes(8).toString("hex").toUpperCase()}"`,
    hasImmutabilityPolicy: false,
    hasLegalHold: false,
    leaseState: "Available",
    leaseStatus: "Unlocked",
  }),
});

/** Both keys of an account. Azure lists them even where shared keys are switched off. */
export const listStorageAccountKeys: FunctionModel = (world, args) => {
  const id = `${resourceGroupId(world, requireText(args, "resourceGroupName"))}/providers/Microsoft.Storage/storageAccounts/${requireText(args, "accountName")}`;
  const account = world.state.find(AZURE, STORAGE_ACCOUNT, id);
  if (account === undefined) {
    throw new AzureError(404, "ResourceNotFound", `The Resource '${id}' was not found.`);
  }
  return {
    keys: ["key1", "key2"].map((keyName) => ({
      keyName,
      permissions: "FULL",
      value: requireText(account.hidden, keyName),
    })),
  };
};
