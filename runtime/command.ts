import { spawn } from "node:child_process";
import { toolEnvironment } from "./environment";

/** How a command is run. */
export interface CommandOptions {
  /** @default the caller's working directory */
  readonly cwd?: string;
  /** Added to the caller's environment, of which a command gets what {@link toolEnvironment} leaves. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Longest that it may run, ms. @default no limit */
  readonly limit?: number;
  /** What it reads on its standard input. @default nothing */
  readonly input?: string;
  /** Ends the command and everything that it started. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each line of its standard error. */
  readonly onErrorLine?: (line: string) => void;
}

/** How a command ended, and what it wrote. */
export interface Ended {
  /** Exit code, or the signal's or system error's name, e.g. `SIGKILL`, `ENOENT`. */
  readonly code: number | string;
  /** Whether it was ended because of its limit. */
  readonly cutOff: boolean;
  readonly stdout: string;
  /** The end of standard error. */
  readonly stderr: string;
  /** The end of standard output and error together, in order. */
  readonly output: string;
}

/** A command that could not be started, or ended with something else than 0. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: Ended["code"];
  readonly output: string;

  constructor(command: string, { code, output }: Ended) {
    super(`${command} ended with ${code}`);
    this.code = code;
    this.output = output;
  }
}

/** Enough for an error's explanation; a download's progress can be long. */
const KEPT_OUTPUT = 64 * 1024;
const KILL_AFTER_MS = 5_000;

/**
 * Runs a command to its end. It gets a process group of its own, so that whatever it started ends with it: a
 * compiler's workers, what pip runs.
 *
 * @throws the signal's reason when aborted
 */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env, input, limit, signal, onErrorLine }: CommandOptions = {},
): Promise<Ended> {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...toolEnvironment(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  // Whoever does not read it may end before it is written.
  child.stdin.on("error", () => undefined).end(input);
  const written = { stdout: "", stderr: "", output: "" };
  const lines = lineByLine(onErrorLine);
  const end = (text: string): string => text.slice(-KEPT_OUTPUT);
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written.stdout += text;
    written.output = end(written.output + text);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written.stderr = end(written.stderr + text);
    written.output = end(written.output + text);
    lines(text);
  });
  const ending = endsGroup(child.pid, limit, signal);
  const code = await new Promise<number | string>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    child.once("close", (exitCode, exitSignal) => resolve(exitCode ?? exitSignal ?? "no exit code"));
  });
  ending.release();
  signal?.throwIfAborted();
  return { code, cutOff: ending.cutOff, ...written };
}

/**
 * Runs a command that has to succeed.
 *
 * @throws CommandError when it cannot be started or fails; the signal's reason when aborted
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  const ended = await run(command, args, options);
  if (ended.code !== 0) throw new CommandError(command, ended);
  return ended;
}

/** Ends a process group at a limit, at a signal, and with this process. `release` once the group has ended. */
function endsGroup(
  pid: number | undefined,
  limit: number | undefined,
  signal: AbortSignal | undefined,
): { readonly cutOff: boolean; release(): void } {
  const kill = (name: NodeJS.Signals): void => {
    try {
      if (pid !== undefined) process.kill(process.platform === "win32" ? pid : -pid, name);
    } catch {
      // The group is gone already, which is what was wanted.
    }
  };
  let cutOff = false;
  let killer: NodeJS.Timeout | undefined;
  const cut = (): void => {
    kill("SIGTERM");
    killer ??= setTimeout(kill, KILL_AFTER_MS, "SIGKILL");
  };
  const onLimit = (): void => {
    cutOff = true;
    cut();
  };
  const onExit = (): void => kill("SIGKILL");
  const timer = limit === undefined ? undefined : setTimeout(onLimit, limit);
  signal?.addEventListener("abort", cut, { once: true });
  process.once("exit", onExit);
  return {
    get cutOff() {
      return cutOff;
    },
    release: () => {
      clearTimeout(timer);
      clearTimeout(killer);
      signal?.removeEventListener("abort", cut);
      process.off("exit", onExit);
    },
  };
}

/** @returns what makes lines of pieces of text, which may begin and end anywhere; empty lines are left out. */
function lineByLine(onLine: (line: string) => void = () => undefined): (text: string) => void {
  let begun = "";
  return (text) => {
    const lines = (begun + text).split("\n");
    begun = lines.pop() ?? "";
    for (const line of lines) if (line !== "") onLine(line);
  };
}
