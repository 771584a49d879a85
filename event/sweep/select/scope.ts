import { CHALLENGE } from "../../../program/names";
import type { EventFile } from "../../file/model";
import { idOfPending } from "../../run/halfMade";
import { shownIn, type AllSeen, type SweptStack, type Tags } from "../seen";

const GROUP = "azure-native:resources:ResourceGroup";

/** What a selection goes by. */
export interface SweepScope {
  readonly event: EventFile;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly seen: AllSeen;
  /** Ids of all that some stack has, or was about to create. In lower case. */
  readonly held: ReadonlySet<string>;
}

/** Whose something is. */
export type Whose =
  { readonly is: "leftover"; readonly why: string } | { readonly is: "another's"; readonly why: string };

export function scopeOf(seen: AllSeen, event: EventFile, today: string): SweepScope {
  return { seen, event, today, held: new Set(shownIn(seen.stacks).flatMap(idsIn)) };
}

/** What was being created when an engine was killed counts: the next `up` finds it. */
function idsIn(stack: SweptStack): string[] {
  const { resources = [], pending_operations: pending = [] } = stack.deployment;
  const subscription = subscriptionOf(stack);
  const begun = pending.flatMap(({ resource }) => idOfPending(resource, subscription) ?? []);
  return [...resources.flatMap(({ id }) => id ?? []), ...begun].map((id) => id.toLowerCase());
}

/** @returns ids of the resource groups that a stack has. */
export function groupsOf({ deployment: { resources = [] } }: SweptStack): string[] {
  return resources.flatMap(({ type, id }) => (type === GROUP && id !== undefined ? [id.toLowerCase()] : []));
}

function subscriptionOf(stack: SweptStack): string {
  const { resources = [] } = stack.deployment;
  const provider = resources.find(({ type }) => type === "pulumi:providers:azure-native");
  const [group = ""] = groupsOf(stack);
  return String(provider?.inputs?.["subscriptionId"] ?? group.split("/")[2] ?? "").toLowerCase();
}

/**
 * Whose something is that carries tags of the program. What is of this event's owner and has no stack is left over, of
 * this event and of one that is over; anything less certain is another's.
 *
 * @param team whose it is by its name.
 */
export function whoseByTags(tags: Tags, team: string, scope: SweepScope): Whose {
  const { event, today, seen } = scope;
  const { challenge, team: tagged, event: name, owner = "", expires = "" } = tags;
  const another = (why: string): Whose => ({ is: "another's", why });
  if (challenge !== CHALLENGE || tagged !== team) return another("it has not the tags of this program");
  if (name === undefined) return another("it is of no event: a stack that somebody made by hand");
  if (!sameText(owner, event.owner)) return another(`it is of the event ${name} of ${owner || "nobody"}`);
  const over = /^\d{4}-\d\d-\d\d$/.test(expires) && expires < today;
  if (name !== event.event && !over)
    return another(`it is of the event ${name}, which lasts until ${expires || "nobody knows when"}`);
  if ("unknown" in seen.stacks) return another("whether it has a stack is not known");
  // Where the states are in a folder of a machine, another machine has others.
  if (event.state.kind === "file" && !over && !seen.operated.has(team))
    return another("this machine has never worked for the team: its stack may be on another");
  if (name === event.event) return { is: "leftover", why: `no stack of ${name} has it` };
  return {
    is: "leftover",
    why: `it is of the event ${name} of the same owner, which was over on ${expires}`,
  };
}

export function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
