import type { Properties } from "../../core/cloudApi";
import { catalogModel } from "../databricks";
import { requireText, text } from "../../core/properties";
import type { World } from "../../core/model";
import { requireCatalog, requireVisible } from "./propagation";

/** Inputs that name what a right is about, the type that each names, and what Unity Catalog calls it. */
const securables = {
  catalog: { type: "databricks:index/catalog:Catalog", called: "Catalog" },
  schema: { type: "databricks:index/schema:Schema", called: "Schema" },
  volume: { type: "databricks:index/volume:Volume", called: "Volume" },
  externalLocation: {
    type: "databricks:index/externalLocation:ExternalLocation",
    called: "External Location",
  },
  storageCredential: {
    type: "databricks:index/storageCredential:StorageCredential",
    called: "Storage Credential",
  },
} as const;

type Securable = keyof typeof securables;

/** All rights on one securable. */
export const grants = catalogModel({
  type: "databricks:index/grants:Grants",
  replaces: Object.keys(securables),
  id: (inputs) => securable(inputs).join("/"),
  accept: requireSecurable,
});

/** One principal's rights on one securable. */
export const grant = catalogModel({
  type: "databricks:index/grant:Grant",
  replaces: [...Object.keys(securables), "principal"],
  id: (inputs) => [...securable(inputs), requireText(inputs, "principal")].join("/"),
  accept: requireSecurable,
});

function securable(inputs: Properties): readonly [kind: Securable, name: string] {
  for (const kind of Object.keys(securables) as Securable[]) {
    const name = text(inputs, kind);
    if (name !== undefined) return [kind, name];
  }
  throw new Error(`grants need one of ${Object.keys(securables).join(", ")}`);
}

function requireSecurable(world: World, home: string, inputs: Properties, attempt: string): void {
  const [kind, name] = securable(inputs);
  const { type, called } = securables[kind];
  const found = world.state.find(home, type, name);
  if (kind === "catalog") requireCatalog(world, found, attempt, name);
  else requireVisible(world, found, attempt, called, name);
}
