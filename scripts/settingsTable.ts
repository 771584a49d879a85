/**
 * The README's settings table, generated from `Pulumi.yaml` so that the two cannot drift apart.
 *
 * `npm run docs` writes it; a test fails when it is not current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { markdownTable } from "./markdownTable";
import { withTable } from "./tablePlace";

/** One entry of `config:` in `Pulumi.yaml`, as Pulumi's project file schema has it. */
interface ConfigEntry {
  readonly type?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly secret?: boolean;
  readonly items?: { readonly type?: string };
}

/** How the README marks the table's place. */
export const settingsPlace = { place: "settings", source: "Pulumi.yaml" };

function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|").trim();
}

function typeOf(entry: ConfigEntry): string {
  const type = entry.type === "array" ? `list of ${entry.items?.type ?? "string"}` : (entry.type ?? "string");
  return entry.secret ? `${type}, secret` : type;
}

function defaultOf(entry: ConfigEntry): string {
  if (entry.default === undefined) return "";
  // Markdown has no empty code span.
  if (entry.default === "") return "empty";
  return `\`${typeof entry.default === "string" ? entry.default : JSON.stringify(entry.default)}\``;
}

/** @param project the text of `Pulumi.yaml`. @returns the Markdown table, one row a setting. */
export function settingsTable(project: string): string {
  const { config = {} } = parse(project) as { config?: Record<string, ConfigEntry> };
  const rows = Object.entries(config)
    // Keys with a namespace belong to a provider, not to this project.
    .filter(([key]) => !key.includes(":"))
    .map(([key, entry]) => [`\`${key}\``, typeOf(entry), defaultOf(entry), cell(entry.description ?? "")]);
  return markdownTable(["setting", "type", "default", "meaning"], rows);
}

if (require.main === module) {
  const root = join(__dirname, "..");
  const readme = join(root, "README.md");
  const table = settingsTable(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
  writeFileSync(readme, withTable(readFileSync(readme, "utf8"), settingsPlace, table));
}
