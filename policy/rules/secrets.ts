import { isHidden, isMap, type CheckedResource } from "../core/resource";
import { rulesFor, type PolicyRule } from "../core/rule";
import * as types from "../core/types";

/**
 * What keys look like, by what they are. Of a stack's own encrypted values none has these forms.
 *
 * Keys of Event Hubs are 32 or more bytes in Base64, those of storage accounts 64 (learn.microsoft.com, Shared Access
 * Signatures and "Manage storage account access keys"); a Databricks token is `dapi` and 32 hexadecimal digits.
 */
const keyShapes: readonly (readonly [string, RegExp])[] = [
  ["a connection string", /(?:SharedAccessKey|AccountKey)\s*=\s*[A-Za-z0-9+/]{30,}/i],
  ["a shared access signature", /[?&]sig=[A-Za-z0-9%+/]{30,}/i],
  ["a Databricks token", /\bdapi[0-9a-f]{32}\b/],
  ["a signed token", /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ["a storage account's key", /(?<![\w/+])[A-Za-z0-9+/]{86}==(?![\w/+=])/],
  ["a key of Event Hubs", /(?<![\w/+])[A-Za-z0-9+/]{43}=(?![\w/+=])/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
];

/** Properties whose text is in Base64, so that it looks like a key itself, or hides one. */
const encoded: Readonly<Record<string, RegExp>> = {
  [types.NOTEBOOK]: /^contentBase64$/,
  // Azure keeps what such a volume holds to itself; a stack's state shows it.
  [types.CONTAINER_GROUP]: /^volumes\[\d+\]\.secret\./,
};

/** @returns path and kind of each value that looks like a key. */
function keysIn({ type, properties }: CheckedResource): readonly string[] {
  const look = (value: unknown, path: string): readonly string[] => {
    if (isHidden(value)) return [];
    if (Array.isArray(value)) return value.flatMap((item, index) => look(item, `${path}[${index}]`));
    if (isMap(value))
      return Object.entries(value).flatMap(([key, item]) => look(item, path === "" ? key : `${path}.${key}`));
    if (typeof value !== "string") return [];
    const text = encoded[type]?.test(path) ? Buffer.from(value, "base64").toString("utf8") : value;
    const found = keyShapes.find(([, shape]) => shape.test(text));
    return found ? [`${path} looks like ${found[0]}`] : [];
  };
  return look(properties, "");
}

/** Rules for secrets, in whatever there is. */
export const secretRules: readonly PolicyRule[] = rulesFor(undefined, [
  {
    id: "no-key-in-plain",
    title: "Nothing that looks like a key stands outside a secret.",
    severity: "critical",
    reason: "A stack's state, its previews and its logs show what is not a secret.",
    wayOut: "Make it a secret where it is created, and change the key.",
    wrongIn: keysIn,
  },
]);
