import type { LeftAlone, SweepItem } from "../model";
import { nameIn, ownOfGroup, subscriptionIn } from "../ownNames";
import { shownIn, type AllSeen, type SeenMetastore, type SweptStack } from "../seen";
import type { Chosen } from "./groups";
import { groupsOf, type SweepScope } from "./scope";

/** A stack whose resource group is gone, and whose that was. */
export interface GoneStack {
  readonly stack: SweptStack;
  readonly group: string;
  readonly own: string;
}

/** @returns the event's stacks whose resource groups somebody deleted. */
export function goneStacks({ event, seen }: SweepScope): GoneStack[] {
  const listed = new Map(
    seen.subscriptions.map(({ subscription, groups }) => [subscription, groups] as const),
  );
  return shownIn(seen.stacks).flatMap((stack): GoneStack[] => {
    const [group, ...more] = groupsOf(stack);
    if (stack.event !== event.event || group === undefined || more.length > 0) return [];
    const groups = listed.get(subscriptionIn(group));
    const own = ownOfGroup(nameIn(group));
    if (groups === undefined || "unknown" in groups || own === undefined) return [];
    return groups.value.some(({ id }) => id === group) ? [] : [{ stack, group, own }];
  });
}

/** A stack is the only one that tells what lies in the metastore: it goes when that is known. */
export function selectStacks(gone: readonly GoneStack[], { seen }: SweepScope): Chosen {
  const items: SweepItem[] = [];
  const left: LeftAlone[] = [];
  for (const { stack, group, own } of gone) {
    const id = `stacks/${stack.event}/${stack.team}`;
    const unasked = unaskedFor(stack, seen);
    if (unasked !== undefined)
      left.push({
        id,
        why: `its resource group is gone, but the metastore of ${unasked} could not be asked`,
      });
    else
      items.push({
        kind: "stack",
        id,
        list: "stacks",
        own,
        reason: `its resource group, ${nameIn(group)}, is gone`,
        facts: { group },
        along: [],
      });
  }
  return { items, left };
}

/** @returns the region whose metastore has something of the stack and could not be asked. */
function unaskedFor(
  { deployment: { resources = [] } }: SweptStack,
  { metastores }: AllSeen,
): string | undefined {
  if (!resources.some(({ type }) => type.startsWith("databricks:index/"))) return undefined;
  const workspace = resources.find(({ type }) => type === "azure-native:databricks:Workspace");
  const region = String(workspace?.inputs?.["location"] ?? "")
    .toLowerCase()
    .replaceAll(" ", "");
  const metastore = metastores.find((each) => each.region === region);
  return metastore !== undefined && isAsked(metastore) ? undefined : region || "an unknown region";
}

function isAsked({ catalogs, locations, credentials }: SeenMetastore): boolean {
  return [catalogs, locations, credentials].every((listed) => "value" in listed);
}
