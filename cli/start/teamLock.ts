import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { takeLock, type Lock } from "../../runtime/lock";
import { readSessionInfo } from "../sessionInfo";

/** Where sessions of all teams keep what they make, and note what runs. */
export interface SessionFolders {
  readonly challenges: string;
  readonly running: string;
}

/**
 * Makes this process the only one with a challenge of that team, until the lock is released. A team's two sessions
 * would share a folder, and the end of one would take the other's data.
 *
 * @throws Error naming the process that has one.
 */
export async function lockTeam(team: string, { challenges, running }: SessionFolders): Promise<Lock> {
  await mkdir(challenges, { recursive: true });
  // No team's name has a dot: the lock is no team's folder.
  const taken = await takeLock(join(challenges, `${team}.lock`));
  if ("lock" in taken) return taken.lock;
  const { pid, since } = taken.holder;
  const known = await readSessionInfo(team, running);
  const page = known?.owner === pid ? known.pageUrl : undefined;
  throw new Error(
    `a challenge of team "${team}" runs on this machine since ${since.toLocaleTimeString("en-GB")}, made by process ${pid}` +
      `${page === undefined ? "" : `; its page is ${page}`}.\n` +
      `End it by Ctrl-C where it was started, or by \`kill -INT ${pid}\`; or start one of another team with --team NAME.`,
  );
}
