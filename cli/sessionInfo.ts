/**
 * The challenges that run on this machine: one small file each, by which other commands find them.
 *
 * A file holds keys, so only its owner may read it. It exists from the moment the challenge can be queried until it is
 * removed. A file that `kill -9` left is recognised by its process being gone. Only the team's next session removes it:
 * anybody else might remove that session's own file instead.
 */
import { chmod, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StatementClient } from "../clients/sqlClient";
import type { ServiceProcess } from "../emulator/runningServices";
import type { NotebookToRun } from "../runtime/spark/interactive";
import type { DriverPlace } from "../runtime/spark/pythonProcess";
import { isAlive } from "../runtime/alive";
import { isMissing } from "../runtime/missing";

/** Where the files are, relative to the repository. */
export const runningFolder = join(".local", "running");

/** How to read the hub's own offsets, as a Kafka client with the Listen rule does. */
export interface SessionHub {
  /** `NAME.servicebus.windows.net:9093`. */
  readonly bootstrapServers: string;
  readonly eventHub: string;
  /** The loopback address on which that name's broker listens. */
  readonly address: string;
  /** PEM file of the authority that signed the broker's certificate. */
  readonly certificateAuthorityFile: string;
  /** Secret: the Listen rule's connection string. */
  readonly connectionString: string;
}

/** What `npm run notebook` runs a notebook with. */
export interface SessionWorkspace extends Pick<NotebookToRun, "parameters" | "secrets"> {
  readonly place: DriverPlace;
  /** For what runs beside the challenge; removed with it. */
  readonly folder: string;
}

/** A challenge that runs on this machine. */
export interface SessionInfo {
  readonly team: string;
  /** The process that created it and will remove it. */
  readonly owner: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Base URL of the SQL Statement Execution API. */
  readonly sqlUrl: string;
  /** Secret: bearer token for {@link sqlUrl}. */
  readonly token: string;
  readonly warehouseId: string;
  /** Schema of the tables; empty where they are reached by {@link lakeUrl}. */
  readonly schema: string;
  /** Root of path-based tables; empty with a schema. */
  readonly lakeUrl: string;
  /** What the generator sent; absent before step 5. */
  readonly ledgerFile?: string;
  readonly hub: SessionHub;
  readonly workspace: SessionWorkspace;
  /** Address of the live page; absent where none is served. */
  readonly pageUrl?: string;
  readonly processes: readonly ServiceProcess[];
}

/** A person may have typed any team name: as a file name it must stay in the folder. */
function fileOf(folder: string, team: string): string {
  return join(folder, `${encodeURIComponent(team).replaceAll(".", "%2E")}.json`);
}

/** Writes or replaces the file of a challenge: never half written, and readable by its owner alone. */
export async function writeSessionInfo(running: SessionInfo, folder = runningFolder): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const file = fileOf(folder, running.team);
  const written = `${file}.${process.pid}.tmp`;
  const handle = await open(written, "w", 0o600);
  try {
    await handle.writeFile(JSON.stringify(running, null, 2));
  } finally {
    await handle.close();
  }
  await rename(written, file);
}

/** @returns undefined where no challenge of that team runs. */
export async function readSessionInfo(
  team: string,
  folder = runningFolder,
): Promise<SessionInfo | undefined> {
  return read(fileOf(folder, team));
}

/** Whether a challenge has been removed or its process was killed, or another of its team runs by now. */
export async function hasEnded({ team, startedAt }: SessionInfo, folder = runningFolder): Promise<boolean> {
  const session = await readSessionInfo(team, folder);
  return session?.startedAt !== startedAt || !isAlive(session.owner);
}

/** Removes the file; succeeds where there is none. */
export async function removeSessionInfo(team: string, folder = runningFolder): Promise<void> {
  await rm(fileOf(folder, team), { force: true });
}

/** @returns every challenge whose process is alive, sorted by team. */
export async function listSessions(folder = runningFolder): Promise<SessionInfo[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw refusal(error, folder);
  });
  const files = names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name));
  const found: SessionInfo[] = [];
  for (const file of files) {
    const running = await read(file);
    if (running && isAlive(running.owner)) found.push(running);
  }
  return found.sort((a, b) => a.team.localeCompare(b.team));
}

/**
 * Finds the challenge that a command is meant for.
 *
 * @param team undefined: the only one that runs.
 * @throws Error that says what to start or to choose.
 */
export async function chooseSession(team: string | undefined, folder = runningFolder): Promise<SessionInfo> {
  const running = await listSessions(folder);
  const [only] = running;
  if (!only) throw new Error("no challenge runs on this machine: `npm start` first");
  const teams = running.map((challenge) => challenge.team).join(", ");
  if (team === undefined) {
    if (running.length === 1) return only;
    throw new Error(`several challenges run on this machine: choose one with --team (${teams})`);
  }
  // As a team's settings have it, whose upper case is lowered.
  const found = running.find((challenge) => challenge.team === team.toLowerCase());
  if (!found) throw new Error(`no challenge of team "${team}" runs on this machine; running: ${teams}`);
  return found;
}

/** A client that finds the tables of a challenge by their plain names, whether they lie in a schema or by path. */
export function clientOf({ sqlUrl, token, warehouseId, schema, lakeUrl }: SessionInfo): StatementClient {
  return new StatementClient({
    host: sqlUrl,
    token: () => Promise.resolve(token),
    warehouseId,
    ...(schema === "" ? { lakeUrl } : { schema }),
  });
}

async function read(file: string): Promise<SessionInfo | undefined> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw refusal(error, dirname(file));
  });
  return text === undefined ? undefined : (JSON.parse(text) as SessionInfo);
}

/** The files hold keys, so another user who works in the same clone cannot read them. */
function refusal(error: unknown, folder: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== "EACCES") return error;
  return new Error(
    `Challenges that run from this clone are another user's (${folder}). ` +
      "Clone the repository to a folder of your own, and `npm start` there.",
    { cause: error },
  );
}
