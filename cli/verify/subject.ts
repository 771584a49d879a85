import { readFile } from "node:fs/promises";
import { chooseSession, clientOf, type SessionInfo } from "../sessionInfo";
import { StatementClient, type SqlClient } from "../../clients/sqlClient";
import { databricksToken } from "../../clients/databricksToken";
import { accessFromConnectionString, readHubOffsets, type HubAccess } from "../../clients/hubOffsets";
import { readLedger } from "../../generator/ledger";
import { expectedFromHub, expectedFromLedger } from "../../verify/expected";
import type { VerifyCommand } from "./options";
import type { Expected } from "../../verify/verify";

/** What to verify: a client for its tables, and what should have arrived. */
export interface Subject {
  readonly client: SqlClient;
  readExpected(): Promise<Expected>;
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
    token: databricksToken(process.env[command.tokenEnv]),
    warehouseId: command.warehouseId ?? "",
    ...(schema !== undefined && { schema }),
    ...(lakeUrl !== undefined && { lakeUrl }),
  });
  return {
    client,
    readExpected: async () =>
      ledger === undefined
        ? expectedFromHub(await readHubOffsets(accessFromConnectionString(fromEnvironment(command.hubEnv))))
        : expectedFromLedger(await readLedger(ledger)),
  };
}

/** How to reach a running challenge's hub. Holds a secret. */
export async function hubAccess({ hub }: SessionInfo): Promise<HubAccess> {
  return {
    bootstrapServers: hub.bootstrapServers,
    eventHub: hub.eventHub,
    connectionString: hub.connectionString,
    address: hub.address,
    certificateAuthority: await readFile(hub.certificateAuthorityFile, "utf8"),
  };
}

async function onThisMachine(command: VerifyCommand, folder?: string): Promise<Subject> {
  const running = await chooseSession(command.team, folder);
  const ledger = command.ledger ?? running.ledgerFile;
  return {
    client: clientOf({
      ...running,
      schema: command.schema ?? running.schema,
      lakeUrl: command.lakeUrl ?? running.lakeUrl,
    }),
    readExpected: async () =>
      ledger === undefined || command.hub
        ? expectedFromHub(await readHubOffsets(await hubAccess(running)))
        : expectedFromLedger(await readLedger(ledger)),
  };
}

/**
 * Finds what a command line asks to verify.
 *
 * @param folder where running challenges are noted. @default `.local/running`
 * @throws Error that says what to start, set or choose.
 */
export async function findSubject(command: VerifyCommand, folder?: string): Promise<Subject> {
  return command.workspaceUrl === undefined
    ? await onThisMachine(command, folder)
    : onDatabricks(command, command.workspaceUrl);
}
