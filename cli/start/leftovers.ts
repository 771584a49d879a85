import { existsSync } from "node:fs";
import { join } from "node:path";
import { killLeftProcesses } from "../../event/run/leftProcesses";
import { folderIn, removeFolderIn } from "../../runtime/ownFolder";
import { removeSessionInfo } from "../sessionInfo";
import type { SessionFolders } from "./teamLock";

/** Folder of a team's stack, which also marks the engine's processes that work on it. */
export const stackFolderOf = (challenges: string, team: string): string =>
  join(folderIn(challenges, team), "stack");

/**
 * Removes what a session of the team left that was killed, before anything is created in its place. The services have ended with
 * it; an engine goes on, and would write its state where the next session has its own.
 *
 * @returns whether there was anything.
 */
export async function removeLeftovers(
  team: string,
  { challenges, running }: SessionFolders,
): Promise<boolean> {
  await removeSessionInfo(team, running);
  if (!existsSync(folderIn(challenges, team))) return false;
  await killLeftProcesses(stackFolderOf(challenges, team));
  await removeFolderIn(challenges, team);
  return true;
}
