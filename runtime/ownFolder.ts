import { rm } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";

/**
 * The path of a folder below another one, by the name of each folder on the way. A name is one folder's: none
 * leads back out, so whoever removes the folder removes nothing else.
 *
 * @throws Error naming the path and the name that leads elsewhere.
 */
export function folderIn(parent: string, ...names: readonly [string, ...string[]]): string {
  return names.reduce((folder, name) => {
    const path = resolve(folder, name);
    if (dirname(path) === folder && basename(path) === name) return path;
    throw new Error(
      `"${name}" is not a valid name for a folder in ${folder}: use one without slashes, and not "." or ".."`,
    );
  }, resolve(parent));
}

/** Removes a folder below another one, with all that is in it; succeeds where there is none. */
export async function removeFolderIn(
  parent: string,
  ...names: readonly [string, ...string[]]
): Promise<void> {
  // Processes that are ending may write their last files meanwhile.
  await rm(folderIn(parent, ...names), { recursive: true, force: true, maxRetries: 5 });
}
