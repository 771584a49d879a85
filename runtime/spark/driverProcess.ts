import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { causeIn } from "../cause";
import { serviceEnvironment } from "../environment";
import { openProcessLog } from "../processLog";
import type { ExitInfo, Run } from "../supervisor";
import { ControlClient } from "./control";

/** The Spark driver did not start, or refused what it was told. */
export class SparkDriverError extends Error {
  override readonly name = "SparkDriverError";
}

/** What the driver's process is given (see `driver/main.py`). Holds secrets. */
export interface DriverProcessOptions {
  /** Notebooks as jobs, or questions. */
  readonly serves: "jobs" | "questions";
  readonly folder: string;
  /** Name of its log, in that folder. */
  readonly log: string;
  readonly java: string;
  readonly jvm_options: readonly string[];
  readonly spark_home: string;
  readonly classpath: readonly string[];
  readonly truststore: { readonly file: string; readonly password: string };
  readonly hosts_file: string;
  readonly lake_folder: string;
  readonly warehouse_folder: string;
}

/** Ten times what it takes on an idle machine: it may be busy with all else that is starting. */
const START_LIMIT_MS = 180_000;
/** For the jobs to end between two batches; cutting them short loses nothing, it only takes longer to go on. */
const STOP_LIMIT_MS = 10_000;
const END_LIMIT_MS = 10_000;

/** One run of the driver: a Python process, and the JVM that it starts. Both end with this process. */
export class DriverProcess implements Run {
  readonly exited: Promise<ExitInfo>;
  readonly control: ControlClient;

  readonly #child: ChildProcessWithoutNullStreams;

  private constructor(
    child: ChildProcessWithoutNullStreams,
    /** Where it serves. */
    readonly url: string,
    /** Secret of this run. */
    readonly token: string,
    /** The JVM's process. */
    readonly jvmPid: number,
  ) {
    this.#child = child;
    this.control = new ControlClient(url, token);
    this.exited = endOf(child).then(async (info) => {
      // Two of them must never write the same tables: the old one is gone before a new one starts.
      await endGroup(child);
      return info;
    });
  }

  /**
   * Starts it, and waits until it serves.
   *
   * @param program the driver's Python file, and its arguments
   * @throws SparkDriverError; the signal's reason when aborted
   */
  static async start(
    python: string,
    program: readonly string[],
    options: DriverProcessOptions,
    signal: AbortSignal,
  ): Promise<DriverProcess> {
    signal.throwIfAborted();
    // A process group of its own, with its JVM: a Ctrl-C is for the process that started it, which then stops it in order.
    const child = spawn(python, ["-B", ...program], {
      cwd: options.folder,
      env: serviceEnvironment(),
      stdio: "pipe",
      detached: true,
    });
    // Its first output; the driver itself writes to this file as soon as it knows of it.
    child.stderr.pipe(openProcessLog(join(options.folder, options.log)));
    const onAbort = () => child.kill("SIGKILL");
    signal.addEventListener("abort", onAbort, { once: true });
    const timer = setTimeout(onAbort, START_LIMIT_MS);
    // Writing to a process that has ended already must not end this one; its end is reported below.
    child.stdin.on("error", () => undefined);
    // Only in the memory of both processes, and different for each run: whoever listened on the port while no driver did
    // has learnt nothing that works on the next driver.
    const token = randomBytes(24).toString("base64url");
    child.stdin.write(`${JSON.stringify({ ...options, token })}\n`);
    try {
      const line = await firstLine(child);
      signal.throwIfAborted();
      if (line === undefined || child.pid === undefined)
        throw await startError(join(options.folder, options.log));
      const { port, jvm } = JSON.parse(line) as { port: number; jvm: number };
      return new DriverProcess(child, `http://127.0.0.1:${port}`, token, jvm);
    } catch (error) {
      await endGroup(child);
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  async stop(): Promise<ExitInfo> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_LIMIT_MS);
    // It may be dying already: then its end is all that is wanted.
    await this.control.call("stop", {}, AbortSignal.timeout(STOP_LIMIT_MS)).catch(() => undefined);
    this.#child.stdin.end();
    const info = await this.exited;
    clearTimeout(timer);
    return info;
  }
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string | undefined> {
  const lines = createInterface({ input: child.stdout });
  return Promise.race([
    once(lines, "line").then(([line]) => String(line)),
    endOf(child).then(() => undefined),
  ]);
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<ExitInfo> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null)
      resolve({ code: child.exitCode, signal: child.signalCode });
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
}

async function startError(file: string): Promise<SparkDriverError> {
  const text = await readFile(file, "utf8").catch(() => "");
  return new SparkDriverError(`Spark did not start: ${causeIn(text) ?? "it ended"}. Its log is ${file}.`);
}

/** Kills Python and the JVM, whichever of them is left, and waits until both are gone. A JVM that is starting sees no end. */
async function endGroup({ pid }: ChildProcessWithoutNullStreams): Promise<void> {
  if (pid === undefined) return;
  const deadline = performance.now() + END_LIMIT_MS;
  while (signalGroup(pid) && performance.now() < deadline) await sleep(20);
}

/** @returns whether there still was a process in it */
function signalGroup(leader: number): boolean {
  try {
    return process.kill(-leader, "SIGKILL");
  } catch {
    return false;
  }
}
