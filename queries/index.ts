import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

/** One question of the clicks: the same file feeds the page, the dashboard and the explore notebooks. */
export interface Question {
  /** File name without its ending, e.g. `clicks_per_product`. */
  readonly name: string;
  /** The file's first comment line, for people. */
  readonly title: string;
  /**
   * The whole file. Its table names stand without a schema: run it with the schema set, or after `USE`.
   * Runs on Databricks SQL and on open-source Spark 4.0 alike.
   */
  readonly sql: string;
}

function read(file: string): Question {
  const sql = readFileSync(join(__dirname, file), "utf8");
  const title = /^-- (.+)/.exec(sql)?.[1];
  if (title === undefined) throw new Error(`queries/${file} must begin with its title, as a comment`);
  return { name: basename(file, ".sql"), title, sql };
}

/** Every question, from the `.sql` files of this folder, by name. */
export const questions: readonly Question[] = readdirSync(__dirname)
  .filter((file) => file.endsWith(".sql"))
  .sort()
  .map(read);

/**
 * One question by its name.
 *
 * @throws Error where there is no such file.
 */
export function question(name: string): Question {
  const found = questions.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`queries/${name}.sql does not exist`);
  return found;
}
