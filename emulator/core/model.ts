import type { CheckFailure, Properties } from "./cloudApi";
import type { Clock } from "./clock";
import type { CloudState, CloudResource } from "./cloudState";
import type { Action } from "./faults";

/** Whoever runs the program, as Azure knows them. */
export interface Identity {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly objectId: string;
  readonly userName: string;
  /** Groups of the Databricks account that they are in, besides the one of all users. */
  readonly groups: readonly string[];
}

/** Seconds after which things take effect that a service has already confirmed. All 0 by default. */
export interface Lateness {
  /** A role assignment, until other services honour it; also the caller's inherited role on a new access connector. */
  readonly roleAssignment: number;
  /**
   * A Unity Catalog object or right, until what builds on it is allowed; also a new workspace's metastore, from the
   * moment its API answers until anything can be created in it.
   */
  readonly metastore: number;
  /** A write to Azure, until every GET shows it, and until everybody knows of a new resource group. */
  readonly reads: number;
  /** A workspace, from "Succeeded" until its API answers. */
  readonly workspace: number;
  /** A continuous job that may run again, until the service has begun its run. */
  readonly run: number;
  /** Anything that was deleted, until Azure Resource Graph does not show it any more. */
  readonly resourceGraph: number;
}

/** A VM size that is listed and cannot be had, with the code of `Microsoft.Compute/skus`; or is not listed at all. */
export interface RestrictedSize {
  readonly size: string;
  readonly region: string;
  readonly reason: "NotAvailableForSubscription" | "QuotaId" | "notListed";
}

/** What the subscription and the world outside it allow. */
export interface Limits {
  /** Regional vCPUs that a job cluster may use. */
  readonly cores: number;
  /** Names of namespaces and storage accounts that strangers hold. */
  readonly takenNames: readonly string[];
  /** Docker Hub refuses this subscription's anonymous pulls. */
  readonly dockerHubExhausted: boolean;
  /** The caller may assign roles (Owner or User Access Administrator). */
  readonly mayAssignRoles: boolean;
  /** By region, and by the name that ARM's usages give each; what is not named has no limit. */
  readonly quotas: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Resource providers that are not registered. Registering one takes it out. */
  readonly unregistered: Set<string>;
  /** VM sizes that regions do not offer to this subscription, and why. */
  readonly restrictedSizes: readonly RestrictedSize[];
  /** What the subscription is: nothing can be created in one that is not enabled. */
  readonly subscriptionState: "Enabled" | "Warned" | "Disabled";
}

/** What a model of a type may see and use. */
export interface World {
  readonly state: CloudState;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly late: Lateness;
  readonly limits: Limits;
  /** Azure writes ids otherwise than they were asked for. */
  readonly idsInAnotherCase: boolean;
  /** Configuration of the providers that requests come through, by package. */
  readonly providers: Readonly<Record<string, Properties>>;
}

/** A resource as its model accepts it. */
export interface Draft {
  readonly id: string;
  readonly home: string;
  readonly outputs: Properties;
  /** Seconds from now until others can rely on it. @default 0 */
  readonly lateness?: number;
  /** @default {} */
  readonly hidden?: Properties;
  /** Inputs as the service understood them. @default the inputs given */
  readonly inputs?: Properties;
}

/** ARM ids; each may be missing. */
export interface Removed {
  readonly workspaceId: string | undefined;
  readonly managedResourceGroupId: string | undefined;
}

/** How one resource type behaves. */
export interface Model {
  readonly type: string;
  /** Paths of the properties whose change replaces the resource, `[]` for any element; `*`: any. */
  readonly replaces: readonly string[];
  /** Whether a replacement must delete the old resource first. */
  deleteBeforeReplace(oldInputs: Properties, newInputs: Properties): boolean;
  /** Whether Azure answers a PUT when it is done, so that the first GET may come too early. @default false */
  readonly synchronous?: boolean;
  /** Inputs that the service is documented to refuse. */
  check?(inputs: Properties): readonly CheckFailure[];
  /** Accepts a new resource, or throws what the service would answer. */
  create(world: World, name: string, inputs: Properties): Draft;
  /**
   * What the service tells of it now, where that is more than what was asked for.
   * @returns undefined where nothing is left of it.
   */
  observe?(world: World, resource: CloudResource): Pick<CloudResource, "inputs" | "outputs"> | undefined;
  /** @returns the outputs after the change. @throws what the service would answer. */
  update(world: World, resource: CloudResource, inputs: Properties): Properties;
  /**
   * What the provider still asks for once a change is made.
   * @param before the resource before the change, which is in the state by now.
   * @throws what the service answers; the change stands nevertheless.
   */
  afterUpdate?(world: World, before: CloudResource): void;
  /** @throws what the service would answer to someone who asks to delete just this. */
  refuseRemoval?(world: World, resource: CloudResource): void;
  /** What else the service does when this resource is removed, directly or with another. */
  leave?(world: World, resource: CloudResource, force: boolean): void;
  /** @returns the workspace, and its managed group, that are deleted for good with this resource. */
  takesAlong?(resource: CloudResource): Removed;
  /**
   * Where this type's resources are, as the provider is configured.
   * @param action what is about to be done there, for the message.
   * @throws what a client sees when the service is not there, or not there yet.
   */
  home(world: World, action: Action | "read"): string;
}

/** How one provider function behaves. */
export type FunctionModel = (world: World, args: Properties) => Properties;
