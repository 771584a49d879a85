import type { Diff, Properties, PropertyDiff } from "./cloudApi";
import { region } from "./arm";
import type { Model } from "./model";
import { isObject } from "./properties";

type PropertyChange = "add" | "delete" | "update";

/** What differs between two sets of inputs, and whether that replaces the resource. */
export function diffInputs(model: Model, oldInputs: Properties, newInputs: Properties): Diff {
  const properties: Record<string, PropertyDiff> = {};
  for (const [path, change] of changes(oldInputs, newInputs)) {
    properties[path] = { kind: replaces(model, path) ? `${change}-replace` : change };
  }
  const replaced = Object.values(properties).some(({ kind }) => kind.endsWith("-replace"));
  return { properties, deleteBeforeReplace: replaced && model.deleteBeforeReplace(oldInputs, newInputs) };
}

/** A replacing property replaces wherever in it the change lies. */
function replaces(model: Model, path: string): boolean {
  const pattern = path.replace(/\[\d+\]/g, "[]");
  return model.replaces.some(
    (each) =>
      each === "*" || pattern === each || pattern.startsWith(`${each}.`) || pattern.startsWith(`${each}[`),
  );
}

function* changes(
  before: unknown,
  after: unknown,
  path = "",
): Generator<readonly [path: string, change: PropertyChange]> {
  if (before === undefined && after === undefined) return;
  if (before === undefined || after === undefined) yield [path, before === undefined ? "add" : "delete"];
  else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* changes(before[key], after[key], path === "" ? step(key).replace(/^\./, "") : path + step(key));
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      yield* changes(before[index], after[index], `${path}[${index}]`);
    }
  } else if (!same(path, before, after)) yield [path, "update"];
}

/** A step of a property path as Pulumi writes it. */
function step(key: string): string {
  return /^[\w$-]+$/.test(key) ? `.${key}` : `["${key.replaceAll('"', '\\"')}"]`;
}

/** Databricks' folders: a slash at the end is no difference (`ucDirectoryPathSlashOnlySuppressDiff` in its provider). */
const folders: readonly string[] = ["url", "storageRoot"];

function same(path: string, before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (typeof before !== "string" || typeof after !== "string") return false;
  if (path === "location") return region(before) === region(after);
  return folders.includes(path) && (before === `${after}/` || after === `${before}/`);
}
