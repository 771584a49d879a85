/** Inputs of a resource, as the program declared them. */
type Inputs = Readonly<Record<string, unknown>>;

/**
 * A kind of object that a create may leave in Databricks without the stack's knowledge: the first request had its effect,
 * and its answer, which the provider takes the id from, did not come or was an error. Whatever fails after that is told
 * with the id, and the next `pulumi up` goes on.
 */
export interface Orphan {
  /** Pulumi's type. */
  readonly type: string;
  readonly called: string;
  /** What the next create meets, which is how it is noticed; without it a second object is made. */
  readonly meets?: RegExp;
  /** The same as the guide shows it. */
  readonly shown: string;
  /** Command of the Databricks CLI that deletes it. */
  readonly deletion: (inputs: Inputs) => string;
}

const named = ({ name }: Inputs): string => String(name);

/** Every kind; notebooks, the folder, secrets and grants are not here, because creating them again is no error. */
export const orphans: readonly Orphan[] = [
  {
    type: "databricks:index/storageCredential:StorageCredential",
    called: "storage credential",
    meets: /Storage Credential '[^']+' already exists/,
    shown: "Storage Credential '…' already exists",
    deletion: (inputs) => `databricks storage-credentials delete ${named(inputs)} --force`,
  },
  {
    type: "databricks:index/externalLocation:ExternalLocation",
    called: "external location",
    meets: /External Location '[^']+' already exists/,
    shown: "External Location '…' already exists",
    deletion: (inputs) => `databricks external-locations delete ${named(inputs)} --force`,
  },
  {
    type: "databricks:index/catalog:Catalog",
    called: "catalog",
    // The provider deletes the schema `default` before it tells the id (catalog/resource_catalog.go in its source).
    meets: /Catalog '[^']+' already exists|cannot remove new catalog default schema/,
    shown: "Catalog '…' already exists; cannot remove new catalog default schema",
    deletion: (inputs) => `databricks catalogs delete ${named(inputs)} --force`,
  },
  {
    type: "databricks:index/schema:Schema",
    called: "schema",
    meets: /Schema '[^']+' already exists/,
    shown: "Schema '…' already exists",
    deletion: (inputs) =>
      `databricks schemas delete ${String(inputs["catalogName"])}.${named(inputs)} --force`,
  },
  {
    type: "databricks:index/volume:Volume",
    called: "volume",
    meets: /Volume '[^']+' already exists/,
    shown: "Volume '…' already exists",
    deletion: (inputs) =>
      `databricks volumes delete ${[inputs["catalogName"], inputs["schemaName"], inputs["name"]].join(".")}`,
  },
  {
    type: "databricks:index/secretScope:SecretScope",
    called: "secret scope",
    meets: /Scope \S+ already exists/,
    shown: "Scope … already exists",
    deletion: (inputs) => `databricks secrets delete-scope ${named(inputs)}`,
  },
  {
    type: "databricks:index/sqlEndpoint:SqlEndpoint",
    called: "SQL warehouse",
    // databricks/terraform-provider-databricks#4750
    meets: /SQL warehouse with name `[^`]+` already exists/,
    shown: "SQL warehouse with name … already exists",
    deletion: () => "databricks warehouses delete ID",
  },
  {
    type: "databricks:index/dashboard:Dashboard",
    called: "dashboard",
    meets: /Node named '[^']+' already exists/,
    shown: "Node named '….lvdash.json' already exists",
    deletion: ({ parentPath, displayName }) =>
      `databricks workspace delete "${String(parentPath)}/${String(displayName)}.lvdash.json"`,
  },
  {
    type: "databricks:index/job:Job",
    called: "job",
    shown: "nothing: there are two jobs of the same name, and both may run",
    deletion: () => "databricks jobs delete ID",
  },
];

/** Where an id is shown that a deletion wants. */
const listings: Readonly<Record<string, string>> = {
  "databricks warehouses delete ID": "databricks warehouses list",
  "databricks jobs delete ID": "databricks jobs list",
};

/** @returns the command, in Markdown, and before it the one that shows the id it wants. */
export function deletionOf(orphan: Orphan, inputs: Inputs): string {
  const deletion = orphan.deletion(inputs);
  const listing = listings[deletion];
  return listing === undefined ? `\`${deletion}\`` : `\`${deletion}\` (\`${listing}\` shows the ID)`;
}

/**
 * @param error what the create of a resource of this type ended with, and has not told an id with.
 * @returns how the coach gets on; undefined where nothing speaks for an orphan.
 */
export function orphanAdvice(type: string, inputs: Inputs, error: string): string | undefined {
  const orphan = orphans.find((each) => each.type === type);
  if (orphan === undefined || orphan.meets?.test(error) === false) return undefined;
  const deletion = deletionOf(orphan, inputs);
  return orphan.meets === undefined
    ? `Databricks may have created the ${orphan.called} all the same: delete it with ${deletion} before you run \`pulumi up\` again, or there will be two.`
    : `A ${orphan.called} is there that this stack does not know, left by a create that was cut short: delete it with ${deletion}, then run \`pulumi up\` again.`;
}

/** Databricks' names of what is bound to a workspace, by Pulumi's type. */
const bindable: Readonly<Record<string, string>> = {
  "databricks:index/storageCredential:StorageCredential": "storage_credential",
  "databricks:index/externalLocation:ExternalLocation": "external_location",
  "databricks:index/catalog:Catalog": "catalog",
};

/** @returns the command of the Databricks CLI that lets a workspace see what is isolated. */
function bindingOf(securable: string, name: string): string {
  const binding = '{"add": [{"workspace_id": ID, "binding_type": "BINDING_TYPE_READ_WRITE"}]}';
  return `databricks workspace-bindings update-bindings ${securable} ${name} --json '${binding}'`;
}

/**
 * What is known to the stack and was created in part is updated by the next `pulumi up`, with the inputs it has: an
 * object that was isolated but not bound to its workspace is not bound by that (`HasChangeExcept` in the provider's
 * catalog/*.go) and cannot be read, and a secret or its scope cannot be updated at all (terraform-plugin-sdk).
 *
 * @param error what the update of a resource of this type ended with.
 * @returns how the coach gets on; undefined where nothing speaks for a create that was cut short.
 */
export function updateAdvice(type: string, inputs: Inputs, error: string): string | undefined {
  if (error.includes("doesn't support update")) {
    return "It was created, and only reading it back failed: run `pulumi refresh`, then `pulumi up` again.";
  }
  const securable = bindable[type];
  if (securable === undefined || !/'[^']+' is not accessible in current workspace/.test(error))
    return undefined;
  const command = bindingOf(securable, named(inputs));
  return `A create was cut short before it bound this to its workspace: bind it with \`${command}\` (ID is the number after adb- in the workspace's address), then run \`pulumi up\` again.`;
}
