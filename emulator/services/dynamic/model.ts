import { randomUUID } from "node:crypto";
import { NOWHERE } from "../../core/cloudState";
import type { Model } from "../../core/model";
import { text } from "../../core/properties";

/**
 * Pulumi's dynamic resource. Under an engine its own code runs; in process this model does the same. The only one in this
 * program names a workspace and its managed resource group, and deletes both when it is deleted.
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
