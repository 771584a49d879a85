import { type Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { strictCommand } from "../strictCommand";
import { parseDuration } from "../duration";

/** What `npm run verify` was asked. */
export interface VerifyCommand {
  /** A team whose challenge runs on this machine; undefined: the only one, unless `workspaceUrl` is given. */
  readonly team?: string;
  /** Pulumi stack of a team on Azure: workspace, warehouse and tables are read from its outputs. */
  readonly stack?: string;
  /** `https://adb-….azuredatabricks.net`: check a workspace on Databricks instead of this machine. */
  readonly workspaceUrl?: string;
  readonly warehouseId?: string;
  readonly schema?: string;
  readonly lakeUrl?: string;
  /** Name of the environment variable that holds a Databricks token. */
  readonly tokenEnv: string;
  /** Name of the environment variable that holds the Listen connection string of the hub. */
  readonly hubEnv: string;
  readonly ledger?: string;
  /** Compare with the hub even where there is a ledger. */
  readonly hub: boolean;
  readonly waitMs: number;
  readonly others: boolean;
  readonly json: boolean;
}

/** Exit codes of the command. */
export const exitCodes = { arrived: 0, notArrived: 1, notAsked: 2 } as const;

function wait(text: string): number {
  if (/^0s?$/.test(text)) return 0;
  try {
    return parseDuration(text) * 1000;
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

/** The options by which it finds the tables. */
function tablesCommand(): Command {
  return strictCommand("npm run verify --")
    .description(
      "Checks that every click arrived in the table once: of a challenge on this machine or on Databricks.",
    )
    .option("--team <name>", "team whose challenge runs on this machine (default: the only one)")
    .addOption(
      new Option("--stack <name>", "check on Databricks: Pulumi stack of the team").conflicts([
        "team",
        "workspaceUrl",
        "schema",
        "lakeUrl",
      ]),
    )
    .option("--workspace-url <url>", "check on Databricks without a stack: URL of the workspace")
    .option(
      "--warehouse-id <id>",
      "SQL warehouse to query (Databricks); with --stack the stack's own is the default",
    )
    .option("--schema <name>", "catalog.schema of the tables (Databricks)")
    .addOption(
      new Option("--lake-url <url>", "abfss://… of path-based tables, instead of a schema").conflicts(
        "schema",
      ),
    )
    .option(
      "--token-env <name>",
      "environment variable with a token; if unset, the Azure CLI's sign-in",
      "DATABRICKS_TOKEN",
    );
}

function program(): Command {
  return tablesCommand()
    .option("--ledger <file>", "compare with this ledger of the project's generator")
    .addOption(
      new Option("--hub", "compare with what the hub holds, whoever sent it; with --stack the default")
        .default(false)
        .conflicts("ledger"),
    )
    .option(
      "--hub-env <name>",
      "environment variable with the connection string of the hub's Listen rule, where the stack has none",
      "EVENTHUB_LISTEN",
    )
    .option("--wait <duration>", "how long to wait for a stream that makes no progress", wait, 60_000)
    .option(
      "--others",
      "others send to the hub, too: events that the ledger does not have are no error",
      false,
    )
    .option("--json", "print the report as JSON", false)
    .addHelpText(
      "after",
      "\nExit code: 0 every click arrived once, 1 some did not, 2 the check itself failed.\n\n" +
        "Examples:\n  npm run verify\n  npm run verify -- --json\n  npm run verify -- --stack red\n" +
        "  EVENTHUB_LISTEN='Endpoint=…' npm run verify -- --hub --workspace-url https://adb-1.azuredatabricks.net \\\n" +
        "    --warehouse-id 0123456789abcdef --schema team.clickstream",
    );
}

/**
 * Reads the command line.
 *
 * @param args the arguments without node's own.
 * @throws CommanderError after it has printed what is wrong, or the help (then with exit code 0).
 */
export function readVerifyOptions(
  args: readonly string[],
  output?: { readonly write: (text: string) => void },
): VerifyCommand {
  const command = program();
  if (output) command.configureOutput({ writeOut: output.write, writeErr: output.write });
  command.parse(args, { from: "user" });
  const { wait: waitMs, ...given } = command.opts<Omit<VerifyCommand, "waitMs"> & { wait: number }>();
  if (given.workspaceUrl !== undefined) {
    const lacks = [
      ...(given.warehouseId === undefined ? ["--warehouse-id"] : []),
      ...(given.schema === undefined && given.lakeUrl === undefined ? ["--schema or --lake-url"] : []),
      ...(given.ledger === undefined && !given.hub ? ["--ledger or --hub"] : []),
    ];
    if (lacks.length > 0) command.error(`error: --workspace-url also needs ${lacks.join(", ")}`);
    if (given.team !== undefined)
      command.error("error: --team is for this machine, --workspace-url for Databricks");
  }
  return { ...given, waitMs };
}

/** @returns the exit code for an error of the command line; 0 after `--help`. */
export function exitCodeOf(error: CommanderError): number {
  return error.exitCode === 0 ? exitCodes.arrived : exitCodes.notAsked;
}
