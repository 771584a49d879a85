import { readFile } from "node:fs/promises";
import { chooseSession, clientOf, type SessionInfo } from "../sessionInfo";
import { StatementClient, type SqlClient } from "../../clients/sqlClient";
import { databricksToken } from "../../clients/databricksToken";
import { accessFromConnectionString, readHubOffsets, type HubAccess } from "../../clients/hubOffsets";
import { readLedger } from "../../generator/ledger";
import { expectedFromHub, expectedFromLedger } from "../../verify/expected";
import { listenConnectionString, readStack } from "../page/stack";
import { pulumi, type Pulumi } from "../pulumi";
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

/** Where a team's tables on Databricks are. */
interface DeployedTables {
  readonly workspaceUrl: string;
  readonly warehouseId: string;
  readonly schema?: string | undefined;
  readonly lakeUrl?: string | undefined;
}

/** How tables on Databricks are asked, and what they are compared with. */
interface TableAccess {
  readonly token: () => Promise<string>;
  /** File of a generator's ledger. @default what the hub holds */
  readonly ledger?: string | undefined;
}

/** @param connectionString of the hub's Listen rule. */
export function onDatabricks(
  { token, ledger }: TableAccess,
  { workspaceUrl, warehouseId, schema, lakeUrl }: DeployedTables,
  connectionString: () => Promise<string>,
): Subject {
  const client = new StatementClient({
    host: workspaceUrl,
    token,
    warehouseId,
    ...(schema !== undefined && { schema }),
    ...(lakeUrl !== undefined && { lakeUrl }),
  });
  return {
    client,
    readExpected: async () =>
      ledger === undefined
        ? expectedFromHub(await readHubOffsets(accessFromConnectionString(await connectionString())))
        : expectedFromLedger(await readLedger(ledger)),
  };
}

const accessOf = ({ tokenEnv, ledger }: VerifyCommand): TableAccess => ({
  token: databricksToken(process.env[tokenEnv]),
  ledger,
});

async function ofStack(command: VerifyCommand, stack: string, pulumi: Pulumi): Promise<Subject> {
  const deployed = await readStack(pulumi, stack, command.warehouseId);
  return onDatabricks(
    accessOf(command),
    deployed,
    async () => (await listenConnectionString(pulumi, stack)) ?? fromEnvironment(command.hubEnv),
  );
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

/** Where a command looks for what it is asked of. */
export interface Sources {
  /** Where running challenges are noted. @default `.local/running` */
  readonly folder?: string;
  /** @default the CLI on the PATH, or the one that `npm run engine` keeps */
  readonly pulumi?: Pulumi;
}

/**
 * Finds what a command line asks to verify.
 *
 * @throws Error that says what to start, set or choose.
 */
export async function findSubject(command: VerifyCommand, sources: Sources = {}): Promise<Subject> {
  const { stack, workspaceUrl, warehouseId = "", schema, lakeUrl, hubEnv } = command;
  if (stack !== undefined) return await ofStack(command, stack, sources.pulumi ?? pulumi);
  if (workspaceUrl === undefined) return await onThisMachine(command, sources.folder);
  const tables = { workspaceUrl, warehouseId, schema, lakeUrl };
  return onDatabricks(accessOf(command), tables, () => Promise.resolve(fromEnvironment(hubEnv)));
}
