import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document } from "yaml";
import { escaped } from "../../clients/escaped";
import { isObject } from "../../emulator/core/properties";

/** A setting as a stack's file gives it. */
export type GivenSetting =
  /** Encrypted, in whole or in part: there, and not read. */
  | { readonly as: "secret" }
  /** @property text what the program is given: of a list or a map JSON. */
  | { readonly as: "scalar" | "list" | "map"; readonly text: string };

/** What a stack's file says. */
export interface StackFile {
  /** Each setting by its key as it is written, `NAMESPACE:NAME` or `NAME` alone. */
  readonly settings: Readonly<Record<string, GivenSetting>>;
  /** Whether environments of Pulumi Cloud give settings besides, which only an engine can ask for. */
  readonly hasEnvironments: boolean;
}

/** A stack's file from which no settings can be read. */
export class UnreadableStackFile extends Error {
  override readonly name = "UnreadableStackFile";
}

/**
 * Reads a stack's file into what an engine would give the program.
 *
 * @throws UnreadableStackFile where the text is no YAML, or no stack's file.
 */
export function parseStackFile(text: string): StackFile {
  // Pretty errors quote the file, and with it maybe a secret.
  const document = parseDocument(text, { prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw new UnreadableStackFile(`no YAML: ${escaped(broken.message)}`);
  const file = valueIn(document, document.contents) ?? {};
  if (!isObject(file)) throw new UnreadableStackFile("no map of settings under `config:`");
  const config = file["config"] ?? {};
  if (!isObject(config)) throw new UnreadableStackFile("`config:` is no map of settings");
  const settings = Object.entries(config).map(([key, value]) => [key, given(value)] as const);
  return { settings: Object.fromEntries(settings), hasEnvironments: (file["environment"] ?? null) !== null };
}

function given(value: unknown): GivenSetting {
  if (hasSecret(value)) return { as: "secret" };
  if (typeof value === "string") return { as: "scalar", text: value };
  // The engine's YAML (`prepare` in gopkg.in/yaml.v3, decode.go) passes over a key without a value, and the text stays empty.
  if (value === null) return { as: "scalar", text: "" };
  const text = JSON.stringify(value);
  if (Array.isArray(value)) return { as: "list", text };
  return { as: isObject(value) ? "map" : "scalar", text };
}

function hasSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSecret);
  if (!isObject(value)) return false;
  return isEncrypted(value) || Object.values(value).some(hasSecret);
}

/** As `isSecureValue` in Pulumi's config/object.go has it. */
function isEncrypted(value: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(value).length === 1 && typeof value["secure"] === "string";
}

function valueIn(document: Document, node: unknown): unknown {
  if (isAlias(node)) {
    const target = node.resolve(document);
    if (target === undefined) throw new UnreadableStackFile(`the alias *${node.source} names nothing`);
    return valueIn(document, target);
  }
  if (isSeq(node)) return node.items.map((item) => valueIn(document, item));
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => [
      String(valueIn(document, key)),
      valueIn(document, value),
    ]);
    return Object.fromEntries(entries) as Record<string, unknown>;
  }
  if (!isScalar(node)) return null;
  return node.type === "PLAIN" ? plainValue(node.source ?? "") : node.value;
}

const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const WHOLE = /^([-+]?)(?:0x([\da-f]+)|0b([01]+)|0o?([0-7]+)|(0|[1-9]\d*))$/i;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i;

/**
 * A scalar without quotes, as the engine reads it (gopkg.in/yaml.v3, resolve.go): some numbers are others than in YAML
 * 1.2, and a day is a moment, printed as Go does (`time.Time` in Pulumi's config/object.go).
 */
function plainValue(source: string): unknown {
  if (/^(?:|~|null|Null|NULL)$/.test(source)) return null;
  if (/^(?:true|True|TRUE)$/.test(source)) return true;
  if (/^(?:false|False|FALSE)$/.test(source)) return false;
  const [, year, month = "", day = ""] = DAY.exec(source) ?? [];
  if (year !== undefined) {
    const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    return isDay(text) ? `${text} 00:00:00 +0000 UTC` : source;
  }
  const digits = /^[-+.\d]/.test(source) ? source.replaceAll("_", "") : "";
  const [whole, sign, hexadecimal, binary, octal, decimal] = WHOLE.exec(digits) ?? [];
  if (whole !== undefined) {
    const [text = "", base] = (
      [
        [hexadecimal, 16],
        [binary, 2],
        [octal, 8],
      ] as const
    ).find(([found]) => found !== undefined) ?? [decimal, 10];
    return (sign === "-" ? -1 : 1) * Number.parseInt(text, base) || 0;
  }
  return FLOAT.test(digits) ? Number(digits) : source;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}
