import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { folderIn, removeFolderIn } from "../../runtime/ownFolder";

/**
 * Copies a team's logs out of its folder, which is about to be removed, in place of those of an earlier failure. Where
 * they cannot be copied, as on a full disk, the rest is removed all the same.
 *
 * @returns an error's text with the copies' paths in place of the originals', or as it was where there are no logs.
 */
export async function keepLogs(
  team: string,
  { challenges, logs }: { readonly challenges: string; readonly logs: string },
): Promise<(text: string) => string> {
  const from = folderIn(challenges, team);
  const to = folderIn(logs, team);
  const entries = await readdir(from, { recursive: true }).catch(() => []);
  const found = entries.filter((entry) =>
    /(?:^|[\\/])(?:broker|driver|questions|generator)\.log$/.test(entry),
  );
  if (found.length === 0) return (text) => text;
  try {
    await removeFolderIn(logs, team);
    await Promise.all(found.map((entry) => cp(join(from, entry), join(to, entry), { recursive: true })));
  } catch (error) {
    return (text) => `${text}\nThe logs could not be kept in ${to}: ${(error as Error).message}`;
  }
  return (text) => found.reduce((said, entry) => said.replaceAll(join(from, entry), join(to, entry)), text);
}
