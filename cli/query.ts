/** `npm run query`: asks the tables of a challenge that runs on this machine, and prints the answer. */
import { Command, CommanderError } from "commander";
import { failOnOutputFailure } from "./outputFailure";
import { chooseSession, clientOf } from "./sessionInfo";
import { tableLines } from "./table";

/** Rows printed at the most: a terminal is no place for more. */
const ROW_LIMIT = 1_000;

async function main(): Promise<void> {
  const command = new Command("npm run query --")
    .description(
      "Asks the tables of a challenge that runs on this machine (clicks, clicks_per_product, clicks_rejected).",
    )
    .argument("<sql>", "one statement that only reads, such as 'SELECT count(*) FROM clicks'")
    .option("--team <name>", "team whose challenge is asked (default: the only one that runs)")
    .showHelpAfterError("(npm run query -- --help lists what can be given)")
    .parse();
  const [sql = ""] = command.args;
  const running = await chooseSession(command.opts<{ team?: string }>().team);
  const { columns, rows, truncated } = await clientOf(running).query(sql, { rowLimit: ROW_LIMIT });
  for (const line of tableLines(
    columns.map(({ name }) => name),
    rows,
  ))
    console.log(line);
  if (truncated) console.log(`(the first ${ROW_LIMIT} rows)`);
}

failOnOutputFailure();
main().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
});
