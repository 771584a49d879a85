import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "../runtime/command";
import { withLock } from "../runtime/lock";
import { cachedFolder } from "../runtime/toolchain/cachedFolder";

/** A program of one Go file and what its module requires. */
export interface GoProgram {
  /** Where `go.mod`, `go.sum` and `main.go` are. */
  readonly sources: string;
  readonly name: string;
  /** Keeps what is compiled, below a folder that the sources name. */
  readonly cache: string;
}

/**
 * Compiles it from modules that `go.sum` verifies, once; of several processes that want it one compiles.
 *
 * @returns the program.
 * @throws Error with what Go said.
 */
export async function goProgram({ sources, name, cache }: GoProgram): Promise<string> {
  const root = resolve(cache);
  const files = await Promise.all(
    ["go.mod", "go.sum", "main.go"].map((file) => readFile(join(sources, file), "utf8")),
  );
  await mkdir(root, { recursive: true });
  return withLock(join(root, "lock"), {}, async () => {
    const kept = cachedFolder(root, "program", files);
    if (!kept.present) await kept.make((folder) => compile(sources, join(folder, name)));
    return join(kept.path, name);
  });
}

async function compile(sources: string, program: string): Promise<void> {
  const built = await run("go", ["build", "-trimpath", "-ldflags", "-s -w", "-o", program, "."], {
    cwd: sources,
    env: { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly" },
  });
  if (built.code === 0) return;
  throw new Error(`${sources} does not compile: go ended with ${built.code}: ${built.stderr}`);
}
