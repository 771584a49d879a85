import { sweepOrder, type Selection, type SweepItem, type SweepKind, type SweepPlan } from "./model";

/** What became of an item. */
export interface SweepOutcome {
  readonly item: SweepItem;
  /**
   * Whether it was removed, was gone already, is not any more what the plan says, could not be looked at, was kept for
   * the sake of another, or could not be removed.
   */
  readonly outcome: "removed" | "gone" | "changed" | "unknown" | "kept" | "failed";
  /** Empty where there is nothing to say. */
  readonly why: string;
}

/** What a plan is carried out with. */
export interface SweepTools {
  /** Looks at everything again. */
  readonly look: () => Promise<Selection>;
  /** @throws Error with why it could not be removed. */
  readonly remove: (item: SweepItem) => Promise<void>;
  readonly tell: (outcome: SweepOutcome) => void;
}

/** How many are removed at a time: Azure takes 200 deletions at once and 10 a second after that. */
const AT_ONCE = 8;

/** Kinds without which nobody reaches, or knows of, what could not be removed. */
const keepers: readonly SweepKind[] = ["stack", "workspace", "group"];

/**
 * Removes what a plan says and nothing else. Before each step everything is looked at again: what has changed since the
 * plan is left alone.
 */
export async function applyPlan(plan: SweepPlan, tools: SweepTools): Promise<SweepOutcome[]> {
  const outcomes: SweepOutcome[] = [];
  /** Teams of which something is left in a metastore. */
  const unreached = new Set<string>();
  for (const kinds of sweepOrder) {
    const items = plan.items.filter(({ kind }) => kinds.includes(kind));
    if (items.length === 0) continue;
    const selection = await tools.look();
    const done = await eachOf(items, async (item) => {
      const outcome = await outcomeOf(item, selection, unreached, tools);
      tools.tell(outcome);
      return outcome;
    });
    for (const { item, outcome } of done)
      if (!["removed", "gone"].includes(outcome) && isInMetastore(item)) unreached.add(item.own);
    outcomes.push(...done);
  }
  return outcomes;
}

function isInMetastore({ kind }: SweepItem): boolean {
  return ["catalog", "externalLocation", "storageCredential"].includes(kind);
}

async function outcomeOf(
  item: SweepItem,
  selection: Selection,
  unreached: ReadonlySet<string>,
  { remove }: SweepTools,
): Promise<SweepOutcome> {
  if (keepers.includes(item.kind) && unreached.has(item.own))
    return { item, outcome: "kept", why: `something of ${item.own} is left in the metastore, see above` };
  const judged = judge(item, selection);
  if (judged !== undefined) return { item, ...judged };
  try {
    await remove(item);
    return { item, outcome: "removed", why: "" };
  } catch (error) {
    return { item, outcome: "failed", why: (error as Error).message };
  }
}

/** @returns why an item is not removed; undefined where it is as the plan says. */
function judge(
  item: SweepItem,
  { items, left, unlooked, shown }: Selection,
): Pick<SweepOutcome, "outcome" | "why"> | undefined {
  const now = items.find(({ kind, id }) => kind === item.kind && id === item.id);
  if (now === undefined) {
    const blind = unlooked.find(({ list }) => list === item.list);
    if (blind !== undefined) return { outcome: "unknown", why: `${blind.why}. Look with: ${blind.how}` };
    if (!shown.has(item.id)) return { outcome: "gone", why: "" };
    const why = left.find(({ id }) => id === item.id)?.why ?? "it is not left over any more";
    return { outcome: "changed", why };
  }
  const other = differing(item.facts, now.facts);
  if (other !== undefined)
    return {
      outcome: "changed",
      why: `${other} was ${item.facts[other] ?? "nothing"} and is ${now.facts[other] ?? "nothing"}`,
    };
  const added = now.along.filter((id) => !item.along.includes(id));
  if (added.length > 0) return { outcome: "changed", why: `new in it: ${added.join(", ")}` };
  return undefined;
}

type Facts = SweepItem["facts"];

function differing(before: Facts, now: Facts): string | undefined {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].find((key) => before[key] !== now[key]);
}

/** Some at a time, in their order. */
async function eachOf<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE)
    results.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(work))));
  return results;
}
