import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { birthOf, isAlive } from "../../runtime/alive";
import { keepToThisMachine } from "../../runtime/ownEnvironment";
import type { Report } from "../../verify/verify";
import { RehearsalClouds, type CloudLook, type CloudVisit, type PlantOrder } from "./clouds";
import { LocalTeams, localTables, type LocalOrder, type LocalTables } from "./localTeams";
import { verifyLocal } from "./localVerification";
import type { CloudNote } from "./cloudNote";

/** How often it looks whether those whom it serves are still there, ms. */
const LOOK_EVERY_MS = 5_000;
/** Longest that somebody who looks waits for clicks to be counted, ms. */
const COUNT_LIMIT_MS = 30_000;

/**
 * The process that holds a rehearsal's clouds: it outlives whoever started it, as Azure would, until it is told to stop.
 * Who may ask knows the address, which is in a file that only the own user can read.
 *
 * @param file where its address is noted.
 * @param speed times as fast as Azure.
 */
export async function holdClouds(file: string, speed: number): Promise<void> {
  keepToThisMachine(process.env);
  const local = new LocalTeams(join(dirname(file), "local"));
  const clouds = new RehearsalClouds(speed, local);
  const secret = randomBytes(24).toString("base64url");
  const server = createServer((request, response) => {
    void answered(request, response, secret, async (path, body) => {
      if (path === "serve") return await clouds.serve(body as CloudVisit);
      if (path === "workspaces") return { port: await clouds.workspacesOf(String(body)) };
      if (path === "look") return await clouds.look(body as CloudLook);
      if (path === "plant") return await clouds.plant(body as PlantOrder);
      if (path === "left") return { left: clouds.left() };
      if (path === "local") return clouds.orderLocal(body as LocalOrder);
      if (path === "clicks") return await local.clicks(COUNT_LIMIT_MS);
      if (path === "verify") return await verified(local, String(body));
      if (path === "tables") return { tables: tablesOf(local, String(body)) };
      if (path === "gone") return await clouds.gone(String(body));
      if (path !== "stop") return undefined;
      await local.endAll();
      await rm(file, { force: true });
      return setImmediate(() => process.exit(0));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  setInterval(() => clouds.releaseEnded(isAlive), LOOK_EVERY_MS);
  const { port } = server.address() as AddressInfo;
  const note: CloudNote = {
    pid: process.pid,
    birth: (await birthOf(process.pid)) ?? "",
    speed,
    address: `http://127.0.0.1:${String(port)}/${secret}`,
  };
  // Moved into place: whoever finds it can read all of it.
  await writeFile(`${file}.new`, JSON.stringify(note), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** For whoever looks at a team: what opens its tables to be read, and nothing else of its services. */
function tablesOf(local: LocalTeams, name: string): LocalTables | null {
  const team = local.runningTeam(name);
  return (team && localTables(team)) ?? null;
}

/** The report alone: keys and addresses of the team's services stay here. */
async function verified(local: LocalTeams, name: string): Promise<{ readonly report: Report | null }> {
  const team = local.runningTeam(name);
  return { report: team === undefined ? null : await verifyLocal(team) };
}

async function answered(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
  answer: (path: string, body: unknown) => Promise<unknown>,
): Promise<void> {
  const [, root, path = ""] = (request.url ?? "").split("/");
  if (root !== secret) return void response.writeHead(404).end();
  try {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString("utf8");
    const result = (await answer(path, text === "" ? undefined : JSON.parse(text))) ?? {};
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(result));
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.message : String(error));
  }
}
