import { readFile } from "node:fs/promises";
import { chooseRunning, type RunningChallenge } from "../local/running";
import { StatementClient } from "../queries/client";
import { accessFromConnectionString, readHub, type HubAccess } from "./hub";
import { expectedFromLedger } from "./ledger";
import type { VerifyCommand } from "./options";
import { schemaTables, tablesOfLake, type Asks, type TableNames } from "./tables";
import type { Expected } from "./verify";

/** Something that can be verified: where its tables are asked, and where what was sent is known. */
export interface Subject {
  readonly client: Asks;
  readonly tables: TableNames;
  readExpected(): Promise<Expected>;
}

/** Azure's id of the Databricks application: what a token must be for. */
const databricksScope = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default";

function databricksToken(tokenEnv: string): () => Promise<string> {
  const given = process.env[tokenEnv];
  if (given !== undefined && given !== "") return () => Promise.resolve(given);
  return async () => {
    // Loading it takes longer than everything else that the command does on this machine.
    const { AzureCliCredential } = await import("@azure/identity");
    return (await new AzureCliCredential().getToken(databricksScope)).token;
  };
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  throw new Error(
    `set ${name} to the connection string of the hub's Listen rule, or name another variable with --hub-env`,
  );
}

function onDatabricks(command: VerifyCommand, workspaceUrl: string): Subject {
  const { schema, lakeUrl, ledger } = command;
  const client = new StatementClient({
    host: workspaceUrl,
    token: databricksToken(command.tokenEnv),
    warehouseId: command.warehouseId ?? "",
    ...(schema !== undefined && { schema }),
  });
  return {
    client,
    tables: lakeUrl === undefined ? schemaTables : tablesOfLake(lakeUrl),
    readExpected: () =>
      ledger === undefined
        ? readHub(accessFromConnectionString(fromEnvironment(command.hubEnv)))
        : expectedFromLedger(ledger),
  };
}

async function hubAccess({ hub }: RunningChallenge): Promise<HubAccess> {
  return {
    bootstrapServers: hub.bootstrapServers,
    eventHub: hub.eventHub,
    connectionString: hub.connectionString,
    address: hub.address,
    certificateAuthority: await readFile(hub.certificateAuthorityFile, "utf8"),
  };
}

async function onThisMachine(command: VerifyCommand, folder?: string): Promise<Subject> {
  const running = await chooseRunning(command.team, folder);
  const schema = command.schema ?? running.schema;
  const lakeUrl = command.lakeUrl ?? running.lakeUrl;
  const ledger = command.ledger ?? running.ledgerFile;
  return {
    client: new StatementClient({
      host: running.sqlUrl,
      token: () => Promise.resolve(running.token),
      warehouseId: running.warehouseId,
      ...(schema !== "" && { schema }),
    }),
    tables: schema === "" ? tablesOfLake(lakeUrl) : schemaTables,
    readExpected: async () =>
      ledger === undefined || command.hub ? readHub(await hubAccess(running)) : expectedFromLedger(ledger),
  };
}

/**
 * Finds what a command line means.
 *
 * @param folder where running challenges are noted. @default `.local/running`
 * @throws Error saying what to start, set or choose.
 */
export async function findSubject(command: VerifyCommand, folder?: string): Promise<Subject> {
  return command.workspaceUrl === undefined
    ? await onThisMachine(command, folder)
    : onDatabricks(command, command.workspaceUrl);
}
