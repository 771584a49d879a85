import { randomBytes, randomUUID } from "node:crypto";
import type { Properties } from "../../core/cloudApi";
import { armModel, nameOf, resourceGroupId, systemData } from "../../core/arm";
import { AZURE, type CloudResource } from "../../core/cloudState";
import { AzureError, DatabricksError } from "../../core/errors";
import type { FunctionModel, World } from "../../core/model";
import { defined, record, requireText, text } from "../../core/properties";
import { exceededQuota } from "../quotas";
import { groupOutputs, RESOURCE_GROUP } from "../resourceGroups/model";
import { STORAGE_ACCOUNT } from "../storage/model";

export const WORKSPACE = "azure-native:databricks:Workspace";

/** Hidden property of a workspace through which a Unity Catalog object was created. */
export const TOUCHED = "touchedUnityCatalog";

/** An Azure Databricks workspace and the resource group that it manages for itself. */
export const workspace = armModel({
  type: WORKSPACE,
  armType: "Microsoft.Databricks/workspaces",
  nameInput: "workspaceName",
  path: (_, name) => `Microsoft.Databricks/workspaces/${name}`,
  createOnly: ["location"],
  accept: (world, id, inputs) => {
    const managed = managedGroup(inputs);
    if (managed !== undefined && world.state.at(managed) !== undefined) {
      // Azure/azure-rest-api-specs and azurerm documentation: the group is created with the workspace.
      throw new AzureError(
        409,
        "ApplicationManagedResourceGroupExists",
        `The managed resource group '${managed}' already exists. Provide the name of a resource group that does not exist.`,
      );
    }
    refuseBeyondQuota(world, inputs);
    if (managed !== undefined) openManagedGroup(world, id, managed, inputs);
  },
  acceptUpdate: (_, resource, inputs) => {
    if (managedGroup(resource.inputs) === managedGroup(inputs)) return;
    throw new AzureError(
      400,
      "ApplicationUpdateFail",
      "The managed resource group of a workspace cannot be changed after its creation.",
    );
  },
  defaults: (world, _, inputs) => workspaceDefaults(world, inputs),
  outputs: (world, _, __, before) => {
    const number = before?.outputs["workspaceId"] ?? workspaceNumber();
    return {
      workspaceId: number,
      // The segment after the point is the number's remainder: adb-NUMBER.(NUMBER mod 20).azuredatabricks.net.
      workspaceUrl: `adb-${number}.${Number(BigInt(String(number)) % 20n)}.azuredatabricks.net`,
      isUcEnabled: true,
      provisioningState: "Succeeded",
      systemData: systemData(world, before),
      createdDateTime: before?.outputs["createdDateTime"] ?? new Date().toISOString(),
      createdBy: before?.outputs["createdBy"] ?? { oid: world.identity.objectId },
      updatedBy: { oid: world.identity.objectId },
    };
  },
  lateness: (world) => world.late.workspace,
  leave: (world, resource, force) => closeManagedGroup(world, resource, force),
});

/**
 * What the service chooses and tells as if it had been asked for, as it is in exported templates of workspaces of 2025
 * (`az group export`). The same principal manages every workspace's group.
 */
function workspaceDefaults(world: World, inputs: Properties): Properties {
  const managed = `${managedGroup(inputs) ?? ""}/`.toLowerCase();
  const storage = world.state
    .resources(STORAGE_ACCOUNT)
    .find(({ id }) => id.toLowerCase().startsWith(managed));
  return {
    computeMode: "Hybrid",
    defaultCatalog: { initialType: "UnityCatalog" },
    publicNetworkAccess: "Enabled",
    requiredNsgRules: "AllRules",
    authorizations: [
      {
        principalId: "9a74af6f-d153-4348-988a-e2672920bee9",
        roleDefinitionId: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
      },
    ],
    parameters: {
      enableNoPublicIp: { type: "Bool", value: true },
      prepareEncryption: { type: "Bool", value: false },
      requireInfrastructureEncryption: { type: "Bool", value: false },
      ...(storage && { storageAccountName: { type: "String", value: nameOf(storage.id) } }),
      storageAccountSkuName: { type: "String", value: "Standard_ZRS" },
    },
  };
}

/** Workspaces are numbered with 16 digits. */
function workspaceNumber(): string {
  return String(1_000_000_000_000_000 + randomBytes(6).readUIntBE(0, 6));
}

function managedGroup(inputs: Properties): string | undefined {
  return text(inputs, "managedResourceGroupId");
}

/** A NAT gateway's address; the words are those of openshift/openshift-azure#2252. */
function refuseBeyondQuota(world: World, inputs: Properties): void {
  const exceeded = exceededQuota(world, inputs["location"], { PublicIPAddresses: 1 });
  if (exceeded === undefined) return;
  throw new AzureError(
    400,
    "PublicIPCountLimitReached",
    `Cannot create more than ${exceeded.limit} public IP addresses for this subscription in this region.`,
  );
}

/** The managed group appears with the workspace, with the workspace's own storage in it. */
function openManagedGroup(world: World, workspaceId: string, id: string, inputs: Properties): void {
  const { location, tags } = inputs;
  const rest = { home: AZURE, effectiveAt: world.clock.now(), hidden: {}, local: {} };
  const groupInputs = { location, managedBy: workspaceId };
  world.state.put({
    ...rest,
    type: RESOURCE_GROUP,
    id,
    inputs: groupInputs,
    outputs: groupOutputs(nameOf(id), groupInputs),
  });
  const account = `dbstorage${randomUUID().replaceAll("-", "").slice(0, 13)}`;
  world.state.put({
    ...rest,
    type: STORAGE_ACCOUNT,
    id: `${id}/providers/Microsoft.Storage/storageAccounts/${account}`,
    inputs: { accountName: account, location },
    // What is in the group carries the workspace's tags, the group does not: Azure/azure-sdk-for-go#14571.
    outputs: defined({ name: account, location, tags, type: "Microsoft.Storage/storageAccounts" }),
  });
}

/**
 * The managed group goes with its workspace, except that default data stays once Unity Catalog was
 * touched and deletion was not forced: hashicorp/terraform-provider-azurerm#28959,
 * Azure/bicep-registry-modules#1581.
 */
function closeManagedGroup(world: World, resource: CloudResource, force: boolean): void {
  const managed = managedGroup(resource.inputs);
  const group = managed === undefined ? undefined : world.state.find(AZURE, RESOURCE_GROUP, managed);
  if (group === undefined) return;
  if (!force && resource.hidden[TOUCHED] === true) return;
  for (const inside of world.state.within(group)) world.state.remove(inside);
}

/** An identity with which a workspace reaches a storage account. */
export const accessConnector = armModel({
  type: "azure-native:databricks:AccessConnector",
  armType: "Microsoft.Databricks/accessConnectors",
  nameInput: "connectorName",
  path: (_, name) => `Microsoft.Databricks/accessConnectors/${name}`,
  createOnly: ["location"],
  lateness: (world) => world.late.roleAssignment,
  outputs: (world, _, inputs, before) => {
    const type = text(record(inputs, "identity"), "type");
    const known = record(before?.outputs ?? {}, "identity");
    return {
      properties: { provisioningState: "Succeeded", referedBy: [] },
      systemData: systemData(world, before),
      ...(type !== undefined && {
        identity: {
          ...record(inputs, "identity"),
          principalId: known["principalId"] ?? randomUUID(),
          tenantId: world.identity.tenantId,
        },
      }),
    };
  },
});

/** An access connector as it is. */
export const getAccessConnector: FunctionModel = (world, args) => {
  const group = resourceGroupId(world, requireText(args, "resourceGroupName"));
  const id = `${group}/providers/Microsoft.Databricks/accessConnectors/${requireText(args, "connectorName")}`;
  const found = world.state.at(id);
  if (found === undefined)
    throw new AzureError(404, "ResourceNotFound", `The Resource '${id}' was not found.`);
  return { id, ...found.outputs };
};

/**
 * The workspace that the Databricks provider of this request is configured for.
 *
 * @param attempt what the request wants, e.g. `create catalog`.
 * @throws what databricks-sdk-go says that cannot sign in: it asks the workspace for its tenant first (config/config.go,
 * config/auth_azure_cli.go), and the request fails in its visitor (httpclient/api_client.go).
 */
export function configuredWorkspace(world: World, attempt: string): CloudResource {
  const configuration = world.providers["databricks"] ?? {};
  const [id, host] = [text(configuration, "azureWorkspaceResourceId"), text(configuration, "host")];
  const wanted = host?.replace(/^https:\/\//, "").replace(/\/$/, "");
  const refusal = (why: string): Error =>
    new DatabricksError(attempt, `failed during request visitor: ${why}`);
  if (id === undefined && wanted === undefined) {
    // The first thing anyone sees whose provider is not configured.
    throw refusal(
      "default auth: cannot configure default credentials, please check https://docs.databricks.com/en/dev-tools/auth.html#databricks-client-unified-authentication to configure credentials for your preferred authentication method",
    );
  }
  const found = world.state
    .resources(WORKSPACE)
    .find((each) =>
      id === undefined ? each.outputs["workspaceUrl"] === wanted : each.id.toLowerCase() === id.toLowerCase(),
    );
  if (found === undefined) {
    // Nothing answers for a deleted workspace: databricks/terraform-provider-databricks#92, #2233.
    const gone = wanted ?? `${nameOf(id ?? "")}.azuredatabricks.net`;
    throw refusal(
      `azure-cli auth: load tenant id: Get "https://${gone}/aad/auth": dial tcp: lookup ${gone}: no such host`,
    );
  }
  if (found.effectiveAt > world.clock.now()) {
    // hashicorp/terraform-provider-azurerm#26935: Succeeded, and its API does not answer yet.
    const address = `https://${requireText(found.outputs, "workspaceUrl")}`;
    throw refusal(
      `azure-cli auth: load tenant id: parse "": empty url. Config: host=${address}, azure_workspace_resource_id=${found.id}`,
    );
  }
  return found;
}

/** Region of a workspace, which decides its metastore. */
export function regionOf(workspace: CloudResource): string {
  return requireText(workspace.inputs, "location");
}
