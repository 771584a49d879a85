import { sections, type RuntimeSection, type RuntimeUse } from "./runtimeUse";

/** A row of `runtimes.md`. */
export interface RuntimeRow {
  readonly section: RuntimeSection;
  readonly name: string;
  /** E.g. `15.4`; `all` or `unknown`. */
  readonly since: string;
  readonly page: string;
}

/** Words that every SQL has, its types and units. A row of the table says more than these alone. */
const ordinaryWords = new Set(
  (
    "ALL AND AS BETWEEN BIGINT BINARY BY CASE CAST CREATE DESC ELSE END EXISTS FROM GROUP IF IN INT IS LIMIT MINUTE NOT " +
    "NULL OR ORDER PARTITION SECOND SECONDS SELECT STRING TABLE THEN TIMESTAMP UNION USE WHEN WHERE WITH"
  ).split(" "),
);

/** What is written in capitals and is no SQL: the tables' format, a zone, a value of a setting. */
const noSql = new Set(["DELTA", "FALLBACK", "UTC"]);

/** Names of Python's and Scala's own values, and of the fields of rows. */
const noRuntimeNames = new Set(
  (
    ".at .category .clear .clicks .filled .findFirstMatchIn .group .head .high .id .isdigit .items .last .low .map " +
    ".mkString .nonEmpty .numFiles .offset .operation .partition .path .pop .productid .r .removeprefix .rsplit .rstrip " +
    ".sleep .startsWith .startswith .strip .tail .toDouble .toInt .toLong .update .userMetadata .value .values"
  ).split(" "),
);

/** @throws Error for a line of a table that is no row. */
export function readRuntimeTable(markdown: string): RuntimeRow[] {
  let section: RuntimeSection | undefined;
  return markdown.split("\n").flatMap((line) => {
    if (line.startsWith("## ")) section = sections.find((name) => line === `## ${name}`);
    if (!line.startsWith("|") || /^\| name \||^\|---/.test(line)) return [];
    const [, name, since, page] =
      /^\| `(.+)` \| (all|unknown|\d+\.\d+) \| (https:\/\/\S+|none found) \|$/.exec(line) ?? [];
    if (section === undefined || name === undefined || since === undefined || page === undefined)
      throw new Error(`No row: ${line}`);
    return [{ section, name, since, page }];
  });
}

/** Whether a row is about something used: a phrase of SQL by each of its words, a method by its name. */
function isAbout({ section, name }: RuntimeRow, use: RuntimeUse): boolean {
  if (section === "SQL") return name.split(" ").every((word) => use.SQL.has(word));
  return (
    use[section].has(name) ||
    (section === "Python and Scala" && use[section].has(name.replace(/^[A-Z]\w*/, "")))
  );
}

/** What is used and has no row, `SECTION: NAME` each. */
export function withoutRow(use: RuntimeUse, rows: readonly RuntimeRow[]): string[] {
  const known = (section: RuntimeSection) => {
    const names = rows.filter((row) => row.section === section).map(({ name }) => name);
    if (section === "SQL")
      return new Set([...names.flatMap((name) => name.split(" ")), ...ordinaryWords, ...noSql]);
    if (section !== "Python and Scala") return new Set(names);
    return new Set([...names, ...names.map((name) => name.replace(/^[A-Z]\w*/, "")), ...noRuntimeNames]);
  };
  return sections.flatMap((section) => {
    const names = known(section);
    return [...use[section]].filter((name) => !names.has(name)).map((name) => `${section}: ${name}`);
  });
}

/** The names of rows that are about nothing used. */
export function unusedRows(use: RuntimeUse, rows: readonly RuntimeRow[]): string[] {
  return rows.filter((row) => !isAbout(row, use)).map(({ section, name }) => `${section}: ${name}`);
}
