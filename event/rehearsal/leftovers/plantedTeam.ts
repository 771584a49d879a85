import type { SimulatedCloud } from "../../../emulator";
import type { Properties, ResourceState } from "../../../emulator/core/cloudApi";
import { CHALLENGE, namesFor, SUFFIX_LENGTH, type Names } from "../../../program/names";

export const types = {
  group: "azure-native:resources:ResourceGroup",
  account: "azure-native:storage:StorageAccount",
  workspace: "azure-native:databricks:Workspace",
  connector: "azure-native:databricks:AccessConnector",
  role: "azure-native:authorization:RoleAssignment",
  containers: "azure-native:containerinstance:ContainerGroup",
  budget: "azure-native:consumption:Budget",
  credential: "databricks:index/storageCredential:StorageCredential",
  location: "databricks:index/externalLocation:ExternalLocation",
  catalog: "databricks:index/catalog:Catalog",
  warehouse: "databricks:index/sqlEndpoint:SqlEndpoint",
} as const;

const BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

/** Whose something is made to look. */
export interface PlantedTags {
  readonly event?: string;
  readonly owner: string;
  /** `YYYY-MM-DD`. */
  readonly expires: string;
}

/** What of the steps to a catalog a team has. */
export type PlantedPart = "workspace" | "credential" | "location" | "catalog";

const parts: readonly PlantedPart[] = ["workspace", "credential", "location", "catalog"];

/** A team as the program creates it, by hand and as far as somebody wants. */
export class PlantedTeam {
  readonly names: Names;
  readonly tags: Readonly<Record<string, string>>;

  /** @param own e.g. `red-abc123`. */
  constructor(
    readonly cloud: SimulatedCloud,
    readonly own: string,
    readonly region: string,
    { event, owner, expires }: PlantedTags,
  ) {
    const team = own.slice(0, -SUFFIX_LENGTH - 1);
    this.names = namesFor(team, own.slice(-SUFFIX_LENGTH));
    this.tags = { team, owner, expires, challenge: CHALLENGE, ...(event !== undefined && { event }) };
  }

  get subscription(): string {
    return `/subscriptions/${this.cloud.world.identity.subscriptionId}`;
  }

  get groupId(): string {
    return `${this.subscription}/resourceGroups/${this.names.resourceGroup}`;
  }

  get workspaceId(): string {
    return `${this.groupId}/providers/Microsoft.Databricks/workspaces/${this.names.workspace}`;
  }

  get managedGroupId(): string {
    return `${this.subscription}/resourceGroups/${this.names.managedResourceGroup}`;
  }

  /** Object id of the access connector's identity. */
  get principal(): string {
    const { identity } = this.cloud.state.at(this.#connectorId)?.outputs ?? {};
    return String((identity as Properties | undefined)?.["principalId"]);
  }

  get #connectorId(): string {
    return `${this.groupId}/providers/Microsoft.Databricks/accessConnectors/${this.names.accessConnector}`;
  }

  /** The cloud as the Databricks provider of the team's workspace sees it. */
  get databricks(): SimulatedCloud {
    return this.cloud.configured("databricks", { azureWorkspaceResourceId: this.workspaceId });
  }

  /** Creates the group, and what is in it and in the metastore as far as a part. */
  async create(through?: PlantedPart): Promise<this> {
    const { cloud, names, region, tags } = this;
    await cloud.create(types.group, "group", {
      resourceGroupName: names.resourceGroup,
      location: region,
      tags,
    });
    const steps = [
      () => this.#createWorkspace(),
      () => this.#createCredential(),
      () => this.#createLocation(),
      () => this.#createCatalog(),
    ];
    const count = through === undefined ? 0 : parts.indexOf(through) + 1;
    for (const step of steps.slice(0, count)) await step();
    return this;
  }

  async createWarehouse(name: string, tags: Readonly<Record<string, string>>): Promise<ResourceState> {
    return await this.databricks.create(types.warehouse, name, {
      name,
      clusterSize: "2X-Small",
      tags: { customTags: Object.entries(tags).map(([key, value]) => ({ key, value })) },
    });
  }

  /** As somebody does in the portal: what the workspace managed, and what lies in the metastore, stays. */
  async deleteWorkspace(): Promise<void> {
    await this.cloud.delete(types.workspace, this.workspaceId);
  }

  /** The workspace by force, the group after it: what lies in the metastore stays. */
  async deleteGroup(): Promise<void> {
    await this.cloud.forceDeleteWorkspace(this.workspaceId);
    await this.cloud.delete(types.group, this.groupId);
  }

  async #createWorkspace(): Promise<void> {
    const { cloud, names, region, tags } = this;
    const place = { resourceGroupName: names.resourceGroup, location: region, tags };
    await cloud.create(types.account, "lake", {
      ...place,
      accountName: names.storageAccount,
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      isHnsEnabled: true,
    });
    await cloud.create(types.workspace, "workspace", {
      ...place,
      workspaceName: names.workspace,
      computeMode: "Hybrid",
      sku: { name: "premium" },
      managedResourceGroupId: this.managedGroupId,
    });
    await cloud.create(types.connector, "connector", {
      ...place,
      connectorName: names.accessConnector,
      identity: { type: "SystemAssigned" },
    });
    await this.assignRole(
      `${this.groupId}/providers/Microsoft.Storage/storageAccounts/${names.storageAccount}`,
      this.principal,
    );
  }

  async assignRole(scope: string, principalId: string): Promise<ResourceState> {
    return await this.cloud.create(types.role, "role", {
      scope,
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: `${this.subscription}/providers/Microsoft.Authorization/roleDefinitions/${BLOB_DATA_CONTRIBUTOR}`,
    });
  }

  async #createCredential(): Promise<void> {
    await this.databricks.create(types.credential, "credential", {
      name: this.names.catalog,
      azureManagedIdentity: { accessConnectorId: this.#connectorId },
      isolationMode: "ISOLATION_MODE_ISOLATED",
      forceDestroy: true,
    });
  }

  async #createLocation(): Promise<void> {
    await this.databricks.create(types.location, "location", {
      name: this.names.catalog,
      url: this.#lake,
      credentialName: this.names.catalog,
      isolationMode: "ISOLATION_MODE_ISOLATED",
      skipValidation: true,
      forceDestroy: true,
    });
  }

  async #createCatalog(): Promise<void> {
    await this.databricks.create(types.catalog, "catalog", {
      name: this.names.catalog,
      storageRoot: `${this.#lake}/catalog`,
      isolationMode: "ISOLATED",
      forceDestroy: true,
    });
  }

  get #lake(): string {
    return `abfss://clicks@${this.names.storageAccount}.dfs.core.windows.net`;
  }
}

/** A resource group of nobody known, or somebody else. @returns its name. */
export async function plantGroup(
  cloud: SimulatedCloud,
  resourceGroupName: string,
  tags: Readonly<Record<string, string>> = {},
): Promise<string> {
  await cloud.create(types.group, "group", { resourceGroupName, location: "westeurope", tags });
  return resourceGroupName;
}

/** A generator that somebody started with `az container create`. */
export async function plantGenerator(
  cloud: SimulatedCloud,
  resourceGroupName: string,
  hostName: string,
): Promise<ResourceState> {
  return await cloud.create(types.containers, "generator", {
    resourceGroupName,
    containerGroupName: `click-generator-${hostName}`,
    location: "westeurope",
    osType: "Linux",
    restartPolicy: "Always",
    containers: [
      {
        name: "generator",
        image: "alexk002/wwiclickstreamgenerator:1",
        resources: { requests: { cpu: 1, memoryInGB: 3.5 } },
        environmentVariables: [
          { name: "hostName", value: hostName },
          { name: "sasKeyName", value: "send" },
          // As somebody writes it who does not know of secure values.
          { name: "sasKeyValue", value: `key-of-${hostName}` },
        ],
      },
    ],
  });
}

/** A budget of the subscription that counts some resource groups; all of it where none is named. */
export async function plantBudget(
  cloud: SimulatedCloud,
  budgetName: string,
  groups: readonly string[],
): Promise<ResourceState> {
  // Azure takes no other start than the first of a month from this one on.
  const startDate = `${new Date().toISOString().slice(0, 7)}-01T00:00:00Z`;
  return await cloud.create(types.budget, budgetName, {
    scope: `/subscriptions/${cloud.world.identity.subscriptionId}`,
    ...{ budgetName, category: "Cost", amount: 100, timeGrain: "Monthly", timePeriod: { startDate } },
    ...(groups.length > 0 && {
      filter: { dimensions: { name: "ResourceGroupName", operator: "In", values: groups } },
    }),
  });
}
