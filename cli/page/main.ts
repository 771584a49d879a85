import { execFile } from "node:child_process";
import { delimiter, resolve } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { failOnOutputFailure } from "../outputFailure";
import { StatementClient } from "../../clients/sqlClient";
import { databricksToken } from "../../clients/databricksToken";
import { createPage } from "../../page/index";
import { readStack, type DeployedChallenge } from "./stack";
import { stepsOf } from "../../page/steps";

interface PageCommand {
  readonly stack?: string;
  readonly host?: string;
  readonly warehouse?: string;
  readonly schema?: string;
  readonly port?: number;
}

const command = new Command("npm run page --")
  .description("Shows a deployed team's challenge: clicks per product, live, and a SQL box.")
  .option("--stack <name>", "Pulumi stack of the team")
  .option("--host <url>", "Databricks workspace, instead of a stack")
  .option("--warehouse <id>", "SQL warehouse; with --stack the stack's own is the default")
  .option("--schema <catalog.schema>", "schema of the tables, with --host")
  .option("--port <number>", "port on 127.0.0.1 (default: any free one)", Number)
  .addHelpText(
    "after",
    "\nSigns in with DATABRICKS_TOKEN if it is set, otherwise as the Azure CLI does.\n" +
      "While a browser shows the page, the warehouse keeps running and costs money.",
  );

/**
 * Runs `pulumi` from the PATH, or else the one that `npm run engine` keeps. Not through the Automation API, which
 * takes more memory than the whole page.
 */
async function pulumi(args: readonly string[]): Promise<string> {
  const path = [process.env["PATH"], resolve(".local", "engine", "bin")].join(delimiter);
  const options = { env: { ...process.env, PATH: path }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await promisify(execFile)("pulumi", [...args, "--non-interactive"], options)).stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT") {
      throw new Error("no Pulumi CLI found: install one, or run `npm run engine`", { cause: error });
    }
    throw new Error(`pulumi ${args.slice(0, 2).join(" ")}: ${stderr?.trim() || String(error)}`, {
      cause: error,
    });
  }
}

async function chosen(options: PageCommand): Promise<DeployedChallenge> {
  const { stack, host, warehouse, schema } = options;
  if (stack) return await readStack(pulumi, stack, warehouse);
  if (!host || !warehouse || !schema) {
    throw new Error("give --stack, or --host with --warehouse and --schema (see --help)");
  }
  const team = schema;
  return { team, workspaceUrl: host, warehouseId: warehouse, schema, lakeUrl: undefined, steps: stepsOf([]) };
}

async function main(): Promise<void> {
  const options = command.parse().opts<PageCommand>();
  const { team, workspaceUrl, warehouseId, schema, lakeUrl, steps } = await chosen(options);
  const client = new StatementClient({
    host: workspaceUrl,
    token: databricksToken(process.env["DATABRICKS_TOKEN"]),
    warehouseId,
    schema,
    ...(lakeUrl !== undefined && { lakeUrl }),
  });
  const page = await createPage({
    client,
    tables: lakeUrl ?? schema,
    team,
    readOnly: false,
    steps: { current: () => steps, subscribe: () => () => undefined },
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  console.log(`${page.url}\nPress Ctrl-C to stop.`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void page.close().then(() => process.exit(0)));
  }
}

failOnOutputFailure();
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
