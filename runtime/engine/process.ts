import { spawn, type SpawnOptions } from "node:child_process";

/** How a program ended, and what it said. */
export interface Ended {
  /** Undefined where the program could not be started or was killed. */
  readonly code?: number;
  /** True where it was killed because of the limit or the signal. */
  readonly cutOff: boolean;
  /** True where there is no such program. */
  readonly missing: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Bounds and observers of {@link run}. */
export interface EngineRunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Longest that the program may run, ms. */
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with each line of its standard error. */
  readonly onErrorLine?: (line: string) => void;
}

/**
 * Runs a program to its end. It gets a process group of its own, so that being cut off ends whatever it
 * started too: an installer's download, a compiler's workers.
 */
export function run(
  program: string,
  args: readonly string[],
  options: EngineRunOptions = {},
): Promise<Ended> {
  const settings: SpawnOptions = {
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  };
  if (options.cwd !== undefined) settings.cwd = options.cwd;
  if (options.env !== undefined) settings.env = options.env;
  const child = spawn(program, args, settings);
  const said = { stdout: "", stderr: "" };
  let cutOff = false;
  const cut = (): void => {
    cutOff = true;
    endGroup(child.pid);
  };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
    for (const line of text.split("\n")) if (line !== "") options.onErrorLine?.(line);
  });
  const timer = options.limit === undefined ? undefined : setTimeout(cut, options.limit);
  options.signal?.addEventListener("abort", cut, { once: true });
  if (options.signal?.aborted === true) cut();

  return new Promise((resolve, reject) => {
    const finish = (end: { code?: number; missing: boolean }): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", cut);
      resolve({ ...said, ...end, cutOff });
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") finish({ missing: true });
      else reject(error);
    });
    child.on("close", (code) => {
      finish({ missing: false, ...(code === null ? {} : { code }) });
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It ended in the meantime.
  }
}
