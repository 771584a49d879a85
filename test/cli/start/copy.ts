import { cp, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";

const root = join(__dirname, "..", "..", "..");
const notCopied = new Set([".git", ".local", "node_modules"]);

/**
 * The repository once more, so that what a command removes by mistake is no loss: its own `.local`, of whose
 * parts those named lead to the real ones, so that nothing is set up again.
 */
export async function copyRepository(
  parts: readonly string[] = ["toolchain", "engine"],
  name = "start-",
): Promise<string> {
  const copy = await realpath(await mkdtemp(join(tmpdir(), name)));
  const filter = (file: string): boolean => !notCopied.has(relative(root, file).split(sep)[0] ?? "");
  await cp(root, copy, { recursive: true, filter });
  await mkdir(join(copy, ".local"));
  for (const part of ["node_modules", ...parts.map((name) => join(".local", name))]) {
    await symlink(join(root, part), join(copy, part));
  }
  return copy;
}

/** Removes a copy; what its links lead to stays. */
export async function removeCopy(copy: string): Promise<void> {
  await rm(copy, { recursive: true, force: true });
}
