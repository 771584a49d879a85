import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Every file of this folder, in the order in which people ask. */
const names = [
  "clicks_per_product",
  "clicks_per_category",
  "total",
  "sessions",
  "clicks_per_minute",
  "clicks_per_second",
  "delay",
  "rejected",
] as const;

/** Name of a question: its file's, without the ending. */
export type QuestionName = (typeof names)[number];

/** One question of the clicks: the same file feeds the page, the dashboard and the explore notebooks. */
export interface Question {
  readonly name: QuestionName;
  /** The file's first comment line, for people. */
  readonly title: string;
  /**
   * The whole file. Its table names have no schema: run it with the schema set, or after `USE`.
   * Runs on Databricks SQL and on open-source Spark 4.0 alike.
   */
  readonly sql: string;
}

function read(name: QuestionName): Question {
  const sql = readFileSync(join(__dirname, `${name}.sql`), "utf8");
  const title = /^-- (.+)/.exec(sql)?.[1];
  if (title === undefined) throw new Error(`queries/${name}.sql must begin with its title, as a comment`);
  return { name, title, sql };
}

/** Every question, in the order in which people ask. */
export const questions: readonly Question[] = names.map(read);

const byName = new Map(questions.map((one) => [one.name, one]));

/** One question by its name. */
export function question(name: QuestionName): Question {
  return byName.get(name) ?? read(name);
}
