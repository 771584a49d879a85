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
    "\nSigns in with DATABRICKS_TOKEN where it is set, else as the Azure CLI is.\n" +
      "While a browser shows the page it keeps the warehouse running, which costs what the warehouse costs.",
  );

/**
 * Runs `pulumi` from the PATH, else the one that `npm run engine` keeps. Not through the Automation API, which
 * takes more memory than all of the page.
 */
async function pulumi(args: readonly string[]): Promise<string> {
  const path = [process.env["PATH"], resolve(".local", "engine", "bin")].join(delimiter);
  const options = { env: { ...process.env, PATH: path }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await promisify(execFile)("pulumi", [...args, "--non-interactive"], options)).stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT") {
      throw new Error("there is no Pulumi CLI: install one, or run `npm run engine`", { cause: error });
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
    throw new Error("name a --stack, or a --host with its --warehouse and --schema (--help says more)");
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
  console.log(`${page.url}\nCtrl-C ends it.`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void page.close().then(() => process.exit(0)));
  }
}

failOnOutputFailure();
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
