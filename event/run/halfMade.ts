/** A resource as a stack's exported state has it; what else it has is kept. */
export interface ResourceInState {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly custom?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A stack's exported state, as far as it is read here. */
export interface StateDeployment {
  readonly resources?: readonly ResourceInState[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: ResourceInState }[];
}

type StateInputs = Readonly<Record<string, unknown>>;

const text = (inputs: StateInputs, key: string): string => String(inputs[key] ?? "");

/** Where in its resource group each type of Azure lies, from its inputs (azure-native's ids are those of ARM). */
const armPaths: Readonly<Record<string, (inputs: StateInputs) => string>> = {
  "eventhub:Namespace": (inputs) => `Microsoft.EventHub/namespaces/${text(inputs, "namespaceName")}`,
  "eventhub:EventHub": (inputs) =>
    `Microsoft.EventHub/namespaces/${text(inputs, "namespaceName")}/eventhubs/${text(inputs, "eventHubName")}`,
  "eventhub:EventHubAuthorizationRule": (inputs) =>
    `Microsoft.EventHub/namespaces/${text(inputs, "namespaceName")}/eventhubs/${text(inputs, "eventHubName")}/authorizationRules/${text(inputs, "authorizationRuleName")}`,
  "storage:StorageAccount": (inputs) => `Microsoft.Storage/storageAccounts/${text(inputs, "accountName")}`,
  "storage:BlobContainer": (inputs) =>
    `Microsoft.Storage/storageAccounts/${text(inputs, "accountName")}/blobServices/default/containers/${text(inputs, "containerName")}`,
  "databricks:Workspace": (inputs) => `Microsoft.Databricks/workspaces/${text(inputs, "workspaceName")}`,
  "databricks:AccessConnector": (inputs) =>
    `Microsoft.Databricks/accessConnectors/${text(inputs, "connectorName")}`,
  "containerinstance:ContainerGroup": (inputs) =>
    `Microsoft.ContainerInstance/containerGroups/${text(inputs, "containerGroupName")}`,
};

/** What Databricks keeps under a name that is also its id (each resource's `Id` in terraform-provider-databricks). */
const databricksIds: Readonly<Record<string, (inputs: StateInputs) => string>> = {
  "storageCredential:StorageCredential": (inputs) => text(inputs, "name"),
  "externalLocation:ExternalLocation": (inputs) => text(inputs, "name"),
  "catalog:Catalog": (inputs) => text(inputs, "name"),
  "schema:Schema": (inputs) => `${text(inputs, "catalogName")}.${text(inputs, "name")}`,
  "volume:Volume": (inputs) =>
    `${text(inputs, "catalogName")}.${text(inputs, "schemaName")}.${text(inputs, "name")}`,
  "secretScope:SecretScope": (inputs) => text(inputs, "name"),
};

/**
 * Where a resource is that was being created when its engine was killed, if it was created.
 *
 * @returns undefined where its inputs do not say: the service chose the id, or creating it again does no harm.
 */
export function idOfPending(
  { type, inputs = {} }: ResourceInState,
  subscription: string,
): string | undefined {
  const azure = type.replace(/^azure-native:/, "");
  if (azure !== type) return armId(azure, inputs, subscription);
  const databricks = databricksIds[type.replace(/^databricks:index\//, "")];
  return databricks?.(inputs);
}

function armId(type: string, inputs: StateInputs, subscription: string): string | undefined {
  if (type === "authorization:RoleAssignment") {
    const name = text(inputs, "roleAssignmentName");
    const at = `${text(inputs, "scope")}/providers/Microsoft.Authorization/roleAssignments/`;
    return name === "" ? undefined : at + name;
  }
  if (type === "consumption:Budget")
    return `${text(inputs, "scope")}/providers/Microsoft.Consumption/budgets/${text(inputs, "budgetName")}`;
  const group = `/subscriptions/${subscription}/resourceGroups/${text(inputs, "resourceGroupName")}`;
  if (type === "resources:ResourceGroup") return group;
  const path = armPaths[type];
  return path && `${group}/providers/${path(inputs)}`;
}

/**
 * A state in which what was being created stands as if it had been: whether it was shows when it is refreshed. What has
 * no id to look for is forgotten.
 *
 * @param idOf where each may be.
 * @returns the state, and the URNs to refresh.
 */
export function withPendingCreates<Deployment extends StateDeployment>(
  deployment: Deployment,
  idOf: (resource: ResourceInState) => string | undefined,
): { readonly deployment: Deployment; readonly urns: readonly string[] } {
  const { resources = [], pending_operations: pending = [] } = deployment;
  const known = new Set(resources.map(({ urn }) => urn));
  const found = pending
    .filter(({ type, resource }) => type === "creating" && !known.has(resource.urn))
    .flatMap(({ resource }) => {
      const id = idOf(resource);
      return id === undefined ? [] : [{ ...resource, id, outputs: { ...resource.inputs } }];
    });
  return {
    deployment: {
      ...deployment,
      resources: [...resources, ...found],
      pending_operations: pending.filter(({ type }) => type !== "creating"),
    },
    urns: found.map(({ urn }) => urn),
  };
}
