/** What is removed, in the order of {@link sweepOrder}. */
export type SweepKind =
  | "catalog"
  | "externalLocation"
  | "storageCredential"
  | "warehouse"
  | "containerGroup"
  | "budget"
  | "roleAssignment"
  | "managedGroup"
  | "stack"
  | "workspace"
  | "group";

/**
 * What is removed together, one step after the other: a metastore is only reached through workspaces, a stack tells what
 * lies in it, and what Azure keeps of a group elsewhere is known by what is in the group.
 */
export const sweepOrder: readonly (readonly SweepKind[])[] = [
  ["catalog"],
  ["externalLocation"],
  ["storageCredential", "warehouse"],
  ["containerGroup", "budget", "roleAssignment", "managedGroup"],
  ["stack"],
  ["workspace"],
  ["group"],
];

/** How people call each. */
export const kindNames: Readonly<Record<SweepKind, string>> = {
  catalog: "catalog",
  externalLocation: "external location",
  storageCredential: "storage credential",
  warehouse: "SQL warehouse",
  containerGroup: "container group",
  budget: "budget",
  roleAssignment: "role assignment",
  managedGroup: "managed resource group",
  stack: "stack",
  workspace: "workspace",
  group: "resource group",
};

/** Something that nobody needs any more. */
export interface SweepItem {
  readonly kind: SweepKind;
  /** ARM id; of Databricks' objects and of stacks a path of the same look, `westeurope/catalogs/NAME`. In lower case. */
  readonly id: string;
  /** The list that shows it, e.g. `SUBSCRIPTION/resourcegroups`. */
  readonly list: string;
  /** Whose it was, as in every name: `red-abc123`; of a stack that nobody can tell: empty. */
  readonly own: string;
  /** Why it is not needed. */
  readonly reason: string;
  /** What it was judged by: it is only removed while all of it is as it was. */
  readonly facts: Readonly<Record<string, string>>;
  /** Ids of what goes with it. */
  readonly along: readonly string[];
}

/** Something that looks like the event's and is not touched. */
export interface LeftAlone {
  readonly id: string;
  readonly why: string;
}

/** A list that could not be had: what it would have shown is not known, which is not the same as nothing. */
export interface Unlooked {
  /** As {@link SweepItem.list}. */
  readonly list: string;
  readonly why: string;
  /** How somebody can look for themselves. */
  readonly how: string;
}

/** What is left over, what only looks like it, and what is not known. */
interface Findings {
  readonly items: readonly SweepItem[];
  readonly left: readonly LeftAlone[];
  readonly unlooked: readonly Unlooked[];
}

/** What a look around has come to. */
export interface Selection extends Findings {
  /** Every id that some list showed. */
  readonly shown: ReadonlySet<string>;
}

/** What is to be removed, to be read before it is. */
export interface SweepPlan extends Findings {
  readonly event: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}
