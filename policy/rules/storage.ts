import { oneOf, rulesFor, type PolicyRule } from "../core/rule";
import * as types from "../core/types";

const accountDoors = rulesFor(
  [types.STORAGE_ACCOUNT],
  [
    {
      id: "storage-https",
      title: "A storage account refuses plain HTTP.",
      severity: "high",
      reason: "It can be read on the way.",
      wayOut: "Set enableHttpsTrafficOnly.",
      sameAs: ["CKV_AZURE_3", "AZR-000196"],
      wrongIn: oneOf("enableHttpsTrafficOnly", true),
    },
    {
      id: "storage-tls",
      title: "A storage account refuses TLS below 1.2.",
      severity: "high",
      reason: "Older versions can be read on the way.",
      wayOut: "Set minimumTlsVersion to TLS1_2.",
      sameAs: ["CKV_AZURE_44", "AZR-000200"],
      wrongIn: oneOf("minimumTlsVersion", "TLS1_2", "TLS1_3"),
    },
    {
      id: "storage-public-blobs",
      title: "No container of a storage account can be opened to everyone.",
      severity: "critical",
      reason: "Whoever knows or guesses an address reads it.",
      wayOut: "Set allowBlobPublicAccess to false.",
      sameAs: ["CKV_AZURE_190", "CKV2_AZURE_47", "AZR-000198"],
      wrongIn: oneOf("allowBlobPublicAccess", false),
    },
    {
      id: "storage-shared-keys",
      title: "A storage account knows identities, and no keys.",
      severity: "medium",
      reason: "Its key opens everything in it, to whoever has it.",
      wayOut: "Set allowSharedKeyAccess to false, and give identities a role.",
      sameAs: ["CKV2_AZURE_40"],
      wrongIn: oneOf("allowSharedKeyAccess", false),
    },
    {
      id: "storage-network-default",
      title: "A storage account takes only traffic that is allowed by a rule.",
      severity: "medium",
      reason: "Whoever has an identity with a role can use it from everywhere.",
      wayOut: "Set networkRuleSet.defaultAction to Deny, and list networks and addresses.",
      sameAs: ["CKV_AZURE_35", "AZR-000202"],
      wrongIn: oneOf("networkRuleSet.defaultAction", "Deny"),
    },
    {
      id: "storage-public-network",
      title: "A storage account is closed to the internet.",
      severity: "medium",
      reason: "Only a private endpoint keeps its traffic off public addresses.",
      wayOut: "Set publicNetworkAccess to Disabled, and give clients a private endpoint.",
      sameAs: ["CKV_AZURE_59"],
      wrongIn: oneOf("publicNetworkAccess", "Disabled"),
    },
    {
      id: "storage-local-users",
      title: "A storage account has no users of its own.",
      severity: "medium",
      reason: "SFTP's users come in beside Entra, with a password of the account's.",
      wayOut: "Set isLocalUserEnabled to false.",
      sameAs: ["CKV_AZURE_244"],
      wrongIn: oneOf("isLocalUserEnabled", false),
    },
    {
      id: "storage-cross-tenant",
      title: "Nothing of a storage account is copied to another tenant.",
      severity: "high",
      reason: "There nobody here says who reads it.",
      wayOut: "Set allowCrossTenantReplication to false.",
      wrongIn: oneOf("allowCrossTenantReplication", false),
    },
  ],
);

const accountShape = rulesFor(
  [types.STORAGE_ACCOUNT],
  [
    {
      id: "storage-replication",
      title: "A storage account is copied to another region.",
      severity: "low",
      reason: "Otherwise one region's failure takes the data along.",
      wayOut: "Take the SKU Standard_GZRS or Standard_GRS.",
      sameAs: ["CKV_AZURE_206", "AZR-000195"],
      wrongIn: oneOf("sku.name", "Standard_GRS", "Standard_RAGRS", "Standard_GZRS", "Standard_RAGZRS"),
    },
    {
      id: "storage-hierarchical",
      title: "A lake has folders.",
      severity: "high",
      reason: "Unity Catalog and abfss:// want them, and an account cannot be changed back.",
      wayOut: "Set isHnsEnabled.",
      wrongIn: oneOf("isHnsEnabled", true),
    },
  ],
);

/** Rules for the lake. */
export const storageRules: readonly PolicyRule[] = [
  ...accountDoors,
  ...accountShape,
  ...rulesFor(
    [types.BLOB_CONTAINER],
    [
      {
        id: "storage-container-private",
        title: "A container is private.",
        severity: "critical",
        reason: "Whoever knows or guesses an address reads it.",
        wayOut: "Set publicAccess to None.",
        sameAs: ["CKV_AZURE_34", "AZR-000199"],
        wrongIn: oneOf("publicAccess", "None"),
      },
    ],
  ),
];
