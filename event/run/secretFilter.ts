import { secretShapes } from "../../program/secretShapes";

/** How a secret value is marked in what `pulumi stack export --show-secrets` prints (sdk/go/common/resource/sig). */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** Shorter texts are found in much that is no secret. */
const SHORTEST = 6;

/** Takes out of a text what must not be read in a log: a stack's secrets, and whatever looks like a key or a token. */
export type SecretFilter = (text: string) => string;

/** @param deployment of a stack, exported with its secrets in plain text. @param others secret values besides. */
export function secretFilter(deployment: unknown, others: readonly string[] = []): SecretFilter {
  const values = new Set([...secretsIn(deployment), ...others].flatMap(formsOf));
  // The longest first, so that no part of one is taken for another.
  const sorted = [...values].filter((value) => value.length >= SHORTEST).sort((a, b) => b.length - a.length);
  return (text) => {
    const without = sorted.reduce((rest, value) => rest.replaceAll(value, "<secret>"), text);
    return secretShapes.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), without);
  };
}

/** A value is met as it is, and as it is written in JSON or an address. */
function formsOf(value: string): string[] {
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)];
}

function secretsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  if (!entries.some(([, each]) => each === SECRET)) return entries.flatMap(([, each]) => secretsIn(each));
  const { plaintext } = value as { readonly plaintext?: string };
  return plaintext === undefined ? [] : textsIn(JSON.parse(plaintext));
}

/** A secret may be a whole object: each text in it is one. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
