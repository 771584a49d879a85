import type { Properties } from "./cloudApi";

/** Plain property values carry no types: these read one, and say which one is wrong. */

/** @returns undefined where the property is missing or is not a non-empty string. */
export function text(properties: Properties, key: string): string | undefined {
  const value = properties[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** @throws where the property is missing or is not a non-empty string. */
export function requireText(properties: Properties, key: string): string {
  const value = text(properties, key);
  if (value === undefined) throw new Error(`missing required property "${key}" (a non-empty string)`);
  return value;
}

/** @returns an empty object where the property is not an object. */
export function record(properties: Properties, key: string): Properties {
  const value = properties[key];
  return isObject(value) ? value : {};
}

/** @returns the objects in a list property; an empty list where it is none. */
export function records(properties: Properties, key: string): Properties[] {
  const value = properties[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** @returns the strings in a list property; an empty list where it is none. */
export function texts(properties: Properties, key: string): string[] {
  const value = properties[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The properties but for some. */
export function without(properties: Properties, ...keys: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)));
}

/** Values, and the defaults of what they leave out, in objects within them too. */
export function withDefaults(values: Properties, defaults: Properties): Properties {
  const merged = { ...defaults, ...defined(values) };
  for (const [key, value] of Object.entries(values)) {
    const fallback = defaults[key];
    if (isObject(value) && isObject(fallback)) merged[key] = withDefaults(value, fallback);
  }
  return merged;
}

/** A value that is neither a list nor a scalar. */
export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The properties without those that are undefined, as JSON would keep them. */
export function defined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
