import { cp, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { folderIn, removeFolderIn } from "../../runtime/ownFolder";

/** Copies of a team's logs, whose originals are about to be removed. */
export interface LogCopies {
  /**
   * Keeps them, in place of those of an earlier failure.
   *
   * @returns an error's text with the copies' paths in place of the originals', or as it was where there are no logs.
   */
  keep(): Promise<(text: string) => string>;
  drop(): Promise<void>;
}

/**
 * Copies a team's logs out of its folder before anything of it is removed: whether that goes well, and an error names one of
 * them, is known only later. Where they cannot be copied, as on a full disk, the rest is removed all the same.
 */
export async function copyLogs(
  team: string,
  { challenges, logs }: { readonly challenges: string; readonly logs: string },
): Promise<LogCopies> {
  // No team's name has a dot, so this is never another team's folder.
  const copies = `${team}.ended`;
  const [from, aside, to] = [folderIn(challenges, team), folderIn(logs, copies), folderIn(logs, team)];
  const entries = await readdir(from, { recursive: true }).catch(() => []);
  const found = entries.filter((entry) =>
    /(?:^|[\\/])(?:broker|driver|questions|generator)\.log$/.test(entry),
  );
  const copied = removeFolderIn(logs, copies).then(() =>
    Promise.all(found.map((entry) => cp(join(from, entry), join(aside, entry), { recursive: true }))),
  );
  const failure = await copied.then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  return {
    drop: () => removeFolderIn(logs, copies),
    keep: async () => {
      if (found.length === 0) return (text) => text;
      try {
        if (failure) throw failure;
        await removeFolderIn(logs, team);
        await rename(aside, to);
      } catch (error) {
        return (text) => `${text}\nThe logs could not be kept in ${to}: ${(error as Error).message}`;
      }
      return (text) =>
        found.reduce((said, entry) => said.replaceAll(join(from, entry), join(to, entry)), text);
    },
  };
}
