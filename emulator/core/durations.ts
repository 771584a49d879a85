/** Seconds that the operations on one type take. */
export interface Duration {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

/** By type token; a type that is not in it takes no time. */
export type Durations = Readonly<Record<string, Duration>>;

function seconds(create: number, update: number, remove: number): Duration {
  return { create, update, delete: remove };
}

/** One call of the Databricks API with what its provider reads back: no published figures, estimated. */
const CALL = seconds(2, 2, 2);

/**
 * What operations on Azure take as far as published logs tell; where none do, an estimate, and it says so.
 * Single runs vary by a factor of two and more.
 */
export const azureDurations: Durations = {
  // Public Terraform logs: made in 1 to 4 s. A group that still holds something is gone after 16 to 82 s;
  // this program's holds a namespace, whose removal takes longest.
  "azure-native:resources:ResourceGroup": seconds(3, 3, 82),
  // turbot/steampipe-plugin-azure#201: more than 70 s. hashicorp/terraform-provider-azurerm#32573: 165 to
  // 180 s for acceptance tests that make and remove a group, a namespace and a hub.
  "azure-native:eventhub:Namespace": seconds(75, 30, 60),
  // Estimated: the hub and rule tests of #32573 take 40 to 120 s longer than those of a namespace alone.
  "azure-native:eventhub:EventHub": seconds(8, 5, 6),
  "azure-native:eventhub:EventHubAuthorizationRule": seconds(6, 6, 6),
  // Public Terraform logs: 15, 20, 25, 29, 65, 78, 83 s.
  "azure-native:storage:StorageAccount": seconds(29, 5, 5),
  "azure-native:storage:BlobContainer": seconds(2, 2, 2),
  // hashicorp/terraform-provider-azurerm#11418: 48 s in a network of one's own; with a managed network and
  // its NAT gateway two to four minutes, and about as long to remove (estimated).
  "azure-native:databricks:Workspace": seconds(160, 30, 120),
  // Estimated.
  "azure-native:databricks:AccessConnector": seconds(15, 10, 10),
  "azure-native:authorization:RoleAssignment": seconds(3, 3, 4),
  // Public Terraform logs: 76 s with a small image, 304 s with one of several GB.
  "azure-native:containerinstance:ContainerGroup": seconds(76, 60, 10),
  "databricks:index/storageCredential:StorageCredential": CALL,
  "databricks:index/externalLocation:ExternalLocation": CALL,
  "databricks:index/catalog:Catalog": seconds(3, 2, 5),
  "databricks:index/schema:Schema": CALL,
  "databricks:index/volume:Volume": CALL,
  "databricks:index/grants:Grants": CALL,
  "databricks:index/grant:Grant": CALL,
  "databricks:index/secretScope:SecretScope": CALL,
  "databricks:index/secret:Secret": CALL,
  "databricks:index/secretAcl:SecretAcl": CALL,
  "databricks:index/directory:Directory": CALL,
  "databricks:index/notebook:Notebook": CALL,
  "databricks:index/workspaceConf:WorkspaceConf": CALL,
  // The provider waits for a run's end before it removes the job's cluster (estimated).
  "databricks:index/job:Job": seconds(3, 10, 20),
  // The provider waits until a serverless warehouse runs: 2 to 6 s by Databricks' documentation.
  "databricks:index/sqlEndpoint:SqlEndpoint": seconds(6, 6, 3),
  "databricks:index/dashboard:Dashboard": seconds(3, 3, 2),
};
