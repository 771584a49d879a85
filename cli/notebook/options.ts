import { InvalidArgumentError } from "commander";
import { strictCommand } from "../strictCommand";

/** What `npm run notebook` was asked. */
export interface NotebookOptions {
  /** A file, or the name of one of the project's notebooks. */
  readonly notebook: string;
  readonly team?: string;
  /** Values of widgets, beside those of the challenge or in place of them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where the page is written. */
  readonly html?: string;
}

const help = `
Examples:
  npm run notebook -- explore.sql
  npm run notebook -- explore.py --parameter polls=2
  npm run notebook -- ~/my-notebook.py --team blue

The notebook runs beside the challenge, in a Spark of its own, as on another cluster: the stream goes on whatever it does.
The boxes schema, lake_url, secret_scope, account_key_secret and checkpoint_path are filled in for the team. A cell that
fails ends the run; Ctrl-C ends it in the middle of a cell.

What differs from Databricks:
  - A run begins with a new session, and ends it with the last cell. Streams that a notebook starts end with it;
    display() of a stream shows what it holds now, once.
  - A catalog is not there: a table is SCHEMA.TABLE. DROP TABLE of the stream's own tables does nothing lasting.
  - dbutils has widgets (in Scala, text and get), secrets.get and, in Python, notebook.exit; no fs.
  - %sql, %python, %scala and %md run; %run, %pip, %sh and others are refused before the first cell.
  - display() shows at most 1,000 rows of a DataFrame. Plots of Python libraries, displayHTML and what is
    written to standard error are not shown. The page keeps the newest 50 outputs of a cell.
  - Only PySpark is installed, without pandas. Of a Scala cell you see what it prints and displays.`;

/** @throws CommanderError, with what is wrong printed. */
export function readNotebookOptions(args: readonly string[]): NotebookOptions {
  const command = strictCommand("npm run notebook --")
    .description("Runs a notebook against a challenge that runs on this machine, and shows what it shows.")
    .argument(
      "<notebook>",
      "explore.py, explore.sql, explore.scala, or a file of your own in Databricks' source format",
    )
    .option("--team <name>", "team whose challenge it is (default: the only one that runs)")
    .option("--parameter <name=value>", "value of a widget; can be given several times", addParameter)
    .option(
      "--html <file>",
      "where to write the page (default: .local/notebooks/TEAM/NOTEBOOK.html)",
      pageName,
    )
    .addHelpText("after", help)
    .parse(args, { from: "user" });
  const { parameter = {}, ...options } = command.opts<{
    readonly team?: string;
    readonly html?: string;
    readonly parameter?: Readonly<Record<string, string>>;
  }>();
  const [notebook = ""] = command.args;
  return { notebook, parameters: parameter, ...options };
}

function addParameter(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError("Write it as name=value, such as polls=2.");
  return { ...before, [name]: value };
}

/** What is there under the page's name is overwritten, so it must not be a notebook or a folder. */
function pageName(file: string): string {
  if (/\.html?$/i.test(file)) return file;
  throw new InvalidArgumentError("Name a file that ends with .html, such as out.html.");
}
