import type { Properties } from "../ground";
import { catalogModel } from "./databricks";
import { DatabricksError } from "./errors";
import { requireText, text } from "./properties";
import type { World } from "./model";

/** Inputs that name what a right is about, and the type that each names. */
const SECURABLES: Readonly<Record<string, string>> = {
  catalog: "databricks:index/catalog:Catalog",
  schema: "databricks:index/schema:Schema",
  volume: "databricks:index/volume:Volume",
  externalLocation: "databricks:index/externalLocation:ExternalLocation",
  storageCredential: "databricks:index/storageCredential:StorageCredential",
};

/** All rights on one securable. */
export const grants = catalogModel({
  type: "databricks:index/grants:Grants",
  thing: "grants",
  replaces: Object.keys(SECURABLES),
  id: (inputs) => securable(inputs).join("/"),
  accept: requireSecurable,
});

/** One principal's rights on one securable. */
export const grant = catalogModel({
  type: "databricks:index/grant:Grant",
  thing: "grant",
  replaces: [...Object.keys(SECURABLES), "principal"],
  id: (inputs) => [...securable(inputs), requireText(inputs, "principal")].join("/"),
  accept: requireSecurable,
});

function securable(inputs: Properties): readonly [kind: string, name: string] {
  for (const kind of Object.keys(SECURABLES)) {
    const name = text(inputs, kind);
    if (name !== undefined) return [kind, name];
  }
  throw new Error(`grants need one of ${Object.keys(SECURABLES).join(", ")}`);
}

function requireSecurable(world: World, home: string, inputs: Properties, attempt: string): void {
  const [kind, name] = securable(inputs);
  const found = world.cloud.find(home, SECURABLES[kind] ?? "", name);
  if (found !== undefined && found.effectiveAt <= world.clock.now()) return;
  throw new DatabricksError(attempt, `${kind} '${name}' does not exist.`);
}
