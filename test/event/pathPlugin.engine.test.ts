import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildProcesses } from "../../event/bundle";
import type { CloudNote } from "../../event/rehearsal/cloudNote";
import { startClouds } from "../../event/rehearsal/client";
import { engineAtAnyCost } from "../../scripts/engine";
import { countsOf, outcomesOf, RehearsedEvent, wholeTeam } from "./eventCommand";

const PATIENCE = 20 * 60_000;
const PLUGIN = "pulumi-resource-random";
const PORT = "RANDOM_PROVIDER_PORT";
const NAME = "path-plugin";
beforeAll(async () => void (await engineAtAnyCost()), PATIENCE);

let event: RehearsedEvent;
let folder: string;
let proxy: Server;
const { PATH = "" } = process.env;

/**
 * What the engine starts as a provider: it prints a port and stays until the engine ends it, as every plugin of Pulumi's
 * does. The port is that of the rehearsal's own provider.
 */
async function putPluginOnPath(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "plugin-"));
  await writeFile(join(folder, PLUGIN), `#!/bin/sh\necho "$${PORT}"\nexec sleep 3600\n`);
  await chmod(join(folder, PLUGIN), 0o755);
  process.env["PATH"] = folder + delimiter + PATH;
}

/** The rehearsal's clouds, but what they serve has no provider of `random` to attach to: the engine starts one. */
async function startCloudsWithoutRandom(root: string): Promise<void> {
  const note = join(root, "clouds.json");
  const { address } = await startClouds([process.execPath, await buildProcesses(), "clouds"], note, 100);
  proxy = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const path = `/${(request.url ?? "").split("/").at(-1) ?? ""}`;
      const answer = await fetch(address + path, { method: "POST", body: Buffer.concat(parts) });
      const text = await answer.text();
      response.writeHead(answer.status).end(path === "/serve" ? withoutRandom(text) : text);
    })();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const noted = JSON.parse(await readFile(note, "utf8")) as CloudNote;
  const { port } = proxy.address() as AddressInfo;
  await writeFile(note, JSON.stringify({ ...noted, address: `http://127.0.0.1:${port}/proxy` }));
}

function withoutRandom(text: string): string {
  const environment = JSON.parse(text) as Record<string, string>;
  const providers = (environment["PULUMI_DEBUG_PROVIDERS"] ?? "").split(",").map((each) => each.split(":"));
  const served = providers.filter(([name]) => name !== "random").map((each) => each.join(":"));
  const [, port = ""] = providers.find(([name]) => name === "random") ?? [];
  return JSON.stringify({ ...environment, PULUMI_DEBUG_PROVIDERS: served.join(","), [PORT]: port });
}

/** The plugin's processes that work for the event. */
async function pluginProcesses(): Promise<number[]> {
  const all = await Promise.all(
    (await event.workers()).map(async (pid) => {
      const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
      return name.trim() === "sleep" ? [pid] : [];
    }),
  );
  return all.flat();
}

afterEach(async () => {
  await event.remove();
  proxy.close();
  process.env["PATH"] = PATH;
  await rm(folder, { recursive: true });
});

it(
  "a provider that the killed engine has started as a plugin is ended by the same command again",
  async () => {
    await putPluginOnPath();
    event = await RehearsedEvent.create(NAME, ["red"]);
    await mkdir(event.root, { recursive: true, mode: 0o700 });
    await startCloudsWithoutRandom(event.root);
    const killed = event.start("up");
    await killed.nth(5, ({ is, state }) => is === "resource" && state === "done");
    await event.kill(killed, ["node", "pulumi"]);
    await sleep(500);
    const left = await pluginProcesses();
    expect(left).toHaveLength(1);

    const again = await event.run("up");
    expect(outcomesOf(again)).toEqual({ red: "done" });
    expect(countsOf(await event.contents())).toEqual(wholeTeam);
    expect(await event.workers()).toEqual([]);
    await event.run("down");
    expect(await event.workers()).toEqual([]);
  },
  PATIENCE,
);
