import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { causeIn } from "../cause";
import { jvmOptions, serviceEnvironment } from "../environment";
import { openProcessLog } from "../processLog";
import type { ExitInfo } from "../supervisor";
import { archiveOptions, sparkClasspath, type Toolchain } from "../toolchain";

/** What each of the driver's Python programs is given (see `driver/main.py`), as one line of JSON. */
export interface PythonProcessOptions {
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

/** What all processes of a workspace share. */
export interface DriverPlace {
  /** Certificates they trust; the file may be written later, before the first job. */
  readonly truststore: { readonly file: string; readonly password: string };
  /** Names and their addresses, as Java reads them. */
  readonly hostsFile: string;
  /** Root of the lake: `abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/x` is `ROOT/ACCOUNT/CONTAINER/x`. */
  readonly lakeFolder: string;
  /** For the tables of its schemas: `SCHEMA.db/TABLE`. */
  readonly warehouseFolder: string;
}

const END_LIMIT_MS = 10_000;

/** @param folder for the process's log and its temporary files */
export async function pythonOptions(
  folder: string,
  log: string,
  toolchain: Toolchain,
  place: DriverPlace,
): Promise<PythonProcessOptions> {
  return {
    folder,
    log,
    java: toolchain.java,
    spark_home: toolchain.sparkHome,
    jvm_options: [...archiveOptions(toolchain), ...jvmOptions()],
    classpath: await sparkClasspath(toolchain),
    truststore: place.truststore,
    hosts_file: place.hostsFile,
    lake_folder: resolve(place.lakeFolder),
    warehouse_folder: resolve(place.warehouseFolder),
  };
}

/**
 * Starts one of the driver's Python programs.
 *
 * @param program its file, and its arguments
 * @param options may hold secrets: no command line and no environment shows them
 */
export function startPython(
  python: string,
  program: readonly string[],
  options: PythonProcessOptions,
): ChildProcessWithoutNullStreams {
  // A process group of its own, with its JVM: a Ctrl-C is for the process that started it, which then stops it in order.
  const child = spawn(python, ["-B", ...program], {
    cwd: options.folder,
    env: serviceEnvironment(),
    stdio: "pipe",
    detached: true,
  });
  // Its first output; the program itself writes to this file as soon as it knows of it.
  child.stderr.pipe(openProcessLog(join(options.folder, options.log)));
  // Writing to a process that has ended already must not end this one; its end is reported otherwise.
  child.stdin.on("error", () => undefined);
  child.stdin.write(`${JSON.stringify(options)}\n`);
  return child;
}

/** Resolves when it has ended, or has not started. */
export function endOf(child: ChildProcessWithoutNullStreams): Promise<ExitInfo> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null)
      resolve({ code: child.exitCode, signal: child.signalCode });
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
}

/** @returns why a process ended, as its log says. */
export async function causeOfEnd({ folder, log }: PythonProcessOptions): Promise<string> {
  const file = join(folder, log);
  return causeIn(await readFile(file, "utf8").catch(() => "")) ?? "it ended";
}

/** Kills Python and the JVM, whichever of them is left, and waits until both are gone. A JVM that is starting sees no end. */
export async function endGroup({ pid }: ChildProcessWithoutNullStreams): Promise<void> {
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
