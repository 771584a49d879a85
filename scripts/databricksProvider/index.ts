/**
 * Databricks' own Terraform provider as a provider of Pulumi's, compiled from Go modules that `go.sum` verifies: what
 * the emulator is held against. No part of the product; about 160 s of processor time, once, and 49 MB.
 */
import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "../../runtime/command";
import { withLock } from "../../runtime/lock";
import { cachedFolder } from "../../runtime/toolchain/cachedFolder";

const PROGRAM = "pulumi-resource-databricks";

/**
 * @param folder keeps what is compiled; of several processes that want it one compiles.
 * @returns the program.
 * @throws Error with what Go said.
 */
export async function databricksProvider(folder = join(".local", "databricks-provider")): Promise<string> {
  const root = resolve(folder);
  const sources = await Promise.all(
    ["go.mod", "go.sum", "main.go"].map((file) => readFile(join(__dirname, file), "utf8")),
  );
  await mkdir(root, { recursive: true });
  return withLock(join(root, "lock"), {}, async () => {
    const kept = cachedFolder(root, "provider", sources);
    if (!kept.present) await kept.make(compile);
    return join(kept.path, PROGRAM);
  });
}

async function compile(folder: string): Promise<void> {
  const program = join(folder, PROGRAM);
  const built = await run("go", ["build", "-trimpath", "-ldflags", "-s -w", "-o", program, "."], {
    cwd: __dirname,
    env: { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly" },
  });
  if (built.code === 0) return;
  throw new Error(`Databricks' provider does not compile: go ended with ${built.code}: ${built.stderr}`);
}
