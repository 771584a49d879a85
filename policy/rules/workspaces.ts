import { isHidden, shown, valueAt } from "../core/resource";
import { oneOf, property, rulesFor, type PolicyRule } from "../core/rule";
import * as types from "../core/types";

const doors = rulesFor(
  [types.DATABRICKS_WORKSPACE],
  [
    {
      id: "workspace-tier",
      title: "A workspace is of the tier Premium.",
      severity: "high",
      reason: "A trial ends after 14 days, and no other tier has access control.",
      wayOut: "Set sku.name to premium.",
      sameAs: ["AZR-000409"],
      wrongIn: oneOf("sku.name", "premium"),
    },
    {
      id: "workspace-no-public-ip",
      title: "A workspace's nodes have no public address.",
      severity: "high",
      reason: "Each would be reached from the internet.",
      wayOut: "Set parameters.enableNoPublicIp; Azure does not let it be changed later.",
      sameAs: ["AZR-000393"],
      wrongIn: oneOf("parameters.enableNoPublicIp.value", true),
    },
    {
      id: "workspace-public-network",
      title: "A workspace is closed to the internet.",
      severity: "medium",
      reason: "Its sign-in page is reached from everywhere.",
      wayOut: "Set publicNetworkAccess to Disabled, and give people a private endpoint.",
      sameAs: ["CKV_AZURE_158", "AZR-000410"],
      wrongIn: oneOf("publicNetworkAccess", "Disabled"),
    },
    {
      id: "workspace-own-keys",
      title: "A workspace's own storage is encrypted with a key of the organisation's.",
      severity: "low",
      reason: "Whoever holds the key can take everybody's access away.",
      wayOut: "Set parameters.prepareEncryption and parameters.encryption with a key of a Key Vault.",
      sameAs: ["CKV2_AZURE_48"],
      wrongIn: (workspace, context) => [
        ...oneOf("parameters.prepareEncryption.value", true)(workspace, context),
        ...property("parameters.encryption.value", (value) => value !== undefined)(workspace, context),
      ],
    },
  ],
);

const removal = rulesFor(
  [types.DATABRICKS_WORKSPACE],
  [
    {
      id: "workspace-managed-group",
      title: "A workspace names its managed resource group, and that is not its own.",
      severity: "high",
      reason:
        "Azure makes that group and deletes it; one that is declared would be deleted with everything in it.",
      wayOut: "Set managedResourceGroupId to a group that does not exist yet.",
      wrongIn: ({ properties }) => {
        const [managed, own] = [properties["managedResourceGroupId"], properties["resourceGroupName"]];
        if (isHidden(managed)) return [];
        const name = typeof managed === "string" ? managed.split("/").at(-1) : undefined;
        return name && name !== own ? [] : [`managedResourceGroupId is ${shown(managed)}`];
      },
    },
    {
      id: "workspace-removal",
      title: "Every workspace has its removal.",
      severity: "high",
      reason:
        "Azure keeps a workspace's managed resource group where Unity Catalog was used, unless its deletion is forced.",
      wayOut: "Declare a WorkspaceRemoval for it.",
      wholeStack: true,
      wrongIn: (workspace, { resources }) => {
        const group = valueAt(workspace.properties, "managedResourceGroupId");
        const removed = resources
          .filter(({ type }) => type === types.DYNAMIC_RESOURCE)
          .map(({ properties }) => valueAt(properties, "managedResourceGroupId"));
        const certain = isHidden(group) || removed.some((each) => each === group || isHidden(each));
        return certain ? [] : ["nothing forces its deletion"];
      },
    },
  ],
);

/** Rules for Databricks workspaces as Azure has them. */
export const workspaceRules: readonly PolicyRule[] = [
  ...doors,
  ...removal,
  ...rulesFor(
    [types.ACCESS_CONNECTOR],
    [
      {
        id: "connector-identity",
        title: "An access connector has an identity.",
        severity: "medium",
        reason: "Without one Unity Catalog reaches no storage but by a key.",
        wayOut: "Set identity.type to SystemAssigned.",
        wrongIn: oneOf("identity.type", "SystemAssigned", "UserAssigned"),
      },
    ],
  ),
];
