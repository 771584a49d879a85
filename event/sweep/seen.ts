import type { StateDeployment } from "../run/halfMade";

/** What a list showed, or why nobody knows. */
export type Listed<T> = { readonly value: readonly T[] } | { readonly unknown: string };

/** Tags of a resource, by name. */
export type Tags = Readonly<Record<string, string>>;

export interface SeenResource {
  readonly id: string;
  readonly tags: Tags;
}

export interface SeenGroup extends SeenResource {
  readonly name: string;
  /** ARM id of what manages it. */
  readonly managedBy: string | undefined;
  /** What is in it; undefined where it is of no interest. */
  readonly contents: Listed<SeenResource> | undefined;
}

export interface SeenWorkspace extends SeenResource {
  readonly region: string;
  /** E.g. `adb-1.2.azuredatabricks.net`. */
  readonly url: string;
  /** As Databricks numbers it. */
  readonly number: string;
  readonly managedGroup: string;
}

export interface SeenConnector {
  readonly id: string;
  /** Object id of its identity. */
  readonly principal: string;
}

export interface SeenContainers {
  readonly id: string;
  /** Values of the variable `hostName`; no other is kept, for any may be a secret. */
  readonly hostNames: readonly string[];
}

export interface SeenBudget {
  readonly id: string;
  /** The resource groups that it counts, where it counts nothing but some; else none. */
  readonly groups: readonly string[];
}

export interface SeenRole {
  readonly id: string;
  readonly scope: string;
  readonly principal: string;
}

/** What Azure Resource Manager showed of a subscription. Every id is in lower case. */
export interface SeenSubscription {
  readonly subscription: string;
  readonly groups: Listed<SeenGroup>;
  readonly workspaces: Listed<SeenWorkspace>;
  readonly connectors: Listed<SeenConnector>;
  readonly containerGroups: Listed<SeenContainers>;
  readonly budgets: Listed<SeenBudget>;
  readonly roleAssignments: Listed<SeenRole>;
}

/** An object of Unity Catalog. */
export interface SeenSecurable {
  readonly name: string;
  /** Who created it. */
  readonly creator: string;
  /** What it lies at: address of a catalog's storage or of a location; a credential's access connector. */
  readonly at: string;
}

/** What a region's metastore showed. */
export interface SeenMetastore {
  readonly region: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The workspace that was asked; undefined: there was none. */
  readonly through: SeenWorkspace | undefined;
  /** Who asked, as Databricks knows them. */
  readonly me: string | undefined;
  readonly catalogs: Listed<SeenSecurable>;
  readonly locations: Listed<SeenSecurable>;
  readonly credentials: Listed<SeenSecurable>;
}

export interface SeenWarehouse {
  readonly id: string;
  readonly name: string;
  readonly tags: Tags;
}

/** SQL warehouses of a workspace. */
export interface SeenWarehouses {
  readonly workspace: SeenWorkspace;
  readonly warehouses: Listed<SeenWarehouse>;
}

/** A team's stack, as its state tells. */
export interface SweptStack {
  readonly event: string;
  readonly team: string;
  readonly deployment: StateDeployment;
}

/** All that was seen. */
export interface AllSeen {
  readonly subscriptions: readonly SeenSubscription[];
  readonly metastores: readonly SeenMetastore[];
  readonly warehouses: readonly SeenWarehouses[];
  /** Those of this event, and of every other that is on this machine. */
  readonly stacks: Listed<SweptStack>;
  /** Teams that this machine has worked for. */
  readonly operated: ReadonlySet<string>;
}

/** @returns what a list showed; where it could not be had, nothing, which whoever asks has to know of. */
export function shownIn<T>(listed: Listed<T>): readonly T[] {
  return "value" in listed ? listed.value : [];
}
