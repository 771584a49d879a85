import { readFileSync } from "node:fs";
import { join } from "node:path";
import { questions } from ".";

/** A line that stands for a question: `@total@` for the whole of `total.sql`. */
const PLACEHOLDER = /^@(\w+)@\n?$/;

/** What is read of a file that Databricks exports as `.lvdash.json`; all else is passed on as it is. */
interface Definition {
  readonly datasets: readonly { readonly name: string; readonly queryLines: readonly string[] }[];
}

/**
 * Reads the dashboard, `clicks.lvdash.json`, which is as Databricks exports one, but for its queries: each dataset has
 * a line `@NAME@`, in place of which the question of that name is put, so that the dashboard asks what the page asks.
 * Tables stand without a schema: the dashboard is told its catalog and schema beside its definition.
 *
 * @returns JSON, for the input `serializedDashboard` of a `databricks.Dashboard`.
 * @throws Error where a placeholder names no question.
 */
export function dashboardDefinition(): string {
  return fillQueries(readFileSync(join(__dirname, "clicks.lvdash.json"), "utf8"));
}

/** {@link dashboardDefinition} of a file's text. */
export function fillQueries(exported: string): string {
  const definition = JSON.parse(exported) as Definition;
  const datasets = definition.datasets.map((dataset) => ({
    ...dataset,
    queryLines: dataset.queryLines.flatMap((line) => linesFor(line, dataset.name)),
  }));
  return JSON.stringify({ ...definition, datasets });
}

/** One item a line, with its end, as Databricks has them. */
function linesFor(line: string, dataset: string): readonly string[] {
  const name = PLACEHOLDER.exec(line)?.[1];
  if (name === undefined) return [line];
  const found = questions.find((one) => one.name === name);
  if (!found) {
    const names = questions.map((one) => `@${one.name}@`).join(", ");
    throw new Error(
      `clicks.lvdash.json: dataset ${dataset} has the placeholder @${name}@, which is none of ${names}`,
    );
  }
  return found.sql.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
