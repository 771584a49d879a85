import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sqlPieces } from "../../clients/sqlText";
import { questions } from "../../queries";
import type { TeamTask } from "../observed/observed";

/** A statement as a workspace's query history tells of it: `QueryInfo` in databricks-sdk-go, service/sql/model.go. */
export interface PastStatement {
  readonly id: string;
  readonly text: string;
  /** `ExternalQuerySource` there: in what of the workspace somebody asked; empty for a program. */
  readonly askedIn: readonly string[];
}

/** How often the current count must have been asked: the challenge wants a query that polls. */
const POLLED = 2;

/** Where people of the workspace write. A dashboard is the program's own, or refreshes by itself. */
const peoples: ReadonlySet<string> = new Set(["notebook_id", "sql_query_id", "genie_space_id"]);

const tables: ReadonlySet<string> = new Set(["clicks", "clicks_per_product"]);
const AGGREGATES =
  /\b(?:count|sum|avg|mean|min|max|median|percentile|approx_count_distinct|first|last|stddev)\s*\(/;

/** What the challenge brings along: the questions of page and dashboard, and the cells of its notebook. */
const brought: ReadonlySet<string> = new Set(
  [...questions.map(({ sql }) => sql), ...exploreCells()].map(plain),
);

/** Cells of a notebook in Databricks' source format. */
function exploreCells(): readonly string[] {
  const notebook = readFileSync(join(__dirname, "..", "..", "notebooks", "explore.sql"), "utf8");
  return notebook.split("-- COMMAND ----------");
}

/**
 * What a team has done of what it was asked for, told from statements that succeeded. What page, verification and
 * dashboard ask is not the team's: it comes from no notebook and no editor.
 */
export class TaskSigns {
  /** Ids of the first few: the same statement may be told of twice. */
  readonly #counts = new Set<string>();
  #ownQuery = false;

  hear(statements: readonly PastStatement[]): void {
    for (const { id, text, askedIn } of statements) {
      if (!askedIn.some((each) => peoples.has(each))) continue;
      if (this.#counts.size < POLLED && isCurrentCount(text)) this.#counts.add(id);
      this.#ownQuery ||= isOwnAggregate(text);
    }
  }

  get done(): readonly TeamTask[] {
    return [
      ...(this.#counts.size >= POLLED ? (["currentCount"] as const) : []),
      ...(this.#ownQuery ? (["ownQuery"] as const) : []),
    ];
  }
}

/** Clicks for each product: from the table that has them, or counted anew. */
export function isCurrentCount(statement: string): boolean {
  const { reads, groups } = shapeOf(plain(statement));
  return reads.has("clicks_per_product") || (reads.has("clicks") && onlyProducts(groups));
}

/** An aggregate of the clicks that the challenge does not bring along. */
export function isOwnAggregate(statement: string): boolean {
  const text = plain(statement);
  if (brought.has(text)) return false;
  const { reads, groups } = shapeOf(text);
  const aggregates = AGGREGATES.test(text) || groups.size > 0;
  return reads.size > 0 && aggregates && !(reads.has("clicks") && onlyProducts(groups));
}

/** A product has one category. */
const onlyProducts = (groups: ReadonlySet<string>): boolean =>
  groups.has("productid") && [...groups].every((each) => each === "productid" || each === "category");

interface StatementShape {
  /** Of the challenge's tables. */
  readonly reads: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** Only a query counts: what begins otherwise, such as a CREATE or an INSERT, asks nothing. */
function shapeOf(text: string): StatementShape {
  if (!/^(?:select|with|from|table)\b/.test(text)) return { reads: new Set(), groups: new Set() };
  const sources = [...text.matchAll(/\b(?:from|join|table)\s+([\w.]+)/g)].map(
    ([, name = ""]) => name.split(".").at(-1) ?? "",
  );
  const groups = [
    ...text.matchAll(/\bgroup by\s+((?:all|[\w.]+(?:\s*\([^)]*\))?)(?:\s*,\s*[\w.]+(?:\s*\([^)]*\))?)*)/g),
  ].flatMap(([, columns = ""]) => columns.split(",").map((each) => each.trim().split(".").at(-1) ?? ""));
  return { reads: new Set(sources.filter((each) => tables.has(each))), groups: new Set(groups) };
}

/** Without comments and literals, in lower case, its names unquoted, with one space where there is any. */
function plain(statement: string): string {
  let text = "";
  for (const piece of sqlPieces(statement)) {
    if (piece.kind !== "opaque") text += piece.text;
    else if (piece.text.startsWith("`")) text += piece.text.slice(1, -1);
    else text += /^(?:--|\/\*)/.test(piece.text) ? " " : "''";
  }
  return text.toLowerCase().replaceAll(/\s+/g, " ").replace(/;\s*$/, "").trim();
}
