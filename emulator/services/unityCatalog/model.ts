import { randomUUID } from "node:crypto";
import type { Properties } from "../../core/cloudApi";
import type { CloudResource } from "../../core/cloudState";
import { DatabricksError } from "../../core/errors";
import type { World } from "../../core/model";
import { CREDENTIAL, requireAccess, requireCatalog, requireMetastore, requireVisible } from "./propagation";
import { ownedModel, requirePrivilege } from "./privileges";
import { record, requireText, text } from "../../core/properties";
import { regionOf } from "../workspaces/model";

export const LOCATION = "databricks:index/externalLocation:ExternalLocation";
export const CATALOG = "databricks:index/catalog:Catalog";
export const SCHEMA = "databricks:index/schema:Schema";
export const VOLUME = "databricks:index/volume:Volume";

/** An access connector's identity, known to the metastore. */
export const storageCredential = ownedModel({
  type: CREDENTIAL,
  replaces: ["name"],
  id: (inputs) => requireText(inputs, "name"),
  accept: (world, home, inputs, attempt) => {
    requireMetastore(world, attempt, "CREATE STORAGE CREDENTIAL");
    refuseTaken(world, home, CREDENTIAL, "Storage Credential", requireText(inputs, "name"), attempt);
    const id = requireText(record(inputs, "azureManagedIdentity"), "accessConnectorId");
    const connector = world.state.at(id);
    if (connector !== undefined && connector.effectiveAt <= world.clock.now()) return;
    // databricks/terraform-provider-databricks#5768: said of a connector that is not there, too.
    throw new DatabricksError(
      attempt,
      `Registering a credential requires the contributor role over the corresponding access connector with ID ${id}.`,
    );
  },
  refuseRemoval: (world, credential, attempt) =>
    refuseInUse(world, credential, attempt, LOCATION, (user) => user["credentialName"] === credential.id),
  outputs: (inputs, _, workspace, before) => ({
    storageCredentialId: before?.outputs["storageCredentialId"] ?? randomUUID(),
    isolationMode: inputs["isolationMode"] ?? "ISOLATION_MODE_OPEN",
    metastoreId: metastoreId(workspace),
  }),
});

/** A path that the credential may be used for; no two may overlap. */
export const externalLocation = ownedModel({
  type: LOCATION,
  replaces: ["name"],
  id: (inputs) => requireText(inputs, "name"),
  accept: (world, home, inputs, attempt) => {
    requireMetastore(world, attempt, "CREATE EXTERNAL LOCATION");
    refuseTaken(world, home, LOCATION, "External Location", requireText(inputs, "name"), attempt);
    refuseOverlap(world, home, inputs, attempt);
    const name = requireText(inputs, "credentialName");
    const credential = find(world, home, CREDENTIAL, name);
    requireVisible(world, credential, attempt, "Storage Credential", name);
    requirePrivilege(world, credential, "CREATE_EXTERNAL_LOCATION", attempt);
    if (inputs["skipValidation"] !== true) requireAccess(world, home, inputs, attempt);
  },
  acceptUpdate: (world, location, inputs, attempt) => {
    // The provider sends the address as it came back, with a slash at its end.
    if (asFolder(requireText(location.inputs, "url")) === asFolder(requireText(inputs, "url"))) return;
    refuseOverlap(world, location.home, inputs, attempt, location);
    if (inputs["forceUpdate"] === true) return;
    refuseInUse(world, location, attempt, CATALOG, (user) => covers(location.inputs, user));
  },
  refuseRemoval: (world, location, attempt) =>
    refuseInUse(world, location, attempt, CATALOG, (user) => covers(location.inputs, user)),
  outputs: (inputs, _, workspace, before) => ({
    // As the service answers it, whether it was asked for so or not: databricks/terraform-provider-databricks#2921.
    url: asFolder(requireText(inputs, "url")),
    credentialId: before?.outputs["credentialId"] ?? randomUUID(),
    isolationMode: inputs["isolationMode"] ?? "ISOLATION_MODE_OPEN",
    metastoreId: metastoreId(workspace),
    createdAt: before?.outputs["createdAt"] ?? Date.now(),
  }),
});

/** A catalog; the regional metastore has no storage, so it must bring its own. */
export const catalog = ownedModel({
  type: CATALOG,
  replaces: ["storageRoot", "shareName", "providerName", "connectionName"],
  id: (inputs) => requireText(inputs, "name"),
  accept: (world, home, inputs, attempt) => {
    requireMetastore(world, attempt, "CREATE CATALOG");
    refuseTaken(world, home, CATALOG, "Catalog", requireText(inputs, "name"), attempt);
    const root = text(inputs, "storageRoot");
    if (root === undefined) {
      // learn.microsoft.com/azure/databricks/catalogs/create-catalog: metastores that Azure created.
      throw new DatabricksError(
        attempt,
        "Metastore storage root URL does not exist. Please provide a storage location for the catalog (for example 'CREATE CATALOG myCatalog MANAGED LOCATION '<location-path>').",
      );
    }
    const location = world.state
      .resources(LOCATION)
      .find((each) => each.home === home && covers(each.inputs, inputs));
    if (location === undefined) {
      throw new DatabricksError(
        attempt,
        `No parent external location was found for path '${root}'. Please create an external location on one of the parent paths and then retry the query or command again.`,
      );
    }
    requirePrivilege(world, location, "CREATE_MANAGED_STORAGE", attempt);
    requireAccess(world, home, { ...location.inputs, url: root }, attempt);
  },
  acceptUpdate: refuseRename,
  refuseRemoval: (world, owner, attempt) => refuseNotEmpty(world, owner, attempt, SCHEMA, "Catalog"),
  outputs: (inputs, id, workspace, before) => ({
    fullName: id,
    catalogType: "MANAGED_CATALOG",
    securableType: "CATALOG",
    metastoreId: metastoreId(workspace),
    isolationMode: inputs["isolationMode"] ?? "OPEN",
    storageRoot: asPath(requireText(inputs, "storageRoot")),
    storageLocation: `${asPath(requireText(inputs, "storageRoot")).replace(/\/$/, "")}/__unitystorage/catalogs/${id}`,
    createdAt: before?.outputs["createdAt"] ?? Date.now(),
  }),
});

/** A schema; its id is its full name. */
export const schema = ownedModel({
  type: SCHEMA,
  replaces: ["name", "catalogName", "storageRoot"],
  id: (inputs) => `${requireText(inputs, "catalogName")}.${requireText(inputs, "name")}`,
  accept: (world, home, inputs, attempt) => {
    const parent = requireText(inputs, "catalogName");
    const holder = find(world, home, CATALOG, parent);
    requireCatalog(world, holder, attempt, parent);
    requirePrivilege(world, holder, "CREATE_SCHEMA", attempt);
    refuseTaken(world, home, SCHEMA, "Schema", `${parent}.${requireText(inputs, "name")}`, attempt);
  },
  refuseRemoval: (world, owner, attempt) => refuseNotEmpty(world, owner, attempt, VOLUME, "Schema"),
  outputs: (_, id, workspace, before) => ({
    schemaId: before?.outputs["schemaId"] ?? randomUUID(),
    metastoreId: metastoreId(workspace),
    id,
  }),
});

/** A folder under the catalog's rights. */
export const volume = ownedModel({
  type: VOLUME,
  replaces: ["catalogName", "schemaName", "storageLocation", "volumeType"],
  id: (inputs) =>
    `${requireText(inputs, "catalogName")}.${requireText(inputs, "schemaName")}.${requireText(inputs, "name")}`,
  accept: (world, home, inputs, attempt) => {
    const parent = `${requireText(inputs, "catalogName")}.${requireText(inputs, "schemaName")}`;
    const holder = find(world, home, SCHEMA, parent);
    requireVisible(world, holder, attempt, "Schema", parent);
    requirePrivilege(world, holder, "CREATE_VOLUME", attempt);
    refuseTaken(world, home, VOLUME, "Volume", `${parent}.${requireText(inputs, "name")}`, attempt);
  },
  acceptUpdate: refuseRename,
  outputs: (_, id) => ({ volumePath: `/Volumes/${id.split(".").join("/")}` }),
});

/** The provider renames in place; nothing here needs it, and every name below would follow. */
function refuseRename(_: World, resource: CloudResource, inputs: Properties, attempt: string): void {
  if (inputs["name"] === resource.inputs["name"]) return;
  throw new DatabricksError(
    attempt,
    `renaming ${resource.id} to ${String(inputs["name"])} is not supported by the emulator: declare a new one`,
  );
}

function find(world: World, home: string, type: string, id: string): CloudResource | undefined {
  return world.state.find(home, type, id);
}

function metastoreId(workspace: CloudResource): string {
  return `metastore-${regionOf(workspace)}`;
}

function refuseTaken(
  world: World,
  home: string,
  type: string,
  kind: string,
  id: string,
  attempt: string,
): void {
  if (find(world, home, type, id) === undefined) return;
  throw new DatabricksError(attempt, `${kind} '${id}' already exists`);
}

/** A path as a file system keeps it: slashes in a row are one. */
function asPath(url: string): string {
  return url.replace(/(?<!:)\/{2,}/g, "/");
}

/** An external location may contain nothing of another and lie in none: Unity Catalog's LOCATION_OVERLAP. */
function refuseOverlap(
  world: World,
  home: string,
  inputs: Properties,
  attempt: string,
  self?: CloudResource,
): void {
  const url = requireText(inputs, "url");
  const other = world.state
    .resources(LOCATION)
    .find(
      (each) =>
        each.home === home &&
        each.id !== self?.id &&
        (inside(url, requireText(each.inputs, "url")) || inside(requireText(each.inputs, "url"), url)),
    );
  if (other === undefined) return;
  throw new DatabricksError(
    attempt,
    `Input path url '${url}' overlaps with other external locations. Conflicting location: '${other.id}' (${requireText(other.inputs, "url")}).`,
  );
}

function inside(url: string, root: string): boolean {
  return asFolder(url).startsWith(asFolder(root));
}

/** A path with one slash at its end. */
function asFolder(url: string): string {
  return `${url.replace(/\/+$/, "")}/`;
}

/** Whether a catalog's root lies in this external location. */
function covers(location: Properties, owner: Properties): boolean {
  const root = text(owner, "storageRoot");
  return root !== undefined && inside(root, requireText(location, "url"));
}

function refuseInUse(
  world: World,
  resource: CloudResource,
  attempt: string,
  type: string,
  uses: (inputs: Properties) => boolean,
): void {
  if (resource.inputs["forceDestroy"] === true) return;
  const users = world.state
    .resources(type)
    .filter((each) => each.home === resource.home && uses(each.inputs));
  if (users.length === 0) return;
  throw new DatabricksError(
    attempt,
    `'${resource.id}' cannot be changed or deleted because it is used by ${users.map(({ id }) => `'${id}'`).join(", ")}. Use the force option to do so nevertheless.`,
  );
}

function refuseNotEmpty(
  world: World,
  owner: CloudResource,
  attempt: string,
  type: string,
  kind: string,
): void {
  if (owner.inputs["forceDestroy"] === true) return;
  if (!world.state.within(owner).some((each) => each.type === type)) return;
  throw new DatabricksError(
    attempt,
    `${kind} '${owner.id}' is not empty. The ${kind.toLowerCase()} has one or more objects in it; use forceDestroy.`,
  );
}
