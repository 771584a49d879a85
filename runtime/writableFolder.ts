import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "./missing";

/**
 * Creates a folder, if there is none, and makes sure that this user can write there.
 *
 * @throws Error that says what to do where it cannot: a clone that is read-only, or another user's.
 */
export async function writableFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const owner = await ownerOf(folder);
    const whose = owner === undefined || owner === process.geteuid?.() ? "" : `; it belongs to user ${owner}`;
    throw new Error(
      `Everything that runs here lies in ${folder}, where you cannot write (${code}${whose}). ` +
        "Clone the repository to a folder of your own, and start there.",
      { cause: error },
    );
  }
}

/** @returns the user of a folder or, where there is none, of the nearest one above it; undefined where nobody can tell. */
async function ownerOf(folder: string): Promise<number | undefined> {
  try {
    return (await stat(folder)).uid;
  } catch (error) {
    return isMissing(error) && dirname(folder) !== folder ? ownerOf(dirname(folder)) : undefined;
  }
}
