import type { Properties } from "../../core/cloudApi";
import type { CloudResource } from "../../core/cloudState";
import type { World } from "../../core/model";
import { records, requireText, text, texts } from "../../core/properties";
import { catalogModel } from "../databricks";
import { grantOn, GRANTS, kindOf, privilegesOn, requirePrivilege } from "./privileges";
import { requireCatalog, requireVisible } from "./propagation";

/** Inputs that name what a right is about, the type that each names, and what Unity Catalog calls it. */
const securables = {
  catalog: { type: "databricks:index/catalog:Catalog", called: "Catalog" },
  schema: { type: "databricks:index/schema:Schema", called: "Schema" },
  volume: { type: "databricks:index/volume:Volume", called: "Volume" },
  externalLocation: {
    type: "databricks:index/externalLocation:ExternalLocation",
    called: "External Location",
  },
  storageCredential: {
    type: "databricks:index/storageCredential:StorageCredential",
    called: "Storage Credential",
  },
} as const;

type Securable = keyof typeof securables;

/**
 * All rights on one securable: what is not named is taken away, and deleting it takes all away (`replaceAllPermissions`
 * in terraform-provider-databricks, catalog/resource_grants.go).
 */
export const grants = catalogModel({
  type: GRANTS,
  replaces: Object.keys(securables),
  id: idOf,
  accept: (world, home, inputs, attempt) => {
    const object = requireSecurable(world, home, inputs, attempt);
    replaceAll(world, object, inputs);
  },
  acceptUpdate: (world, { home }, inputs, attempt) => {
    replaceAll(world, requireSecurable(world, home, inputs, attempt), inputs);
  },
  refuseRemoval: (world, { home, inputs }, attempt) => void requireSecurable(world, home, inputs, attempt),
  leave: (world, { home, inputs }) => {
    const object = securableOf(world, home, inputs);
    if (object !== undefined) replaceAll(world, object, {});
  },
  observe: (world, resource) => {
    const object = securableOf(world, resource.home, resource.inputs);
    const all = object === undefined ? [] : Object.entries(privilegesOn(world, object));
    if (all.length === 0) return undefined;
    const seen = { grants: all.map(([principal, privileges]) => ({ principal, privileges })) };
    return { inputs: { ...resource.inputs, ...seen }, outputs: { ...resource.outputs, ...seen } };
  },
});

/** One principal's rights on one securable (catalog/resource_grant.go there): those of others stay as they are. */
export const grant = catalogModel({
  type: "databricks:index/grant:Grant",
  replaces: [...Object.keys(securables), "principal"],
  id: (inputs) => `${idOf(inputs)}/${requireText(inputs, "principal")}`,
  accept: (world, home, inputs, attempt) => {
    grantOn(world, requireSecurable(world, home, inputs, attempt), ofPrincipal(inputs));
  },
  acceptUpdate: (world, { home }, inputs, attempt) => {
    grantOn(world, requireSecurable(world, home, inputs, attempt), ofPrincipal(inputs));
  },
  refuseRemoval: (world, { home, inputs }, attempt) => void requireSecurable(world, home, inputs, attempt),
  leave: (world, { home, inputs }) => {
    const object = securableOf(world, home, inputs);
    if (object !== undefined) grantOn(world, object, { [requireText(inputs, "principal")]: [] });
  },
  observe: (world, resource) => {
    const object = securableOf(world, resource.home, resource.inputs);
    const privileges = object && privilegesOn(world, object)[requireText(resource.inputs, "principal")];
    return (
      privileges && {
        inputs: { ...resource.inputs, privileges },
        outputs: { ...resource.outputs, privileges },
      }
    );
  },
});

function ofPrincipal(inputs: Properties): Record<string, string[]> {
  return { [requireText(inputs, "principal")]: texts(inputs, "privileges") };
}

function replaceAll(world: World, object: CloudResource, inputs: Properties): void {
  const none = Object.keys(privilegesOn(world, object)).map((principal) => [principal, []]);
  const wanted = records(inputs, "grants").map((each) => Object.entries(ofPrincipal(each)));
  grantOn(world, object, Object.fromEntries([...none, ...wanted.flat()]) as Record<string, string[]>);
}

function kindIn(inputs: Properties): readonly [kind: Securable, name: string] {
  for (const kind of Object.keys(securables) as Securable[]) {
    const name = text(inputs, kind);
    if (name !== undefined) return [kind, name];
  }
  throw new Error(`grants need one of ${Object.keys(securables).join(", ")}`);
}

function idOf(inputs: Properties): string {
  const [kind, name] = kindIn(inputs);
  return `${kindOf(securables[kind].type)}/${name}`;
}

function securableOf(world: World, home: string, inputs: Properties): CloudResource | undefined {
  const [kind, name] = kindIn(inputs);
  return world.state.find(home, securables[kind].type, name);
}

/** @returns what the right is about. @throws where it is not there, or the caller may not give rights on it. */
function requireSecurable(world: World, home: string, inputs: Properties, attempt: string): CloudResource {
  const [kind, name] = kindIn(inputs);
  const { called } = securables[kind];
  const found = securableOf(world, home, inputs);
  if (kind === "catalog") requireCatalog(world, found, attempt, name);
  else requireVisible(world, found, attempt, called, name);
  requirePrivilege(world, found, "MANAGE", attempt);
  return found;
}
