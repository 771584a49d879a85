import type { Properties } from "../cloudApi";
import { isObject } from "../properties";
import { armModels, type ArmModels, type Mapper } from "./models";
import type { ArmResource } from "./resources";

/**
 * The part of a resource's outputs that could be its inputs: what its request's model has and does not mark as
 * read-only. It is azure-native's `SdkOutputsToSdkInputs` (provider/pkg/convert/sdkOutputsToSdkInputs.go), which goes by
 * the same specifications.
 */
export function projectWritable(resource: ArmResource, outputs: Properties): Properties {
  const models = armModels(resource.source);
  const known = models.model(resource.className)?.type.modelProperties ?? {};
  return project(models, { ...known, ...resource.newer }, outputs);
}

function project(
  models: ArmModels,
  properties: Readonly<Record<string, Mapper>>,
  values: Properties,
): Properties {
  const projected = Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
    const mapper = properties[key];
    // In the specifications systemData is read-only wherever it is; the SDK's generator leaves that out of objects.
    if (mapper === undefined || mapper.readOnly || key === "systemData" || value === undefined) return [];
    const writable = projectValue(models, mapper, value);
    return writable === undefined ? [] : [[key, writable]];
  });
  return Object.fromEntries(projected);
}

/** @returns undefined where an object has only read-only properties. */
function projectValue(models: ArmModels, mapper: Mapper, value: unknown): unknown {
  const { type } = mapper;
  if (Array.isArray(value) && type.element !== undefined) {
    const { element } = type;
    return value.map((item) => projectValue(models, element, item) ?? {});
  }
  if (!isObject(value) || type.className === undefined) return value;
  const properties = models.model(type.className)?.type.modelProperties;
  if (properties === undefined) return value;
  const writable = project(models, properties, value);
  return Object.keys(writable).length > 0 || Object.keys(value).length === 0 ? writable : undefined;
}

/** Properties that every ARM resource may have beside its `properties`. */
const envelope: ReadonlySet<string> = new Set([
  "id",
  "name",
  "type",
  "location",
  "tags",
  "sku",
  "kind",
  "identity",
  "etag",
  "systemData",
  "managedBy",
  "properties",
]);

/** Outputs in the shape in which they come over the wire: most of them in `properties`. */
export function wireShapeOf(outputs: Properties): Properties {
  const entries = Object.entries(outputs);
  const inner = entries.filter(([key]) => !envelope.has(key));
  const outer = Object.fromEntries(entries.filter(([key]) => envelope.has(key)));
  return inner.length === 0 ? outer : { ...outer, properties: Object.fromEntries(inner) };
}
