import * as types from "../../policy/core/types";

/** Properties that tests change. */
export type Changed = Record<string, unknown>;

/** What makes a rule fire: a change of a resource, or another resource. */
export interface Mutation {
  readonly rule: string;
  /** Name of the resource that the rule is then broken by. */
  readonly resource: string;
  /** What it changes; undefined where a resource is only added or taken away. */
  readonly change?: (properties: Changed) => Changed;
  /** Type of a resource to add under that name. */
  readonly add?: string;
  /** Name of a resource to take away. */
  readonly remove?: string;
}

const map = (value: unknown): Changed => value as Changed;
const maps = (value: unknown): Changed[] => value as Changed[];
const set =
  (more: Changed) =>
  (properties: Changed): Changed => ({ ...properties, ...more });
const without =
  (name: string) =>
  (properties: Changed): Changed =>
    Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name));
const tags = (more: Changed) => (properties: Changed) => ({
  ...properties,
  tags: { ...map(properties["tags"]), ...more },
});
const cluster = (more: Changed) => (properties: Changed) => ({
  ...properties,
  jobClusters: maps(properties["jobClusters"]).map((each) => ({
    ...each,
    newCluster: { ...map(each["newCluster"]), ...more },
  })),
});
const container = (more: Changed) => (properties: Changed) => ({
  ...properties,
  containers: maps(properties["containers"]).map((each) => ({ ...each, ...more })),
});

const EVENT_HUBS = "clickstream-stream-namespace";
const HUB = "clickstream-stream-hub";
const LAKE = "clickstream-lake-account";
const WORKSPACE = "clickstream-workspace-workspace";
const JOB = "clickstream-job-job";
const WAREHOUSE = "clickstream-dashboard-warehouse";
const CONTAINERS = "clickstream-generator-group";
const ROLE = "clickstream-catalog-role";
const ROLES = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions";

/** Properties that satisfy the rules which the program's own resources need waivers for. */
export const hardened: Readonly<Record<string, Changed>> = {
  [EVENT_HUBS]: { disableLocalAuth: true, publicNetworkAccess: "Disabled", zoneRedundant: true },
  [LAKE]: {
    networkRuleSet: { defaultAction: "Deny" },
    publicNetworkAccess: "Disabled",
    sku: { name: "Standard_GZRS" },
  },
  [WORKSPACE]: {
    publicNetworkAccess: "Disabled",
    parameters: {
      enableNoPublicIp: { value: true },
      prepareEncryption: { value: true },
      encryption: { value: { keySource: "Microsoft.Keyvault" } },
    },
  },
  [CONTAINERS]: {
    subnetIds: [{ id: "/subscriptions/s/…/subnets/containers" }],
    identity: { type: "SystemAssigned" },
    containers: [
      {
        name: "generator",
        image: "contoso.azurecr.io/generator:1",
        resources: { requests: { cpu: 1, memoryInGB: 3.5 } },
        environmentVariables: [{ name: "sasKeyValue", secureValue: Symbol.for("hidden") }],
      },
    ],
  },
};

/** For each rule what makes it fire, and no other. */
export const mutations: readonly Mutation[] = [
  { rule: "tags-required", resource: EVENT_HUBS, change: tags({ owner: " " }) },
  { rule: "tags-required", resource: LAKE, change: without("tags") },
  { rule: "tag-expires-day", resource: WORKSPACE, change: tags({ expires: "next week" }) },
  {
    rule: "region-allowed",
    resource: "clickstream-group-elsewhere",
    add: types.RESOURCE_GROUP,
    change: () => ({ location: "brazilsouth", tags: { team: "t", owner: "o", expires: "2030-01-01" } }),
  },
  { rule: "region-of-group", resource: LAKE, change: set({ location: "northeurope" }) },
  { rule: "name-of-team", resource: LAKE, change: set({ accountName: "somebodyelse" }) },
  { rule: "event-hubs-tls", resource: EVENT_HUBS, change: set({ minimumTlsVersion: "1.0" }) },
  { rule: "event-hubs-tls", resource: EVENT_HUBS, change: without("minimumTlsVersion") },
  { rule: "event-hubs-local-auth", resource: EVENT_HUBS, change: set({ disableLocalAuth: false }) },
  { rule: "event-hubs-firewall", resource: EVENT_HUBS, change: set({ publicNetworkAccess: "Enabled" }) },
  { rule: "event-hubs-zones", resource: EVENT_HUBS, change: set({ zoneRedundant: false }) },
  { rule: "event-hubs-tier", resource: EVENT_HUBS, change: set({ sku: { name: "Basic", capacity: 1 } }) },
  {
    rule: "event-hubs-units",
    resource: EVENT_HUBS,
    change: set({ sku: { name: "Standard", capacity: 21 } }),
  },
  { rule: "event-hubs-units", resource: EVENT_HUBS, change: set({ maximumThroughputUnits: 40 }) },
  { rule: "event-hubs-used", resource: EVENT_HUBS, remove: HUB },
  { rule: "event-hub-partitions", resource: HUB, change: set({ partitionCount: 33 }) },
  {
    rule: "event-hub-retention",
    resource: HUB,
    change: set({ retentionDescription: { retentionTimeInHours: 169 } }),
  },
  {
    rule: "event-hub-one-right",
    resource: "clickstream-stream-send",
    change: set({ rights: ["Send", "Listen"] }),
  },
  { rule: "event-hub-one-right", resource: "clickstream-stream-listen", change: set({ rights: ["Manage"] }) },
  {
    rule: "event-hubs-no-namespace-key",
    resource: "root",
    add: types.NAMESPACE_RULE,
    change: () => ({ rights: ["Listen"] }),
  },
  { rule: "storage-https", resource: LAKE, change: set({ enableHttpsTrafficOnly: false }) },
  { rule: "storage-tls", resource: LAKE, change: set({ minimumTlsVersion: "TLS1_1" }) },
  { rule: "storage-public-blobs", resource: LAKE, change: set({ allowBlobPublicAccess: true }) },
  { rule: "storage-shared-keys", resource: LAKE, change: set({ allowSharedKeyAccess: true }) },
  {
    rule: "storage-network-default",
    resource: LAKE,
    change: set({ networkRuleSet: { defaultAction: "Allow" } }),
  },
  { rule: "storage-public-network", resource: LAKE, change: set({ publicNetworkAccess: "Enabled" }) },
  { rule: "storage-local-users", resource: LAKE, change: set({ isLocalUserEnabled: true }) },
  {
    rule: "storage-cross-tenant",
    resource: LAKE,
    change: without("allowCrossTenantReplication"),
  },
  { rule: "storage-replication", resource: LAKE, change: set({ sku: { name: "Standard_LRS" } }) },
  { rule: "storage-hierarchical", resource: LAKE, change: set({ isHnsEnabled: false }) },
  {
    rule: "storage-container-private",
    resource: "clickstream-lake-container",
    change: set({ publicAccess: "Blob" }),
  },
  { rule: "workspace-tier", resource: WORKSPACE, change: set({ sku: { name: "trial" } }) },
  {
    rule: "workspace-no-public-ip",
    resource: WORKSPACE,
    change: (properties) => ({
      ...properties,
      parameters: { ...map(properties["parameters"]), enableNoPublicIp: { value: false } },
    }),
  },
  { rule: "workspace-public-network", resource: WORKSPACE, change: set({ publicNetworkAccess: "Enabled" }) },
  {
    rule: "workspace-own-keys",
    resource: WORKSPACE,
    change: (properties) => ({
      ...properties,
      parameters: { ...map(properties["parameters"]), prepareEncryption: { value: false } },
    }),
  },
  {
    rule: "workspace-managed-group",
    resource: WORKSPACE,
    change: (properties) => ({
      ...properties,
      resourceGroupName: String(properties["managedResourceGroupId"]).split("/").at(-1),
    }),
  },
  { rule: "workspace-removal", resource: WORKSPACE, remove: "clickstream-workspace-removal" },
  {
    rule: "workspace-removal",
    resource: WORKSPACE,
    change: set({ managedResourceGroupId: "/subscriptions/s/resourceGroups/another" }),
  },
  {
    rule: "connector-identity",
    resource: "clickstream-catalog-connector",
    change: set({ identity: { type: "None" } }),
  },
  { rule: "job-one-run", resource: JOB, change: set({ maxConcurrentRuns: 2 }) },
  { rule: "job-cluster-workers", resource: JOB, change: cluster({ numWorkers: 5 }) },
  {
    rule: "job-cluster-workers",
    resource: JOB,
    change: cluster({ autoscale: { minWorkers: 1, maxWorkers: 8 } }),
  },
  { rule: "job-cluster-node-type", resource: JOB, change: cluster({ nodeTypeId: "Standard_E64ds_v5" }) },
  { rule: "job-cluster-isolation", resource: JOB, change: cluster({ dataSecurityMode: "NONE" }) },
  { rule: "job-cluster-tags", resource: JOB, change: cluster({ customTags: { team: "t" } }) },
  { rule: "warehouse-size", resource: WAREHOUSE, change: set({ clusterSize: "Large" }) },
  { rule: "warehouse-size", resource: WAREHOUSE, change: set({ maxNumClusters: 3 }) },
  { rule: "warehouse-auto-stop", resource: WAREHOUSE, change: set({ autoStopMins: 0 }) },
  { rule: "warehouse-auto-stop", resource: WAREHOUSE, change: set({ autoStopMins: 120 }) },
  {
    rule: "warehouse-tags",
    resource: WAREHOUSE,
    change: set({ tags: { customTags: [{ key: "team", value: "t" }] } }),
  },
  {
    rule: "dashboard-own-rights",
    resource: "clickstream-dashboard-dashboard",
    change: set({ embedCredentials: true }),
  },
  {
    rule: "catalog-isolated",
    resource: "clickstream-catalog-catalog",
    change: set({ isolationMode: "OPEN" }),
  },
  {
    rule: "storage-access-isolated",
    resource: "clickstream-catalog-location",
    change: set({ isolationMode: "ISOLATION_MODE_OPEN" }),
  },
  {
    rule: "storage-access-isolated",
    resource: "clickstream-catalog-credential",
    change: without("isolationMode"),
  },
  {
    rule: "metastore-removable",
    resource: "clickstream-catalog-schema",
    change: set({ forceDestroy: false }),
  },
  {
    rule: "grant-to-everyone",
    resource: "clickstream-catalog-catalog-grants",
    change: set({ privileges: ["USE_CATALOG", "MANAGE"] }),
  },
  {
    rule: "grants-of-one",
    resource: "all",
    add: types.GRANTS,
    change: () => ({ grants: [{ principal: "a", privileges: ["SELECT"] }] }),
  },
  {
    rule: "container-no-address",
    resource: CONTAINERS,
    change: set({ ipAddress: { type: "Public", ports: [] } }),
  },
  { rule: "container-network", resource: CONTAINERS, change: set({ subnetIds: [] }) },
  { rule: "container-identity", resource: CONTAINERS, change: set({ identity: { type: "None" } }) },
  {
    rule: "container-variables-secure",
    resource: CONTAINERS,
    change: container({ environmentVariables: [{ name: "hostName", value: "clicks" }] }),
  },
  {
    rule: "container-keys-secure",
    resource: CONTAINERS,
    change: container({ environmentVariables: [{ name: "sasKeyValue", value: "short" }] }),
  },
  {
    rule: "container-image-version",
    resource: CONTAINERS,
    change: container({ image: "contoso.azurecr.io:443/generator" }),
  },
  {
    rule: "container-image-version",
    resource: CONTAINERS,
    change: container({ image: "contoso.azurecr.io/generator:latest" }),
  },
  {
    rule: "container-size",
    resource: CONTAINERS,
    change: container({ resources: { requests: { cpu: 4, memoryInGB: 1 } } }),
  },
  {
    rule: "role-never-assigns",
    resource: ROLE,
    change: set({ roleDefinitionId: `${ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635` }),
  },
  {
    rule: "role-never-assigns",
    resource: ROLE,
    change: set({ roleDefinitionId: `${ROLES}/18D7D88D-D35E-4FB5-A5C3-7773C20A72D9` }),
  },
  { rule: "role-principal-type", resource: ROLE, change: without("principalType") },
  { rule: "role-scope", resource: ROLE, change: set({ scope: "/subscriptions/s" }) },
  {
    rule: "role-scope",
    resource: ROLE,
    change: set({ scope: "/providers/Microsoft.Management/managementGroups/all" }),
  },
  { rule: "budget-tells-somebody", resource: "another budget", add: types.BUDGET },
  {
    rule: "budget-tells-somebody",
    resource: "another budget",
    add: types.BUDGET,
    change: set({ notifications: { n: { enabled: false, contactEmails: ["coach@contoso.com"] } } }),
  },
  {
    rule: "budget-tells-somebody",
    resource: "another budget",
    add: types.BUDGET,
    change: set({ notifications: { n: { enabled: true, contactEmails: [] } } }),
  },
];
