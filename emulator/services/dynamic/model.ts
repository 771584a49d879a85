import { randomUUID } from "node:crypto";
import { NOWHERE } from "../../core/cloudState";
import type { Model } from "../../core/model";
import { text } from "../../core/properties";

/**
 * Pulumi's dynamic resource. Under an engine its own code runs; in process its meaning is carried out here:
 * the one that this program declares names a workspace and its managed resource group, of which nothing is
 * left when it goes itself.
 */
export const dynamicResource: Model = {
  type: "pulumi-nodejs:dynamic:Resource",
  replaces: [],
  deleteBeforeReplace: () => false,
  home: () => NOWHERE,
  create: (_, __, inputs) => ({ id: randomUUID(), home: NOWHERE, outputs: inputs }),
  update: (_, __, inputs) => inputs,
  takesAlong: ({ inputs }) => ({
    workspaceId: text(inputs, "workspaceId"),
    managedResourceGroupId: text(inputs, "managedResourceGroupId"),
  }),
};
