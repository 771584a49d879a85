/**
 * What Azure Resource Manager would say of an azure-native resource's inputs, from the request models of
 * Azure's own SDK: unknown or read-only property, wrong type, missing required, pattern, length, range, enum.
 *
 * azure-native's inputs are the SDK's client-side names: `properties.partitionCount` of the wire is
 * `partitionCount` in both, so a resource's inputs are its path's parameters beside its model's properties.
 */
import type { CheckFailure, Properties } from "../cloudApi";
import { armModels } from "./models";
import { anyText, armResources } from "./resources";
import { checkProperties } from "./value";

/** @returns whether {@link checkAzureInputs} knows the models of this type. */
export function knowsAzureType(type: string): boolean {
  return type in armResources;
}

/**
 * @param type a type token, e.g. `azure-native:eventhub:Namespace`.
 * @param inputs plain values. A caller that leaves unknown values out (in a preview) has to drop the
 *   failures whose `property` is one of those: they read as missing here.
 * @returns every failure, in the order of the inputs, those of missing ones last. Empty: Azure's models
 *   accept it, which does not say that the service does.
 */
export function checkAzureInputs(type: string, inputs: Properties): CheckFailure[] {
  const resource = armResources[type];
  if (!resource) return [{ property: "", reason: `${type} is not a type this challenge is made of` }];
  const models = armModels(resource.source);
  const body = models.model(resource.className)?.type.modelProperties ?? {};
  const path = Object.entries(resource.path).map(([name, kind]) => {
    const parameter = models.parameter(name) ?? anyText;
    return [name, { ...parameter, required: kind === "required" }] as const;
  });
  const properties = { ...body, ...resource.newer, ...Object.fromEntries(path) };
  return checkProperties({ models, className: resource.className, properties, path: "" }, inputs);
}
