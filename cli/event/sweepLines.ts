import { escaped } from "../../clients/escaped";
import type { SweepOutcome } from "../../event/sweep/applyPlan";
import { kindNames, type SweepItem, type SweepPlan, type Unlooked } from "../../event/sweep/model";
import { nameIn } from "../../event/sweep/ownNames";
import type { ProofList } from "../../event/sweep/proof";
import type { SweepResult } from "../../event/sweep/sweepEvent";

/** A plan as people read it before they carry it out. */
export function planLines({ items, left, unlooked, at, event }: SweepPlan, file: string): string[] {
  return [
    `Left over of ${event}, as of ${at}: ${items.length} to remove, ${left.length} left alone, ${unlooked.length} unknown.`,
    ...items.flatMap(itemLines),
    ...(left.length > 0 ? ["", "Left alone, though they look like it:"] : []),
    ...left.map(({ id, why }) => `  ${id}: ${why}`),
    ...unknownLines(unlooked),
    "",
    items.length === 0
      ? "Nothing is to be removed."
      : `Read it. Within a day, \`npm run event -- sweep --apply ${file}\` removes exactly this.`,
  ].map(escaped);
}

function itemLines({ kind, id, reason, along }: SweepItem): string[] {
  const inside = along.map(nameIn);
  return [
    `  ${kindNames[kind].padEnd(24)}${id}`,
    `  ${"".padEnd(24)}${reason}${inside.length > 0 ? `; with it go ${inside.join(", ")}` : ""}`,
  ];
}

function unknownLines(unlooked: readonly Unlooked[]): string[] {
  if (unlooked.length === 0) return [];
  return [
    "",
    "Could not be looked at, so that nobody knows what is there:",
    ...unlooked.flatMap(({ list, why, how }) => [`  ${list}: ${why}`, `    look with: ${how}`]),
  ];
}

/** What became of one item. */
export function outcomeLine({ item, outcome, why }: SweepOutcome): string {
  return escaped(`${outcome.padEnd(8)}${kindNames[item.kind]} ${item.id}${why === "" ? "" : `: ${why}`}`);
}

/** A proof as people read it. */
export function proofLines(proof: readonly ProofList[]): string[] {
  return [
    "",
    "What these lists still show of what was removed:",
    ...proof.flatMap(({ asked, of, request, at, count, detail }) => [
      `  ${String(count ?? "unknown").padEnd(8)}${asked}${of === "" ? "" : ` (${of})`}, ${at}, ${request}`,
      ...detail.map((each) => `          ${each}`),
    ]),
  ].map(escaped);
}

/** Something is left, or failed. */
const LEFT = 1;
/** Something could not be asked. */
const NOT_ASKED = 2;

/** @returns the exit code of a plan: whether something is left over. */
export function planCode({ items, unlooked }: SweepPlan): number {
  if (items.length > 0) return LEFT;
  return unlooked.length > 0 ? NOT_ASKED : 0;
}

/** @returns the exit code of a plan that was carried out. */
export function resultCode({ outcomes, proof, unlooked }: SweepResult): number {
  const isDone = outcomes.every(({ outcome }) => ["removed", "gone", "unknown"].includes(outcome));
  if (!isDone || proof.some(({ count = 0 }) => count > 0)) return LEFT;
  const isKnown = outcomes.every(({ outcome }) => outcome !== "unknown") && unlooked.length === 0;
  return isKnown && proof.every(({ count }) => count !== undefined) ? 0 : NOT_ASKED;
}
