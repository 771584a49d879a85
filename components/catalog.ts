import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { AccessConnector, getAccessConnectorOutput } from "@pulumi/azure-native/databricks";
import * as databricks from "@pulumi/databricks/catalog";
import { ExternalLocation } from "@pulumi/databricks/externalLocation";
import { Grant } from "@pulumi/databricks/grant";
import type { Provider } from "@pulumi/databricks/provider";
import { Schema } from "@pulumi/databricks/schema";
import { StorageCredential } from "@pulumi/databricks/storageCredential";
import { Volume } from "@pulumi/databricks/volume";
import * as pulumi from "@pulumi/pulumi";
import { failureHook } from "./failureHook";

/** Built-in role Storage Blob Data Contributor. */
const BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

/**
 * Everyone in the account. The catalog is bound to its workspace, so that this is everyone who may enter it;
 * a workspace's own groups cannot be granted anything in Unity Catalog.
 */
const EVERYONE = "account users";

/** Arguments of {@link Catalog}. */
export interface CatalogArgs {
  /** Name of the team's resource group. */
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly accessConnectorName: pulumi.Input<string>;
  /** ARM id of the lake's storage account. */
  readonly lakeAccountId: pulumi.Input<string>;
  /** Root of the lake's container, `abfss://…`. */
  readonly lakeUrl: pulumi.Input<string>;
  /** Name of catalog, storage credential and external location: unique in the region's metastore. */
  readonly catalogName: pulumi.Input<string>;
  /**
   * Who besides its creator may change and delete what lies in the metastore: a group, user or service principal of the
   * Databricks account; undefined: nobody.
   * @example "hackathon coaches"
   */
  readonly coaches: string | undefined;
  /** Provider of the team's workspace. */
  readonly provider: Provider;
  readonly tags: Record<string, string>;
  /** Whose removal takes the access connector along. */
  readonly deletedWith: pulumi.Resource;
}

/**
 * What lets Databricks keep tables on the team's lake: an identity that may write there, and a catalog,
 * schema and volume on it that everyone in the workspace may query and write.
 *
 * They lie in a metastore that outlives the workspace, so they are deleted for themselves, before it.
 */
export class Catalog extends pulumi.ComponentResource {
  /** Full name, `CATALOG.SCHEMA`. */
  readonly schema: pulumi.Output<string>;
  readonly catalogName: pulumi.Output<string>;
  readonly schemaName: pulumi.Output<string>;
  /** Folder of the volume for checkpoints. */
  readonly volumePath: pulumi.Output<string>;

  constructor(name: string, args: CatalogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("clickstream:challenge:Catalog", name, {}, opts);
    const inWorkspace = {
      parent: this,
      provider: args.provider,
      hooks: { onError: [failureHook(`${name}-retry`)] },
    };
    const { connector, role } = createIdentity(name, args, { parent: this });
    const { credential, location } = createExternalLocation(name, args, { connector, role }, inWorkspace);
    const catalog = new databricks.Catalog(
      `${name}-catalog`,
      {
        name: args.catalogName,
        comment: "Clickstream challenge",
        // A metastore that Azure made has no storage of its own. From the address that was asked for: the location's
        // output ends with a slash (databricks/terraform-provider-databricks#2921). Of two slashes in a row a service
        // may keep one, which the next update takes for a change that replaces the catalog and all its tables.
        storageRoot: pulumi.interpolate`${args.lakeUrl}/catalog`,
        isolationMode: "ISOLATED",
        forceDestroy: true,
      },
      // The root lies in the location, of which it takes no output.
      { ...inWorkspace, dependsOn: [location] },
    );
    const schema = new Schema(
      `${name}-schema`,
      { catalogName: catalog.name, name: "clickstream", forceDestroy: true },
      inWorkspace,
    );
    const volume = new Volume(
      `${name}-checkpoints`,
      { catalogName: catalog.name, schemaName: schema.name, name: "checkpoints", volumeType: "MANAGED" },
      inWorkspace,
    );
    grantEveryone(name, catalog, schema, inWorkspace);
    if (args.coaches !== undefined) {
      grantCoaches(name, args.coaches, { credential, location, catalog }, inWorkspace);
    }
    this.schema = schema.id;
    this.catalogName = catalog.name;
    this.schemaName = schema.name;
    this.volumePath = volume.volumePath;
    this.registerOutputs({ schema: this.schema, volumePath: this.volumePath });
  }
}

/** The identity with which Unity Catalog reaches the lake, and its right to. */
function createIdentity(
  name: string,
  args: CatalogArgs,
  opts: pulumi.CustomResourceOptions,
): { connector: AccessConnector; role: RoleAssignment } {
  const hooks = { onError: [failureHook(`${name}-role-retry`)] };
  const connector = new AccessConnector(
    `${name}-connector`,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      connectorName: args.accessConnectorName,
      identity: { type: "SystemAssigned" },
      tags: args.tags,
    },
    { ...opts, deletedWith: args.deletedWith, hooks },
  );
  const role = new RoleAssignment(
    `${name}-role`,
    {
      scope: args.lakeAccountId,
      principalId: principalOf(args.resourceGroupName, connector),
      // The SDK's default, User, is refused for an identity that was just made.
      principalType: "ServicePrincipal",
      roleDefinitionId: roleDefinition(args.lakeAccountId, BLOB_DATA_CONTRIBUTOR),
    },
    { ...opts, hooks },
  );
  return { connector, role };
}

/**
 * The connector's identity, asked for by name: the resource's own output counts as unknown in the preview of
 * any change to the connector, a tag's too, and the role assignment would seem to be replaced.
 */
function principalOf(
  resourceGroupName: pulumi.Input<string>,
  connector: AccessConnector,
): pulumi.Output<string> {
  const found = getAccessConnectorOutput({ resourceGroupName, connectorName: connector.name });
  return found.apply(({ identity }) => identity?.principalId ?? "");
}

/** Where tables may lie, and what opens it. */
interface Storage {
  readonly credential: StorageCredential;
  readonly location: ExternalLocation;
}

/** The lake as Unity Catalog knows it: a credential, and the place that it opens. */
function createExternalLocation(
  name: string,
  args: CatalogArgs,
  { connector, role }: { connector: AccessConnector; role: RoleAssignment },
  opts: pulumi.CustomResourceOptions,
): Storage {
  const credential = new StorageCredential(
    `${name}-credential`,
    {
      name: args.catalogName,
      azureManagedIdentity: { accessConnectorId: connector.id },
      isolationMode: "ISOLATION_MODE_ISOLATED",
      forceDestroy: true,
    },
    opts,
  );
  const location = new ExternalLocation(
    `${name}-location`,
    {
      name: args.catalogName,
      url: args.lakeUrl,
      credentialName: credential.name,
      isolationMode: "ISOLATION_MODE_ISOLATED",
      // File events would need rights on queues and Event Grid besides.
      enableFileEvents: false,
      // The role may not hold yet; what uses the location meets that with its own retries.
      skipValidation: true,
      forceDestroy: true,
    },
    // The connector reaches the lake only with its role, of which no output tells.
    { ...opts, dependsOn: [role] },
  );
  return { credential, location };
}

/**
 * Everyone who may enter the workspace may query and write the schema, and add tables of their own.
 *
 * `Grant` is one principal's rights and leaves those of others, which people give by hand, alone. Stacks of an earlier
 * program have `Grants` under the same names, all rights on the object, whose deletion takes all of them away. As the
 * same resource under another type it is deleted before the right is given again, and not at the end of the update.
 */
function grantEveryone(
  name: string,
  catalog: databricks.Catalog,
  schema: Schema,
  opts: pulumi.CustomResourceOptions,
): void {
  const once = { ...opts, aliases: [{ type: "databricks:index/grants:Grants" }], deleteBeforeReplace: true };
  new Grant(
    `${name}-catalog-grants`,
    { catalog: catalog.name, principal: EVERYONE, privileges: ["USE_CATALOG"] },
    { ...once, deletedWith: catalog },
  );
  const privileges = ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE", "READ_VOLUME", "WRITE_VOLUME"];
  new Grant(
    `${name}-schema-grants`,
    { schema: schema.id, principal: EVERYONE, privileges },
    { ...once, deletedWith: schema },
  );
}

/**
 * Whoever creates these owns them, and nobody else may change or delete them. Not given as `owner`: an object has one,
 * and the provider goes on with calls that a creator who has given it away may be refused (a PATCH of the owner, then
 * one of the bindings: catalog/resource_catalog.go in terraform-provider-databricks).
 *
 * Each goes with what it is on. Deleted before, it would leave a coach who did not create that without the right to.
 */
function grantCoaches(
  name: string,
  principal: string,
  { credential, location, catalog }: Storage & { readonly catalog: databricks.Catalog },
  opts: pulumi.CustomResourceOptions,
): void {
  // All privileges do not include the right to manage.
  const given = { principal, privileges: ["ALL_PRIVILEGES", "MANAGE"] };
  new Grant(
    `${name}-credential-coaches`,
    { storageCredential: credential.name, ...given },
    { ...opts, deletedWith: credential },
  );
  new Grant(
    `${name}-location-coaches`,
    { externalLocation: location.name, ...given },
    { ...opts, deletedWith: location },
  );
  new Grant(
    `${name}-catalog-coaches`,
    { catalog: catalog.name, ...given },
    { ...opts, deletedWith: catalog },
  );
}

/** @returns the ARM id of a built-in role in the subscription that a resource lies in. */
export function roleDefinition(resourceId: pulumi.Input<string>, role: string): pulumi.Output<string> {
  return pulumi
    .output(resourceId)
    .apply(
      (id) =>
        `/subscriptions/${id.split("/")[2] ?? ""}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    );
}
