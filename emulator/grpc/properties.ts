import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../core/cloudApi";
import { isObject } from "../core/properties";

/**
 * Marks of Pulumi's property encoding (pulumi/pulumi, sdk/go/common/resource: `UnknownStringValue`, `SigKey`,
 * `SecretSig`): part of the wire protocol, the same in every version.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Keys and indices from the top of the properties to a value. */
export type Path = readonly (string | number)[];

/** Properties as plain values, and where among them unknown and secret ones are. */
export interface Decoded {
  /** Secrets are unwrapped; unknown values are {@link UNKNOWN}. */
  readonly values: Properties;
  readonly unknown: readonly Path[];
  readonly secret: readonly Path[];
}

/** Whether a map is what stands for a secret on the wire, and in a stack's state. */
export function isMarkedSecret(value: Properties): boolean {
  return value[SIGNATURE] === SECRET;
}

/** Reads properties off the wire. */
export function decode(struct: Struct | undefined): Decoded {
  const unknown: Path[] = [];
  const secret: Path[] = [];
  const plain = (value: unknown, path: Path): unknown => {
    if (value === UNKNOWN) unknown.push(path);
    if (Array.isArray(value)) return value.map((item, index) => plain(item, [...path, index]));
    if (!isObject(value)) return value;
    if (isMarkedSecret(value)) {
      secret.push(path);
      return plain(value["value"], path);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, [...path, key])]));
  };
  return { values: plain(struct?.toJavaScript() ?? {}, []) as Properties, unknown, secret };
}

/** Puts properties on the wire; the values at the `secret` paths are marked as secrets. */
export function encode(values: Properties, secret: readonly Path[] = []): Struct {
  const paths = new Set(secret.map(pathName));
  const wire = (value: unknown, path: Path): unknown => {
    const inner = Array.isArray(value)
      ? value.map((item, index) => wire(item, [...path, index]))
      : isObject(value)
        ? Object.fromEntries(entriesOf(value).map(([key, item]) => [key, wire(item, [...path, key])]))
        : value;
    return paths.has(pathName(path)) ? { [SIGNATURE]: SECRET, value: inner } : inner;
  };
  const fields = entriesOf(values).map(([key, value]) => [key, wire(value, [key])]);
  return Struct.fromJavaScript(Object.fromEntries(fields) as Record<string, JavaScriptValue>);
}

/** The properties without those that are unknown. */
export function known(values: Properties): Properties {
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((item) => item !== UNKNOWN).map(without);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).filter(([, item]) => item !== UNKNOWN);
    return Object.fromEntries(entries.map(([key, item]) => [key, without(item)]));
  };
  return without(values) as Properties;
}

/** A path as the engine writes it, e.g. `sku.capacity`, `containers[0].image`. */
export function pathName(path: Path): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === "number") return `${name}[${String(part)}]`;
    if (!/^[\w$-]+$/.test(part)) return `${name}[${JSON.stringify(part)}]`;
    return name === "" ? part : `${name}.${part}`;
  }, "");
}

/** Is one of the two paths at or inside the other? */
export function touches(one: string, other: string): boolean {
  const [outer, inner] = one.length <= other.length ? [one, other] : [other, one];
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

function entriesOf(value: Properties): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
