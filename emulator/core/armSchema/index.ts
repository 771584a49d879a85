/**
 * What Azure Resource Manager would say of an azure-native resource's inputs, from the request models of
 * Azure's own SDK: unknown or read-only property, wrong type, missing required, pattern, length, range, enum.
 *
 * azure-native's inputs are the SDK's client-side names: `properties.partitionCount` of the wire is
 * `partitionCount` in both, so a resource's inputs are its path's parameters beside its model's properties.
 */
import type { CheckFailure, Properties } from "../cloudApi";
import { armModels } from "./models";
import { anyText, type ArmResource } from "./resources";
import { checkProperties } from "./value";

/**
 * @param resource what it is sent as.
 * @param inputs plain values. A caller that leaves unknown values out (in a preview) has to drop the
 *   failures whose `property` is one of those: they read as missing here.
 * @returns every failure, in the order of the inputs, those of missing ones last. Empty: Azure's models
 *   accept it, which does not say that the service does.
 */
export function checkArmInputs(resource: ArmResource, inputs: Properties): CheckFailure[] {
  const models = armModels(resource.source);
  const body = models.model(resource.className)?.type.modelProperties ?? {};
  const path = Object.entries(resource.path).map(([name, kind]) => {
    const parameter = models.parameter(name) ?? anyText;
    return [name, { ...parameter, required: kind === "required" }] as const;
  });
  const properties = { ...body, ...resource.newer, ...Object.fromEntries(path) };
  return checkProperties({ models, className: resource.className, properties, path: "" }, inputs);
}
