import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { takeLock, type Lock } from "../../runtime/lock";
import { readSessionInfo } from "../sessionInfo";

/** Where the sessions of all teams keep their data, and the files by which other commands find them. */
export interface SessionFolders {
  readonly challenges: string;
  readonly running: string;
}

/**
 * Makes this process the only one with a challenge of that team, until the lock is released. Two sessions of a team
 * would share a folder, and the first to end would remove the other's data.
 *
 * @throws Error naming the process that has one.
 */
export async function lockTeam(team: string, { challenges, running }: SessionFolders): Promise<Lock> {
  await mkdir(challenges, { recursive: true });
  // No team's name has a dot, so the lock is never a team's folder.
  const taken = await takeLock(join(challenges, `${team}.lock`));
  if ("lock" in taken) return taken.lock;
  const { pid, since } = taken.holder;
  const known = await readSessionInfo(team, running);
  const page = known?.owner === pid ? known.pageUrl : undefined;
  throw new Error(
    `team "${team}" has had a challenge on this machine since ${since.toLocaleTimeString("en-GB")}, in process ${pid}` +
      `${page === undefined ? "" : `; its page is ${page}`}.\n` +
      `Stop it with Ctrl-C where it was started, or with \`kill -INT ${pid}\`; or start another team with --team NAME.`,
  );
}
