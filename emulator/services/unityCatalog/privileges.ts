import type { CloudResource } from "../../core/cloudState";
import { DatabricksError } from "../../core/errors";
import type { Identity, World } from "../../core/model";
import { isObject, records, requireText, texts } from "../../core/properties";
import { catalogModel, OWNER, type DatabricksType } from "../databricks";
import type { Model } from "../../core/model";

/*
 * Who may do what with an object of Unity Catalog: its owner, who is whoever created it, and whoever was granted a
 * privilege on it or on what holds it (learn.microsoft.com/azure/databricks/data-governance/unity-catalog/manage-privileges).
 * That page says of MANAGE that it lets its holder change, delete and grant, and that ALL PRIVILEGES does not include it.
 */

export const GRANTS = "databricks:index/grants:Grants";

/** Hidden property of an object: the privileges on it, by principal. */
const GRANTED = "granted";

/** The group that everybody in the account is in. */
const EVERYONE = "account users";

/** What refusals call the types. */
const called: Readonly<Record<string, string>> = {
  "databricks:index/catalog:Catalog": "Catalog",
  "databricks:index/schema:Schema": "Schema",
  "databricks:index/volume:Volume": "Volume",
  "databricks:index/externalLocation:ExternalLocation": "External Location",
  "databricks:index/storageCredential:StorageCredential": "Storage Credential",
};

/** Whose privileges are in question, and where they are. */
type Asking = Pick<World, "state"> & { readonly identity: Pick<Identity, "userName" | "groups"> };

type Privileges = Readonly<Record<string, readonly string[]>>;

/** @returns the privileges on an object, by principal. */
export function privilegesOn(world: Pick<World, "state">, { type, id, home }: CloudResource): Privileges {
  const current = world.state.find(home, type, id);
  const granted = current?.hidden[GRANTED];
  if (isObject(granted)) return granted as Privileges;
  // A state that an earlier emulator saved tells them by what was declared alone.
  const declared = world.state.find(home, GRANTS, `${kindOf(type)}/${id}`);
  const entries = records(declared?.inputs ?? {}, "grants").map((grant) => [
    requireText(grant, "principal"),
    texts(grant, "privileges"),
  ]);
  return Object.fromEntries(entries) as Privileges;
}

/** Changes the privileges of the principals that are named; nothing left takes a principal's away. */
export function grantOn(
  world: Pick<World, "state">,
  { type, id, home }: CloudResource,
  changed: Privileges,
): void {
  const current = world.state.find(home, type, id);
  if (current === undefined) return;
  const all = Object.entries({ ...privilegesOn(world, current), ...changed });
  const left = Object.fromEntries(all.filter(([, privileges]) => privileges.length > 0));
  world.state.put({ ...current, hidden: { ...current.hidden, [GRANTED]: left } });
}

/** `storage_credential`, as the provider names the kind in the id of a grant. */
export function kindOf(type: string): string {
  const name = type.slice(type.lastIndexOf(":") + 1);
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
}

/** @throws what Unity Catalog answers somebody who has not got the privilege. */
export function requirePrivilege(
  world: Asking,
  object: CloudResource,
  privilege: string,
  attempt: string,
): void {
  if (holds(world, object, privilege)) return;
  // AbhiDatabricks/databricks-uc-quickstart#32 has the texts for all three.
  const wanted =
    privilege === "MANAGE" && called[object.type] === "Catalog" ? "MANAGE and USE CATALOG" : privilege;
  throw new DatabricksError(
    attempt,
    `User does not have ${wanted.replaceAll("_", " ")} on ${called[object.type] ?? object.type} '${object.id}'.`,
  );
}

/** Whether the caller is shown an object in a list: only those are, who have some privilege on it. */
export function isShown(world: Asking, object: CloudResource): boolean {
  const me = principalsOf(world);
  return holds(world, object, "MANAGE") || me.some((principal) => principal in privilegesOn(world, object));
}

function principalsOf({ identity }: Asking): readonly string[] {
  return [identity.userName, ...identity.groups, EVERYONE];
}

/** Whether the caller has a privilege on an object. */
export function holds(world: Asking, object: CloudResource, privilege: string): boolean {
  const owner = object.hidden[OWNER] ?? world.identity.userName;
  if (owner === world.identity.userName) return true;
  const me = principalsOf(world);
  const implied = privilege === "MANAGE" ? ["MANAGE"] : [privilege, "ALL_PRIVILEGES"];
  const privileges = privilegesOn(world, object);
  if (me.some((principal) => implied.some((each) => privileges[principal]?.includes(each)))) return true;
  const holder = holderOf(world, object);
  return holder !== undefined && holds(world, holder, privilege);
}

/** The schema of a volume, the catalog of a schema. */
function holderOf(world: Asking, { home, id }: CloudResource): CloudResource | undefined {
  const parent = id.split(".").slice(0, -1);
  const type = ["", "databricks:index/catalog:Catalog", "databricks:index/schema:Schema"][parent.length];
  return type ? world.state.find(home, type, parent.join(".")) : undefined;
}

/** The model of an object that only who may manage it changes and deletes. */
export function ownedModel(type: DatabricksType): Model {
  return catalogModel({
    ...type,
    acceptUpdate: (world, resource, inputs, attempt) => {
      requirePrivilege(world, resource, "MANAGE", attempt);
      type.acceptUpdate?.(world, resource, inputs, attempt);
    },
    refuseRemoval: (world, resource, attempt) => {
      requirePrivilege(world, resource, "MANAGE", attempt);
      type.refuseRemoval?.(world, resource, attempt);
    },
  });
}
