/** Stands in for a secret: no rule sees one. */
export const secretValue = Symbol("secret");
/** Stands in for what a preview does not know yet: no rule judges it. */
export const unknownValue = Symbol("unknown");

/** A value of a resource. */
export type PropertyMap = Readonly<Record<string, unknown>>;

/** A resource as a stack's state, a preview or Pulumi's engine has it. */
export interface CheckedResource {
  readonly urn: string;
  /** Pulumi's, e.g. `azure-native:eventhub:Namespace`. */
  readonly type: string;
  /** The name in the program, not the service's. */
  readonly name: string;
  /** Its inputs; those of a stack as a whole are its outputs. */
  readonly properties: PropertyMap;
}

/** Whether a value is a map. */
export function isMap(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether there is a value that nobody sees here: a secret, or one that is known only later. */
export function isHidden(value: unknown): boolean {
  return value === secretValue || value === unknownValue;
}

/** @returns the value at a path such as `sku.capacity`; what is hidden hides everything in it. */
export function valueAt(properties: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    if (isHidden(value)) return value;
    return isMap(value) ? value[key] : undefined;
  }, properties);
}

/** @returns the maps of the list at a path; none where there is no list. */
export function mapsAt(properties: unknown, path: string): readonly PropertyMap[] {
  const value = valueAt(properties, path);
  return Array.isArray(value) ? value.filter(isMap) : [];
}

/** A value as messages show it. */
export function shown(value: unknown): string {
  return value === undefined ? "not set" : (JSON.stringify(value) ?? String(value));
}
