import { spawn } from "node:child_process";

/** How a command is run. */
export interface CommandOptions {
  /** @default the caller's working directory */
  readonly cwd?: string;
  /** Added to the caller's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the command and everything that it started. */
  readonly signal?: AbortSignal | undefined;
}

/** What a command wrote. */
export interface CommandOutput {
  readonly stdout: string;
  /** The end of standard output and error together, in order. */
  readonly output: string;
}

/** A command that could not be started, or ended with something else than 0. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    command: string,
    /** Exit code, or the signal's or system error's name, e.g. `SIGKILL`, `ENOENT`. */
    readonly code: number | string,
    /** The end of what it wrote to standard output and error, in order. */
    readonly output: string,
  ) {
    super(`${command} ended with ${code}`);
  }
}

/** Enough for an error's explanation; a download's progress can be long. */
const KEPT_OUTPUT = 64 * 1024;
const KILL_AFTER_MS = 5_000;

/**
 * Runs a command to its end.
 *
 * @throws CommandError when it cannot be started or fails; the signal's reason when aborted
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, signal }: CommandOptions = {},
): Promise<CommandOutput> {
  signal?.throwIfAborted();
  // A process group of its own, because pip starts further processes that must end with it.
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let stdout = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output = (output + text).slice(-KEPT_OUTPUT);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-KEPT_OUTPUT);
  });

  const killGroup = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // The group is gone already, which is what was wanted.
    }
  };
  let killer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    killGroup("SIGTERM");
    killer = setTimeout(killGroup, KILL_AFTER_MS, "SIGKILL");
  };
  const onExit = () => killGroup("SIGKILL");
  signal?.addEventListener("abort", onAbort, { once: true });
  process.once("exit", onExit);
  try {
    const code = await new Promise<number | string>((resolve) => {
      child.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      child.once("close", (exitCode, exitSignal) => resolve(exitCode ?? exitSignal ?? "no exit code"));
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new CommandError(command, code, output);
    return { stdout, output };
  } finally {
    clearTimeout(killer);
    signal?.removeEventListener("abort", onAbort);
    process.off("exit", onExit);
  }
}
