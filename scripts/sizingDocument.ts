/**
 * The tables of `docs/sizing.md`, generated from {@link sizeFor} and `azure.json` so that page and function agree.
 *
 * `npm run docs` writes them; a test fails when they are not current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import azure from "../program/sizing/azure.json";
import { markdownTable } from "./markdownTable";
import { sizeFor, type Sizing } from "../program/sizing/sizing";

/** One rate a decade, to a million clicks per second. */
const decades = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
const dollars = (value: number): string =>
  value.toLocaleString("en-US", { style: "currency", currency: "USD" });

function hubOf({ hub }: Sizing): string {
  const unit = { Standard: "TU", Premium: "PU", Dedicated: "CU" }[hub.tier];
  const units = hub.maxUnits > hub.units ? `${hub.units}, inflates to ${hub.maxUnits}` : String(hub.units);
  return `${hub.tier}, ${units} ${unit}`;
}

function sizes(): string {
  const rows = decades.map((clicksPerSecond) => {
    const sized = sizeFor({ clicksPerSecond });
    const { cluster, generator, total } = sized;
    return [
      whole(clicksPerSecond),
      hubOf(sized),
      String(sized.partitions),
      cluster.workers === 0 ? `1 × ${cluster.nodeType}` : `${cluster.workers} + 1 × ${cluster.nodeType}`,
      `${generator.containers} × ${generator.kind}`,
      dollars(total.perHour),
      dollars(total.perMonth),
    ];
  });
  return markdownTable(
    ["clicks/s", "event hub", "partitions", "nodes (workers + driver)", "generators", "an hour", "a month"],
    rows,
  );
}

function bottlenecks(): string {
  const rows = decades.map((clicksPerSecond) => {
    const { firstBottleneck: first, changes } = sizeFor({ clicksPerSecond });
    return [
      whole(clicksPerSecond),
      first.component,
      whole(first.at),
      first.remedy,
      changes.join("; ") || "none: settings alone",
    ];
  });
  return markdownTable(
    ["sized for clicks/s", "gives way first", "at clicks/s", "then", "beyond settings, to get this far"],
    rows,
  );
}

function costs(): string {
  const sized = decades.map((clicksPerSecond) => sizeFor({ clicksPerSecond }));
  const components = sized[0]?.costs.map(({ component }) => component) ?? [];
  const rows = components.map((component, line) => [
    component,
    ...sized.map(({ costs: lines }) => dollars(lines[line]?.perHour ?? 0)),
  ]);
  return markdownTable(["USD an hour at clicks/s", ...decades.map(whole)], rows);
}

interface Sourced {
  readonly value: unknown;
  readonly source: string;
}

function isSourced(node: object): node is Sourced {
  return "value" in node && "source" in node;
}

/** Every figure of the data file, with its path and its source. */
function figures(node: object, path: readonly string[] = []): [string, Sourced][] {
  if (isSourced(node)) return [[path.join("."), node]];
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) =>
    typeof child === "object" && child !== null ? figures(child, [...path, key]) : [],
  );
}

function shown(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value
    .map((entry: unknown) => (typeof entry === "object" ? JSON.stringify(entry) : String(entry)))
    .join(", ");
}

function sources(): string {
  const rows = figures(azure).map(([path, { value, source }]) => [`\`${path}\``, shown(value), source]);
  return markdownTable(["figure", "value", "source"], rows);
}

/** The generated tables, by the names that the page gives their places. */
export const tables: Readonly<Record<string, () => string>> = { sizes, bottlenecks, costs, sources };

/**
 * Puts the tables into a page, each between `<!-- sizing: NAME -->` and `<!-- /sizing -->`.
 *
 * @throws Error where a table has no place, or a place no table.
 */
export function withTables(page: string): string {
  const placed = new Set<string>();
  const written = page.replaceAll(
    /<!-- sizing: (\w+) -->[\s\S]*?<!-- \/sizing -->/g,
    (_place, name: string) => {
      const make = tables[name];
      if (!make) throw new Error(`no table is called "${name}": ${Object.keys(tables).join(", ")}`);
      placed.add(name);
      return `<!-- sizing: ${name} -->\n\n${make()}\n\n<!-- /sizing -->`;
    },
  );
  const missing = Object.keys(tables).filter((name) => !placed.has(name));
  if (missing.length > 0) throw new Error(`the page has no place for: ${missing.join(", ")}`);
  return written;
}

if (require.main === module) {
  const file = join(__dirname, "..", "docs", "sizing.md");
  writeFileSync(file, withTables(readFileSync(file, "utf8")));
}
