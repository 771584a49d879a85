import type { Handout } from "./handout";

/** What a spreadsheet takes for a formula (owasp.org, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell as RFC 4180 writes it; one that a spreadsheet would compute begins with an apostrophe. */
export function cell(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

/** @returns a table, its names first; Excel takes it for UTF-8 by the mark that it begins with. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** Columns of the table, by their names. */
const columns: Readonly<Record<string, (handout: Handout) => string | undefined>> = {
  team: ({ team }) => team,
  label: ({ label }) => label,
  step: ({ step }) => String(step),
  workspace: ({ links }) => links.workspace,
  dashboard: ({ links }) => links.dashboard,
  exploreSql: ({ links }) => links.notebooks?.exploreSql,
  exploreScala: ({ links }) => links.notebooks?.exploreScala,
  explorePython: ({ links }) => links.notebooks?.explorePython,
  ingest: ({ links }) => links.notebooks?.ingest,
  job: ({ links }) => links.job,
  portal: ({ links }) => links.portal,
  clicks: ({ links }) => links.tables?.clicks,
  clicksPerProduct: ({ links }) => links.tables?.clicksPerProduct,
};

/** @returns a row a team, for mail merge. */
export function mailMerge(handouts: readonly Handout[]): string {
  const rows = [
    Object.keys(columns),
    ...handouts.map((handout) => Object.values(columns).map((valueOf) => valueOf(handout) ?? "")),
  ];
  return csvOf(rows);
}
