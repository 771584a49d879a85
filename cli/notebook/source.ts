import { existsSync, readFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import type { NotebookLanguage } from "../../runtime/spark/contents";

/** The project's own notebooks. */
const notebooks = resolve(__dirname, "..", "..", "notebooks");

/** By a file's extension, as Databricks exports a notebook as a source file. */
const languages: Readonly<Record<string, NotebookLanguage>> = {
  ".py": "PYTHON",
  ".sql": "SQL",
  ".scala": "SCALA",
};

/** A notebook's file. */
export interface NotebookSource {
  readonly name: string;
  readonly language: NotebookLanguage;
  readonly text: string;
}

/**
 * Reads the notebook that somebody names: a file, or one of the project's own by its name alone.
 *
 * @throws Error that says what is wrong, and what to do.
 */
export function readNotebook(named: string): NotebookSource {
  const own = join(notebooks, named);
  const file = !existsSync(named) && basename(named) === named && existsSync(own) ? own : resolve(named);
  if (file === join(notebooks, "ingest.py"))
    throw new Error(
      "ingest.py is what the challenge's job runs already. A second run of it would take the stream's batches: run one of the explore notebooks.",
    );
  const language = languages[extname(file).toLowerCase()];
  if (language === undefined)
    throw new Error(
      `"${named}" is not a notebook's source file: it must end with .py, .sql or .scala. In Databricks, export the notebook as a source file.`,
    );
  return { name: basename(file), language, text: textOf(file, named) };
}

function textOf(file: string, named: string): string {
  try {
    // The mark is no part of the first line, by which a notebook is known.
    return readFileSync(file, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    const own = Object.keys(languages).map((extension) => `explore${extension}`);
    throw new Error(
      `"${named}" cannot be read (${(error as NodeJS.ErrnoException).code}): give a notebook's file, or one of ${own.join(", ")}`,
      { cause: error },
    );
  }
}
