import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keptEngine, type Engine } from "../../../runtime/engine/engine";
import { endWith, trace } from "../../../runtime/engine/traced";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "traced it's "));
});
afterEach(() => rm(folder, { recursive: true }));

/** An engine that says its version, and else does what the script says. */
async function engine(script: string): Promise<Engine> {
  const bin = join(folder, "real", "bin");
  await mkdir(bin, { recursive: true });
  const file = join(bin, "pulumi");
  await writeFile(file, `#!/bin/sh\n[ "$1" = version ] && echo v3.300.0 && exit\n${script}\n`);
  await chmod(file, 0o755);
  const found = await keptEngine(join(folder, "real"));
  if (typeof found === "string") throw new Error(found);
  return found;
}

const patience = { again: 300, kill: 300 };

/** Starts `pulumi up` as the Automation API does, which sends one SIGINT at an abort. */
async function up(script: string, signal: AbortSignal): Promise<[number | null, NodeJS.Signals | null]> {
  const traced = await trace(await engine(script), join(folder, "traced"));
  return endWith(
    signal,
    traced,
    async () => {
      const child = spawn(traced.command.command, ["up"], { stdio: "ignore" });
      signal.addEventListener("abort", () => child.kill("SIGINT"));
      return (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    },
    patience,
  );
}

/** Aborts once the engine has written its first line. */
async function upInterrupted(script: string): Promise<[number | null, NodeJS.Signals | null]> {
  const stop = new AbortController();
  const log = join(folder, "log");
  const ended = up(`log='${log.replaceAll("'", `'\\''`)}'\n${script}`, stop.signal);
  while ((await readFile(log, "utf8").catch(() => "")) === "")
    await new Promise((next) => setTimeout(next, 20));
  stop.abort(new Error("ended by SIGINT"));
  return ended;
}

const WAITING = 'echo up >> "$log"; while :; do sleep 0.05; done';

describe("an engine that is to end", () => {
  it("is asked once where that is enough", async () => {
    expect(await upInterrupted(`trap 'echo asked >> "$log"; exit 7' INT\n${WAITING}`)).toEqual([7, null]);
    expect(await readFile(join(folder, "log"), "utf8")).toBe("up\nasked\n");
  });

  it("is asked a second time where it waits for what it has begun", async () => {
    const script = `asked=0; trap 'asked=$((asked + 1)); echo "asked $asked" >> "$log"; [ $asked = 2 ] && exit 8' INT`;
    expect(await upInterrupted(`${script}\n${WAITING}`)).toEqual([8, null]);
    expect(await readFile(join(folder, "log"), "utf8")).toBe("up\nasked 1\nasked 2\n");
  });

  it("is killed where it hears of nothing", async () => {
    expect(await upInterrupted(`trap '' INT\n${WAITING}`)).toEqual([null, "SIGKILL"]);
  });

  it("is not started where the end was wanted before", async () => {
    const stop = new AbortController();
    stop.abort(new Error("ended by SIGINT"));
    await expect(up(`touch '${folder}/started'`, stop.signal)).rejects.toThrow("ended by SIGINT");
  });
});
