import { Command } from "commander";
import { failOnOutputFailure } from "./outputFailure";
import { DEFAULT_FOLDER, EngineError, MINIMUM_VERSION, type EngineProgress } from "../runtime/engine/engine";
import { findEngine } from "../runtime/engine/find";

const ORIGINS = {
  path: "from the PATH",
  kept: "kept from an earlier run",
  downloaded: "downloaded by Pulumi's installer",
  built: "compiled from its Go modules",
} as const;

const command = new Command("npm run engine --")
  .description(`Finds a Pulumi CLI (at least ${MINIMUM_VERSION}): on the PATH, downloaded, or compiled.`)
  .option("--folder <folder>", "where to keep what is downloaded or compiled", DEFAULT_FOLDER)
  .option("--no-install", "do not download it")
  .option("--no-build", "do not compile it")
  .action(async (options: { folder: string; install: boolean; build: boolean }) => {
    const engine = await findEngine({
      folder: options.folder,
      allowInstall: options.install,
      allowBuild: options.build,
      onProgress: progressOn(process.stderr),
      signal: endedByUser(),
    });
    process.stdout.write(`Pulumi ${engine.version}, ${ORIGINS[engine.origin]}: ${engine.binary}\n`);
  });

/** One line rewritten on a terminal; elsewhere a line for each step and each tenth of it. */
function progressOn(stream: NodeJS.WriteStream): (progress: EngineProgress) => void {
  let last = "";
  return ({ step, done, total }) => {
    const part = done === undefined || total === undefined || total === 0 ? undefined : done / total;
    const shown = stream.isTTY ? 100 : 10;
    const percent = part === undefined ? "" : ` ${String((Math.floor(part * shown) * 100) / shown)} %`;
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

failOnOutputFailure();
command.parseAsync().catch((error: unknown) => {
  const known = error instanceof EngineError || (error instanceof Error && error.name === "AbortError");
  process.stderr.write(`${known ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
