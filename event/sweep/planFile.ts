import { readFile, rename, writeFile } from "node:fs/promises";
import {
  kindNames,
  type LeftAlone,
  type SweepItem,
  type SweepKind,
  type SweepPlan,
  type Unlooked,
} from "./model";

/** A plan is carried out within a day: what it says of others' things may be as old as it is. */
const LONGEST_MS = 24 * 3_600_000;

/** Letters of ids: they go into queries and addresses. */
const ID = /^[\w\-./()@:]+$/;

/** Writes a plan, whole or not at all. */
export async function writePlan(file: string, plan: SweepPlan): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * Reads a plan that may be carried out now.
 *
 * @throws Error where it is none, is of another event, or is too old.
 */
export async function readPlan(file: string, event: string, now: Date): Promise<SweepPlan> {
  const plan = planIn(await readFile(file, "utf8"), file);
  if (plan.event !== event) throw new Error(`${file} is of the event ${plan.event}, not of ${event}`);
  const age = now.valueOf() - Date.parse(plan.at);
  if (age < 0) throw new Error(`${file} is of ${plan.at}, which is yet to come: make another with --plan`);
  if (age > LONGEST_MS)
    throw new Error(`${file} is of ${plan.at}, more than a day ago: make another with --plan, and read it`);
  return plan;
}

function planIn(text: string, file: string): SweepPlan {
  const refuse = (what: string): never => {
    throw new Error(`${file} is no plan of a sweep (${what}): make one with --plan`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("it is no JSON");
  }
  const { event, at, items, left, unlooked } = (value ?? {}) as Record<string, unknown>;
  if (typeof event !== "string" || typeof at !== "string" || Number.isNaN(Date.parse(at)))
    return refuse("it names no event or no time");
  if (!Array.isArray(items) || !Array.isArray(left) || !Array.isArray(unlooked))
    return refuse("it lists nothing");
  const wrong = items.findIndex((item) => !isItem(item));
  if (wrong >= 0) return refuse(`item ${wrong + 1} is incomplete or of an unknown kind`);
  return {
    event,
    at,
    items: items as SweepItem[],
    left: left as LeftAlone[],
    unlooked: unlooked as Unlooked[],
  };
}

function isItem(value: unknown): value is SweepItem {
  const { kind, id, list, own, reason, facts, along } = (value ?? {}) as Record<string, unknown>;
  return (
    Object.hasOwn(kindNames, kind as SweepKind) &&
    typeof id === "string" &&
    ID.test(id) &&
    [list, own, reason].every((each) => typeof each === "string") &&
    typeof facts === "object" &&
    facts !== null &&
    Object.values(facts).every((each) => typeof each === "string") &&
    Array.isArray(along) &&
    along.every((each) => typeof each === "string")
  );
}
