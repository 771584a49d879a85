import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * The checkpoint of Spark's own below the one that a notebook was given: the notebook may keep more there, and
 * more than one.
 *
 * @returns the folder that has `offsets` and `commits`; of several the one in use last.
 * @throws Error where there is none yet.
 */
export async function streamCheckpoint(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isDirectory() && entry.name === "offsets");
  const dated = await Promise.all(
    found.map(async ({ parentPath }) => ({
      parentPath,
      at: (await stat(join(parentPath, "offsets"))).mtimeMs,
    })),
  );
  const [last] = dated.sort((a, b) => b.at - a.at);
  if (!last) throw new Error(`no stream has a checkpoint in ${folder}`);
  return last.parentPath;
}
