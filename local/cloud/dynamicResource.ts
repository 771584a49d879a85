import { randomUUID } from "node:crypto";
import { NOWHERE } from "./cloud";
import type { Model } from "./model";

const WORKSPACE_ID = /\/providers\/Microsoft\.Databricks\/workspaces\/[^/]+$/i;

/**
 * Pulumi's dynamic resource. Under an engine its own code runs; in process its meaning is carried out here:
 * the one that this program declares names a workspace, which it deletes by force when it goes itself.
 */
export const dynamicResource: Model = {
  type: "pulumi-nodejs:dynamic:Resource",
  replaces: [],
  deleteBeforeReplace: () => false,
  home: () => NOWHERE,
  create: (_, __, inputs) => ({ id: randomUUID(), home: NOWHERE, outputs: inputs }),
  update: (_, __, inputs) => inputs,
  forcesAway: ({ inputs }) =>
    Object.values(inputs).find(
      (value): value is string => typeof value === "string" && WORKSPACE_ID.test(value),
    ),
};
