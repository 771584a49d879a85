import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { withLock } from "../../runtime/lock";
import { keptBinary, keptEngine, type Engine, type EngineProgress } from "../../runtime/engine/engine";
import { createModule } from "./module";
import { run, type Ended } from "../../runtime/command";

/** Version that `go/go.mod` requires and `go/go.sum` verifies: the newest that module proxies serve. */
const BUILT_VERSION = "3.259.0";

const PROGRAM = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
/** Without this the program says 3.0.0-dev, and the Automation API refuses it. */
const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${BUILT_VERSION}`;

/** How to follow and end a build. */
export interface BuildOptions {
  readonly onProgress: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compiles the CLI from its Go modules: 3 to 4 minutes on two cores, 66 MB. A second process that wants the
 * same waits for the first.
 *
 * @returns the engine, or why it could not be built.
 */
export async function buildEngine(folder: string, options: BuildOptions): Promise<Engine | string> {
  await mkdir(folder, { recursive: true });
  const onWait = (): void =>
    options.onProgress({ step: "Waiting for another process that is building the engine" });
  return await withLock(join(folder, "build.lock"), { signal: options.signal, onWait }, async () => {
    const kept = await keptEngine(folder, "built");
    if (typeof kept !== "string") return kept;
    const module = resolve(folder, "module");
    try {
      return (await compile(folder, module, options)) ?? (await keptEngine(folder, "built"));
    } finally {
      await rm(module, { recursive: true, force: true });
    }
  });
}

/** @returns why it failed, undefined where it did not. */
async function compile(
  folder: string,
  module: string,
  { onProgress, signal }: BuildOptions,
): Promise<string | undefined> {
  const bounds = { cwd: module, env: { CGO_ENABLED: "0" }, signal };
  const go = (...args: string[]): Promise<Ended> => run("go", args, bounds);

  onProgress({ step: "Downloading the Pulumi CLI's Go modules" });
  const failed = await createModule(module, go);
  signal?.throwIfAborted();
  if (failed) return failure(failed);
  const listed = await go("list", "-mod=vendor", "-deps", PROGRAM);
  signal?.throwIfAborted();
  if (listed.code !== 0) return failure(listed);

  // Go prints a package's name on standard error when it starts to compile it, unless its cache has the package.
  const total = listed.stdout.trim().split("\n").length;
  const step = "Compiling the Pulumi CLI";
  let done = 0;
  onProgress({ step, done, total });
  const target = keptBinary(folder);
  const unfinished = `${target}.${String(process.pid)}`;
  await mkdir(dirname(target), { recursive: true });
  const built = await run("go", buildArguments(unfinished), {
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

function buildArguments(target: string): string[] {
  return [
    "build",
    "-mod=vendor",
    "-v",
    "-trimpath",
    // Without debug information, which the linker drops anyway, and without inlining, which an engine that waits for
    // clouds does not need, it compiles in three quarters of the time.
    "-gcflags=all=-dwarf=false -l",
    "-ldflags",
    `-s -w ${stamp}`,
    "-o",
    target,
    PROGRAM,
  ];
}

function failure(ended: Ended): string {
  if (ended.code === "ENOENT") return "it cannot be compiled, because Go is not installed";
  if (ended.stderr.includes("no space left on device"))
    return "it cannot be compiled, because the disk is full";
  const line = ended.stderr.trim().split("\n").at(-1) || `go ended with ${ended.code}`;
  return `it cannot be compiled (${line})`;
}
