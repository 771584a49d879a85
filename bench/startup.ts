/**
 * How long a newcomer waits for the first counted click, and how much memory the whole challenge takes.
 *
 * `npm run bench -- startup [--runs 3] [--fresh]`; with `--fresh` from a clone of its own with nothing set up.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import { median, shown } from "./figures";
import { markdownTable } from "../scripts/markdownTable";
import { memoryOf, treeOf } from "./machine";
import { progress, type Result } from "./page";

const run = promisify(execFile);
const root = join(__dirname, "..");
const RUN_FOR = "40s";
/** After the first click: Spark's heap has had some batches by then. */
const MEMORY_AFTER_MS = 20_000;

interface Start {
  readonly seconds: number;
  /** Bytes of every process by its name. */
  readonly memory: ReadonlyMap<string, number>;
}

/** Seconds until a line of the output counts clicks. */
function firstClick(child: ChildProcess, started: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (/[\d,]+ clicks, [\d,]+ a second/.test(output)) resolve((performance.now() - started) / 1000);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", () => reject(new Error(`it ended before a click was counted:\n${output}`)));
  });
}

async function nameOf(pid: number): Promise<string> {
  const { stdout } = await run("ps", ["-o", "comm=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.trim();
}

async function memoryOfTree(pid: number): Promise<Map<string, number>> {
  const memory = new Map<string, number>();
  for (const one of treeOf(pid)) {
    const name = await nameOf(one);
    memory.set(name, (memory.get(name) ?? 0) + (memoryOf(one)?.proportional ?? 0));
  }
  return memory;
}

async function start(folder: string): Promise<Start> {
  const started = performance.now();
  const args = ["start", "--", "--for", RUN_FOR, "--team", "bench"];
  const child = spawn("npm", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const seconds = await firstClick(child, started);
  await sleep(MEMORY_AFTER_MS);
  const memory = await memoryOfTree(child.pid ?? -1);
  const code = await ended;
  if (code !== 0) throw new Error(`npm start ended with exit code ${code}`);
  return { seconds, memory };
}

/** A clone with nothing but its packages. @returns how long those took, in seconds. */
async function clone(folder: string): Promise<number> {
  await run("git", ["clone", "--quiet", root, folder]);
  const started = performance.now();
  await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, maxBuffer: 1e8 });
  return (performance.now() - started) / 1000;
}

async function freshStart(): Promise<{ start: Start; packages: number }> {
  const folder = await mkdtemp(join(tmpdir(), "clicks-fresh-"));
  try {
    const packages = await clone(folder);
    return { packages, start: await start(folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function memoryTable(memory: ReadonlyMap<string, number>): string {
  const total = [...memory.values()].reduce((sum, bytes) => sum + bytes, 0);
  const rows = [...memory].map(([name, bytes]) => [name, shown(bytes / 1e6)]);
  return markdownTable(["processes", "MB"], [...rows, ["**all**", shown(total / 1e6)]]);
}

/** @param args `--runs N`, `--fresh`. */
export async function measure(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: "string", default: "3" }, fresh: { type: "boolean", default: false } },
  });
  const fresh = values.fresh ? await freshStart() : undefined;
  if (fresh) progress(`fresh start: ${shown(fresh.start.seconds)} s`);
  const warm: Start[] = [];
  for (let n = 0; n < Number(values.runs); n++) {
    warm.push(await start(root));
    progress(`warm start ${n + 1}: ${shown(warm.at(-1)?.seconds ?? 0)} s`);
  }
  const rows = [
    ...(fresh
      ? [
          ["`npm ci` of a fresh clone", shown(fresh.packages)],
          ["then `npm start` to the first counted click", shown(fresh.start.seconds)],
        ]
      : []),
    ["`npm start` again, everything set up", shown(median(warm.map(({ seconds }) => seconds)))],
  ];
  const memory = warm.at(-1)?.memory ?? new Map<string, number>();
  return {
    name: "startup",
    figures: `${markdownTable(["", "seconds"], rows)}\n\n${memoryTable(memory)}`,
    versions: `median of ${values.runs}, 100 clicks/s, memory in proportional shares ${MEMORY_AFTER_MS / 1000} s after the first click`,
  };
}
