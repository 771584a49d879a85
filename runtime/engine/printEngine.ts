import { EngineError, type Engine, type EngineProgress } from "./engine";

const origins = {
  path: "from the PATH",
  kept: "kept from an earlier run",
  downloaded: "downloaded, its checksum verified",
  built: "compiled from its Go modules",
} as const;

/** Gets an engine, shows the progress, and prints where it is; sets the process's exit code if there is none. */
export async function printEngine(
  get: (options: {
    readonly onProgress: (progress: EngineProgress) => void;
    readonly signal: AbortSignal;
  }) => Promise<Engine>,
): Promise<void> {
  try {
    const engine = await get({ onProgress: progressOn(process.stderr), signal: endedByUser() });
    process.stdout.write(`Pulumi ${engine.version}, ${origins[engine.origin]}: ${engine.binary}\n`);
  } catch (error) {
    const known = error instanceof EngineError || (error instanceof Error && error.name === "AbortError");
    process.stderr.write(`${known ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
    process.exitCode = 1;
  }
}

/** One line rewritten on a terminal; elsewhere a line for each step and each tenth of it. */
function progressOn(stream: NodeJS.WriteStream): (progress: EngineProgress) => void {
  let last = "";
  return ({ step, done, total }) => {
    const share = done === undefined || total === undefined || total === 0 ? undefined : done / total;
    const shown = stream.isTTY ? 100 : 10;
    const percent = share === undefined ? "" : ` ${String((Math.floor(share * shown) * 100) / shown)} %`;
    const line = `${step}${percent}`;
    if (line === last) return;
    stream.write(stream.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
    last = line;
  };
}

function endedByUser(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
