import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Engine } from "./engine";

/** An engine whose running command can be sent signals; the Automation API sends only one. */
export interface TracedEngine extends Engine {
  /** Sends the signal to the command that runs; does nothing where none does. */
  signal(name: NodeJS.Signals): Promise<void>;
}

/** How long {@link endWith} waits, in ms. */
export interface EndLimits {
  /** From the first SIGINT, after which the engine waits for what it has begun, to the second, after which it does not. */
  readonly again: number;
  /** From the second SIGINT to SIGKILL. */
  readonly kill: number;
}

/**
 * Puts a script before the engine that notes the process id of each command.
 *
 * @param folder for the script and the note; created if missing.
 */
export async function trace(engine: Omit<Engine, "command">, folder: string): Promise<TracedEngine> {
  const bin = join(folder, "bin");
  const note = join(folder, "pid");
  await mkdir(bin, { recursive: true });
  // The Automation API puts the script's folder first on the path; there the engine would find the script again.
  const script = [
    "#!/bin/sh",
    `echo $$ > ${quoted(note)}`,
    `PATH=${quoted(process.env["PATH"] ?? "")} exec ${quoted(engine.binary)} "$@"`,
  ];
  await writeFile(join(bin, "pulumi"), `${script.join("\n")}\n`, { mode: 0o755 });
  return {
    ...engine,
    command: await PulumiCommand.get({ root: folder, skipVersionCheck: true }),
    async signal(name) {
      const pid = Number(await readFile(note, "utf8").catch(() => "0"));
      try {
        if (pid > 0) process.kill(pid, name);
      } catch {
        // It ended in the meantime.
      }
    },
  };
}

/**
 * Runs a command of the engine and ends it when the signal aborts. `command` itself must send the first SIGINT then; if
 * the engine does not end, it gets a second one, and at last a SIGKILL.
 */
export async function endWith<T>(
  signal: AbortSignal,
  engine: Pick<TracedEngine, "signal">,
  command: () => Promise<T>,
  limits: EndLimits = { again: 20_000, kill: 10_000 },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(() => {
      void engine.signal("SIGINT");
      timer = setTimeout(() => void engine.signal("SIGKILL"), limits.kill);
    }, limits.again);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    // Whoever listens from now on would never hear of an earlier abort.
    signal.throwIfAborted();
    return await command();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
