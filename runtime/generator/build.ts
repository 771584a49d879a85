import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundleGenerator } from "../../generator/bundle";

const repository = dirname(dirname(__dirname));

/**
 * Builds the generator as its image has it, one file, which is started without a compiler beside it.
 *
 * @returns the file, in the repository's `.local`
 */
export async function buildGenerator(): Promise<string> {
  const folder = join(repository, ".local", "generator");
  await mkdir(folder, { recursive: true });
  const file = join(folder, "generator.mjs");
  // Moved into place: another generator may be starting from it.
  const temporary = join(folder, `${randomUUID()}.mjs`);
  await writeFile(temporary, await bundleGenerator());
  await rename(temporary, file);
  return file;
}
