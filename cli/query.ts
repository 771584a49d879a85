/** `npm run query`: queries the tables of a challenge that runs on this machine, and prints the result. */
import { Command, CommanderError } from "commander";
import { errorText } from "./errorText";
import { failOnOutputFailure } from "./outputFailure";
import { chooseSession, clientOf } from "./sessionInfo";
import { tableLines } from "./table";

/** The most rows to print: a terminal is no place for more. */
const ROW_LIMIT = 1_000;

async function main(): Promise<void> {
  const command = new Command("npm run query --")
    .description(
      "Queries the tables of a challenge that runs on this machine: clicks, clicks_per_product, clicks_rejected.",
    )
    .argument("<sql>", "one statement that only reads, such as 'SELECT count(*) FROM clicks'")
    .option("--team <name>", "team whose challenge to query (default: the only one that runs)")
    .showHelpAfterError("(npm run query -- --help lists the options)")
    .parse();
  const [sql = ""] = command.args;
  const running = await chooseSession(command.opts<{ team?: string }>().team);
  const { columns, rows, truncated } = await clientOf(running).query(sql, { rowLimit: ROW_LIMIT });
  for (const line of tableLines(
    columns.map(({ name }) => name),
    rows,
  ))
    console.log(line);
  if (truncated) console.log(`(only the first ${ROW_LIMIT} rows)`);
}

failOnOutputFailure();
main().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    console.error(errorText(error));
    process.exitCode = 1;
  }
});
