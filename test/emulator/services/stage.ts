import { createSimulatedCloud, type SimulatedCloudOptions, type SimulatedCloud } from "../../../emulator";
import type { ResourceState, Properties } from "../../../emulator/core/cloudApi";

export const SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001";
const contributor = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`;

/** Inputs that Azure accepts, by short name; the program's own differ in names only. */
export const inputs = {
  group: { resourceGroupName: "team", location: "westeurope" },
  namespace: {
    resourceGroupName: "team",
    namespaceName: "clicks-team",
    location: "westeurope",
    sku: { name: "Standard", tier: "Standard", capacity: 1 },
  },
  hub: { resourceGroupName: "team", namespaceName: "clicks-team", eventHubName: "test", partitionCount: 4 },
  rule: {
    resourceGroupName: "team",
    namespaceName: "clicks-team",
    eventHubName: "test",
    authorizationRuleName: "send",
    rights: ["Send"],
  },
  account: {
    resourceGroupName: "team",
    accountName: "teamlake",
    location: "westeurope",
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    isHnsEnabled: true,
  },
  container: { resourceGroupName: "team", accountName: "teamlake", containerName: "clicks" },
  workspace: {
    resourceGroupName: "team",
    workspaceName: "team",
    location: "westeurope",
    computeMode: "Hybrid",
    sku: { name: "premium" },
    managedResourceGroupId: `${SUBSCRIPTION}/resourceGroups/team-managed`,
  },
  connector: {
    resourceGroupName: "team",
    connectorName: "team",
    location: "westeurope",
    identity: { type: "SystemAssigned" },
  },
  containers: {
    resourceGroupName: "team",
    containerGroupName: "generator",
    location: "westeurope",
    osType: "Linux",
    restartPolicy: "Always",
    containers: [
      {
        name: "generator",
        image: "alexk002/wwiclickstreamgenerator:1",
        resources: { requests: { cpu: 1, memoryInGB: 3.5 } },
        environmentVariables: [
          { name: "hostName", value: "clicks-team" },
          { name: "sasKeyValue", secureValue: "the key" },
        ],
      },
    ],
  },
} satisfies Record<string, Properties>;

export const types = {
  group: "azure-native:resources:ResourceGroup",
  namespace: "azure-native:eventhub:Namespace",
  hub: "azure-native:eventhub:EventHub",
  rule: "azure-native:eventhub:EventHubAuthorizationRule",
  account: "azure-native:storage:StorageAccount",
  container: "azure-native:storage:BlobContainer",
  workspace: "azure-native:databricks:Workspace",
  connector: "azure-native:databricks:AccessConnector",
  role: "azure-native:authorization:RoleAssignment",
  containers: "azure-native:containerinstance:ContainerGroup",
  credential: "databricks:index/storageCredential:StorageCredential",
  location: "databricks:index/externalLocation:ExternalLocation",
  catalog: "databricks:index/catalog:Catalog",
  schema: "databricks:index/schema:Schema",
  volume: "databricks:index/volume:Volume",
  grants: "databricks:index/grants:Grants",
  scope: "databricks:index/secretScope:SecretScope",
  secret: "databricks:index/secret:Secret",
  directory: "databricks:index/directory:Directory",
  notebook: "databricks:index/notebook:Notebook",
  dashboard: "databricks:index/dashboard:Dashboard",
  job: "databricks:index/job:Job",
} as const;

/** The generator's group with a program of a secret volume. */
export const withProgram = (text: string): Properties => ({
  ...inputs.containers,
  containers: [
    {
      ...inputs.containers.containers[0],
      command: ["node", "/generator/generator.mjs"],
      volumeMounts: [{ name: "generator", mountPath: "/generator", readOnly: true }],
    },
  ],
  volumes: [{ name: "generator", secret: { "generator.mjs": Buffer.from(text).toString("base64") } }],
});

/** Creates the resources of the inputs above, in their order, up to the last name given. */
export async function make(
  cloud: SimulatedCloud,
  ...names: readonly (keyof typeof inputs)[]
): Promise<ResourceState[]> {
  const made: ResourceState[] = [];
  for (const name of names) made.push(await cloud.create(types[name], name, inputs[name]));
  return made;
}

/** A cloud with a group, a lake and a workspace, and the same through the workspace's provider. */
export async function workspaceStage(options: SimulatedCloudOptions = {}): Promise<{
  cloud: SimulatedCloud;
  databricks: SimulatedCloud;
  workspace: ResourceState;
}> {
  const cloud = createSimulatedCloud(options);
  await make(cloud, "group", "account", "container", "connector");
  const [workspace] = await make(cloud, "workspace");
  if (workspace === undefined) throw new Error("no workspace");
  return { cloud, databricks: through(cloud, workspace), workspace };
}

/** The cloud as the Databricks provider of a workspace sees it. */
export function through(cloud: SimulatedCloud, workspace: ResourceState): SimulatedCloud {
  return cloud.configured("databricks", { azureWorkspaceResourceId: workspace.id });
}

/** Assigns the lake's role to the connector. */
export async function assignRole(cloud: SimulatedCloud): Promise<ResourceState> {
  const connector = await cloud.read(
    types.connector,
    `${SUBSCRIPTION}/resourceGroups/team/providers/Microsoft.Databricks/accessConnectors/team`,
  );
  const identity = connector?.outputs["identity"] as Properties;
  return cloud.create(types.role, "role", {
    scope: `${SUBSCRIPTION}/resourceGroups/team/providers/Microsoft.Storage/storageAccounts/teamlake`,
    principalId: identity["principalId"],
    principalType: "ServicePrincipal",
    roleDefinitionId: contributor,
  });
}

export const catalogInputs = {
  credential: {
    name: "team",
    azureManagedIdentity: {
      accessConnectorId: `${SUBSCRIPTION}/resourceGroups/team/providers/Microsoft.Databricks/accessConnectors/team`,
    },
    forceDestroy: true,
  },
  location: {
    name: "team",
    url: "abfss://clicks@teamlake.dfs.core.windows.net",
    credentialName: "team",
    skipValidation: true,
    forceDestroy: true,
  },
  catalog: {
    name: "team",
    storageRoot: "abfss://clicks@teamlake.dfs.core.windows.net/catalog",
    forceDestroy: true,
  },
  schema: { name: "clickstream", catalogName: "team", forceDestroy: true },
  volume: { name: "checkpoints", catalogName: "team", schemaName: "clickstream", volumeType: "MANAGED" },
} satisfies Record<string, Properties>;

/** Creates the catalog and what is around it, in order. */
export async function makeCatalog(
  databricks: SimulatedCloud,
  ...names: readonly (keyof typeof catalogInputs)[]
): Promise<ResourceState[]> {
  const made: ResourceState[] = [];
  for (const name of names) made.push(await databricks.create(types[name], name, catalogInputs[name]));
  return made;
}
