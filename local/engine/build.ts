import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { withLock } from "../lock";
import { keptBinary, keptEngine, type Engine, type EngineProgress } from "./engine";
import { writeOverlay } from "./overlay";
import { run, type Ended } from "./process";

/** Version that `go/go.mod` requires and `go/go.sum` verifies: the newest that module proxies serve. */
const BUILT_VERSION = "3.259.0";

const MODULE = join(__dirname, "go");
const PROGRAM = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
/** Without this the program says 3.0.0-dev, and the Automation API refuses it. */
const STAMP = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${BUILT_VERSION}`;

/** What a build tells and obeys. */
export interface BuildOptions {
  readonly onProgress: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compiles the CLI from its Go modules: 5 to 7 minutes on two cores, 115 MB. A second process that wants the
 * same waits for the first.
 *
 * @returns the engine, or why it could not be built.
 */
export async function buildEngine(folder: string, options: BuildOptions): Promise<Engine | string> {
  await mkdir(folder, { recursive: true });
  const onWait = (): void =>
    options.onProgress({ step: "Waiting for another process that is building the engine" });
  return await withLock(join(folder, "build.lock"), { signal: options.signal, onWait }, async () => {
    const made = await keptEngine(folder, "built");
    if (typeof made !== "string") return made;
    return (await compile(folder, options)) ?? (await keptEngine(folder, "built"));
  });
}

/** @returns why it failed, undefined where it did not. */
async function compile(folder: string, options: BuildOptions): Promise<string | undefined> {
  const { onProgress, signal } = options;
  const env = { ...process.env, CGO_ENABLED: "0" };
  const bounds = { cwd: MODULE, env, signal };

  onProgress({ step: "Downloading the Pulumi CLI's Go modules" });
  const overlay = resolve(folder, "overlay.json");
  const unwritten = await writeOverlay(overlay, (...args) => run("go", args, bounds));
  signal?.throwIfAborted();
  if (unwritten) return failure(unwritten);
  const listed = await run("go", ["list", "-mod=readonly", "-overlay", overlay, "-deps", PROGRAM], bounds);
  signal?.throwIfAborted();
  if (listed.code !== 0) return failure(listed);

  // Go names a package on standard error when it starts on it; what its cache holds it passes over.
  const total = listed.stdout.trim().split("\n").length;
  const step = "Compiling the Pulumi CLI";
  let done = 0;
  onProgress({ step, done, total });
  const target = keptBinary(folder);
  const unfinished = `${target}.${String(process.pid)}`;
  await mkdir(dirname(target), { recursive: true });
  const built = await run("go", buildArguments(overlay, unfinished), {
    ...bounds,
    onErrorLine: () => {
      done = Math.min(done + 1, total);
      onProgress({ step, done, total });
    },
  });
  if (built.code !== 0) {
    await rm(unfinished, { force: true });
    signal?.throwIfAborted();
    return failure(built);
  }
  await rename(unfinished, target);
  return undefined;
}

function buildArguments(overlay: string, target: string): string[] {
  return [
    "build",
    "-mod=readonly",
    "-overlay",
    overlay,
    "-v",
    "-trimpath",
    // The linker leaves out what debuggers read: writing it is a tenth of the compile.
    "-gcflags=all=-dwarf=false",
    "-ldflags",
    `-s -w ${STAMP}`,
    "-o",
    target,
    PROGRAM,
  ];
}

function failure(ended: Ended): string {
  if (ended.missing) return "it cannot be compiled, because Go is not installed";
  if (ended.stderr.includes("no space left on device"))
    return "it cannot be compiled, because the disk is full";
  const line = ended.stderr.trim().split("\n").at(-1) ?? "go says nothing";
  return `it cannot be compiled (${line})`;
}
