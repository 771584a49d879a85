import type { Properties } from "../../core/cloudApi";
import { hasRole } from "../authorization/model";
import { AZURE, type CloudResource } from "../../core/cloudState";
import { region as regionName } from "../../core/arm";
import { DatabricksError } from "../../core/errors";
import type { World } from "../../core/model";
import { record, requireText, text } from "../../core/properties";
import { STORAGE_ACCOUNT } from "../storage/model";
import { requireMetastoreRoom } from "./quotas";
import { configuredWorkspace, regionOf } from "../workspaces/model";

export const CREDENTIAL = "databricks:index/storageCredential:StorageCredential";
/** Built-in role Storage Blob Data Contributor. */
const BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

/*
 * What Unity Catalog answers while one of its services does not know yet what another has just confirmed. The texts are
 * those that users of terraform-provider-databricks report, each with its thread.
 */

/** A right on a metastore, as refusals name it. */
export type MetastoreRight = "CREATE CATALOG" | "CREATE EXTERNAL LOCATION" | "CREATE STORAGE CREDENTIAL";

/**
 * A new workspace gets its region's metastore, and its administrators their rights on it, a while after its API
 * answers (databricks/terraform-provider-databricks#1632, #2421).
 */
export function requireMetastore(world: World, attempt: string, right: MetastoreRight): void {
  const workspace = configuredWorkspace(world, attempt);
  const since = world.clock.now() - workspace.effectiveAt;
  const region = regionName(regionOf(workspace));
  if (since >= world.late.metastore) {
    requireMetastoreRoom(world, region, right.replace("CREATE ", ""), attempt);
    return;
  }
  throw new DatabricksError(
    attempt,
    since < world.late.metastore / 2
      ? "No metastore assigned for the current workspace."
      : `User does not have ${right} on Metastore 'metastore_azure_${region}'.`,
  );
}

/**
 * A new catalog is bound to its workspace first and its owner's rights hold after that
 * (databricks/terraform-provider-databricks#2446, #2726).
 */
export function requireCatalog(
  world: World,
  catalog: CloudResource | undefined,
  attempt: string,
  name: string,
): asserts catalog is CloudResource {
  if (catalog === undefined) throw missing(attempt, "Catalog", name);
  const left = catalog.effectiveAt - world.clock.now();
  if (left <= 0) return;
  throw new DatabricksError(
    attempt,
    left > world.late.metastore / 2
      ? `Catalog '${name}' is not accessible in current workspace`
      : `User does not have USE CATALOG on Catalog '${name}'.`,
  );
}

/**
 * What was created a moment ago may not be visible yet, which reads the same as if it did not exist
 * (databricks/terraform-provider-databricks#4788).
 */
export function requireVisible(
  world: World,
  resource: CloudResource | undefined,
  attempt: string,
  kind: string,
  name: string,
): asserts resource is CloudResource {
  if (resource === undefined || resource.effectiveAt > world.clock.now()) throw missing(attempt, kind, name);
}

/** The credential's identity must have its role on the account by now (databricks/cli#1063). */
export function requireAccess(world: World, home: string, inputs: Properties, attempt: string): void {
  const url = requireText(inputs, "url");
  const credential = world.state.find(home, CREDENTIAL, requireText(inputs, "credentialName"));
  const connectorId = requireText(
    record(credential?.inputs ?? {}, "azureManagedIdentity"),
    "accessConnectorId",
  );
  const principal = text(record(world.state.at(connectorId)?.outputs ?? {}, "identity"), "principalId");
  const name = /@([^.]+)\.dfs\./.exec(url)?.[1];
  const account = world.state
    .resources(STORAGE_ACCOUNT)
    .find((each) => each.home === AZURE && each.outputs["name"] === name);
  const mayWrite = principal !== undefined && account !== undefined;
  if (mayWrite && hasRole(world, principal, BLOB_DATA_CONTRIBUTOR, account.id)) return;
  throw new DatabricksError(
    attempt,
    `The contributor role on the storage account is not set or Managed Identity does not have READ permissions on url ${url}. Please contact your account admin to update the storage credential.`,
  );
}

function missing(attempt: string, kind: string, name: string): Error {
  return new DatabricksError(attempt, `${kind} '${name}' does not exist.`);
}
