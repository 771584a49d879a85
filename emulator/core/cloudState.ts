import type { Properties } from "./cloudApi";

/** Home of everything that Azure Resource Manager keeps; its ids say where it lies. */
export const AZURE = "azure";
/** Home of what no cloud keeps: values of the random provider. */
export const NOWHERE = "nowhere";
/** Home of a region's Unity Catalog objects, which outlive every workspace. */
export function metastore(region: string): string {
  return `metastore:${region.toLowerCase().replaceAll(" ", "")}`;
}

/** One thing that exists in the simulated clouds. */
export interface CloudResource {
  readonly type: string;
  readonly id: string;
  /** {@link AZURE}, {@link NOWHERE}, a {@link metastore}, or the ARM id of the workspace that holds it. */
  readonly home: string;
  readonly inputs: Properties;
  /** As the provider reports them, {@link local} included. */
  readonly outputs: Properties;
  /** Outputs of the local services, which replace the cloud's. */
  readonly local: Properties;
  /** Moment on the cloud's clock, in seconds, from which others can rely on it. */
  readonly effectiveAt: number;
  /**
   * What a GET answers until a moment on the cloud's clock, in seconds; no outputs: 404.
   * @default as it is
   */
  readonly settling?: { readonly until: number; readonly outputs: Properties | undefined };
  /** What the service knows of it and does not return, such as keys. */
  readonly hidden: Properties;
}

/** Unity Catalog's containers, whose contents have ids that begin with theirs. */
const containers = ["databricks:index/catalog:Catalog", "databricks:index/schema:Schema"];
/** What is granted on a Unity Catalog object, which goes with it. */
const grantTypes = ["databricks:index/grants:Grants", "databricks:index/grant:Grant"];
const SECRET_SCOPE = "databricks:index/secretScope:SecretScope";
export const DIRECTORY = "databricks:index/directory:Directory";

function key(home: string, type: string, id: string): string {
  // ARM ids and Unity Catalog names are compared without regard to case.
  return `${home.toLowerCase()}|${type}|${id.toLowerCase()}`;
}

/**
 * Everything that exists in Azure and Databricks, as plain data: several clouds (the stacks of two
 * teams, the processes of one stack) may share one, and it can be saved between them.
 */
export class CloudState {
  readonly #resources = new Map<string, CloudResource>();

  /** @throws SyntaxError where the text is not what {@link save} gave. */
  static load(saved: string): CloudState {
    const cloud = new CloudState();
    for (const resource of JSON.parse(saved) as CloudResource[]) cloud.put(resource);
    return cloud;
  }

  /** All state as JSON. It holds keys and secrets: protect it like a stack's state. */
  save(): string {
    return JSON.stringify(this.resources());
  }

  /** @param type leave out for every type. */
  resources(type?: string): readonly CloudResource[] {
    const all = [...this.#resources.values()];
    return type === undefined ? all : all.filter((resource) => resource.type === type);
  }

  /** @param id the cloud's or, where a local service gave another, that one. */
  find(home: string, type: string, id: string): CloudResource | undefined {
    const found = this.#resources.get(key(home, type, id));
    return found ?? this.resources(type).find((each) => each.home === home && each.local["id"] === id);
  }

  /** @returns what ARM has under this id, whatever its type. */
  at(id: string): CloudResource | undefined {
    return this.resources().find(
      (resource) => resource.home === AZURE && resource.id.toLowerCase() === id.toLowerCase(),
    );
  }

  /** Adds the resource, or replaces the one with the same home, type and id. */
  put(resource: CloudResource): void {
    this.#resources.set(key(resource.home, resource.type, resource.id), resource);
  }

  remove(resource: CloudResource): void {
    this.#resources.delete(key(resource.home, resource.type, resource.id));
  }

  /** What is deleted with this resource, innermost first, the resource itself last. */
  within(resource: CloudResource): readonly CloudResource[] {
    if (resource.home !== AZURE) return [...this.#ownedBy(resource), resource];
    const inside = this.resources().filter((other) => {
      const path = (other.home === AZURE ? other.id : other.home).toLowerCase() + "/";
      return path.startsWith(resource.id.toLowerCase() + "/");
    });
    const depth = (each: CloudResource): number =>
      each.home === AZURE ? each.id.split("/").length : Number.MAX_SAFE_INTEGER;
    return inside.sort((a, b) => depth(b) - depth(a));
  }

  /** A catalog's schemas, a schema's volumes, a scope's secrets, what lies in a folder. */
  #ownedBy(owner: CloudResource): readonly CloudResource[] {
    return this.resources()
      .filter((each) => each.home === owner.home && isIn(each, owner))
      .sort((a, b) => b.id.split(".").length - a.id.split(".").length);
  }
}

function isIn(each: CloudResource, owner: CloudResource): boolean {
  if (grantTypes.includes(each.type)) return isGrantedIn(each, owner);
  if (containers.includes(owner.type)) return each.id.startsWith(`${owner.id}.`);
  if (owner.type === DIRECTORY) return pathIn(each)?.startsWith(`${owner.id}/`) ?? false;
  return owner.type === SECRET_SCOPE && each.inputs["scope"] === owner.id;
}

/** A grant's id begins with the kind and the name of what it is on: `external_location/NAME`. */
function isGrantedIn({ id }: CloudResource, owner: CloudResource): boolean {
  const [kind = "", name = ""] = id.split("/");
  const ofOwner = owner.type.toLowerCase().endsWith(`:${kind.replaceAll("_", "").toLowerCase()}`);
  return (
    (ofOwner && [owner.id, owner.local["id"]].includes(name)) ||
    (containers.includes(owner.type) && name.startsWith(`${owner.id}.`))
  );
}

/** @returns where in its workspace's tree of folders a resource lies; undefined where it lies in none. */
export function pathIn({ id, outputs }: CloudResource): string | undefined {
  const path = outputs["path"] ?? id;
  return typeof path === "string" && path.startsWith("/") ? path : undefined;
}
