import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ExitInfo, Run } from "../supervisor";
import { ControlClient } from "./control";
import { causeOfEnd, endGroup, endOf, startPython, type PythonProcessOptions } from "./pythonProcess";

/** The Spark driver did not start, or refused what it was told. */
export class SparkDriverError extends Error {
  override readonly name = "SparkDriverError";
}

/** What the driver's process is given beside its token. */
export interface DriverProcessOptions extends PythonProcessOptions {
  /** Notebooks as jobs, or questions. */
  readonly serves: "jobs" | "questions";
}

/** Ten times what it takes on an idle machine: it may be busy with all else that is starting. */
const START_LIMIT_MS = 180_000;
/** For the jobs to end between two batches; cutting them short loses nothing, it only takes longer to go on. */
const STOP_LIMIT_MS = 10_000;

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
    // Only in the memory of both processes, and different for each run: whoever listened on the port while no driver did
    // has learnt nothing that works on the next driver.
    const token = randomBytes(24).toString("base64url");
    const given = { ...options, token };
    const child = startPython(python, program, given);
    const onAbort = () => child.kill("SIGKILL");
    signal.addEventListener("abort", onAbort, { once: true });
    const timer = setTimeout(onAbort, START_LIMIT_MS);
    try {
      const line = await firstLine(child);
      signal.throwIfAborted();
      if (line === undefined || child.pid === undefined) throw await startError(options);
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

async function startError(options: PythonProcessOptions): Promise<SparkDriverError> {
  const log = join(options.folder, options.log);
  return new SparkDriverError(`Spark did not start: ${await causeOfEnd(options)}. Its log is ${log}.`);
}
