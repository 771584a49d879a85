import { Command } from "commander";
import { errorText } from "../errorText";
import { failOnOutputFailure } from "../outputFailure";
import { StatementClient } from "../../clients/sqlClient";
import { databricksToken } from "../../clients/databricksToken";
import { createPage } from "../../page/index";
import { pulumi } from "../pulumi";
import { readStack, type DeployedChallenge } from "./stack";
import { stepsOf } from "../../page/steps";
import { portOption } from "../wholeNumber";

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
  .addOption(portOption())
  .addHelpText(
    "after",
    "\nSigns in with DATABRICKS_TOKEN if it is set, otherwise as the Azure CLI does.\n" +
      "While a browser shows the page, the warehouse keeps running and costs money.",
  );

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
  console.error(errorText(error));
  process.exitCode = 1;
});
