import { join } from "node:path";
import { checkPort } from "../../page";
import type { Lock } from "../../runtime/lock";
import { refuseWindows } from "../../runtime/windows";
import { writableFolder } from "../../runtime/writableFolder";
import type { StartOptions } from "./options";
import { roomAt, tooLittle } from "./room";
import { settingsFor, teamIn } from "./settings";
import { lockTeam } from "./teamLock";
import type { View } from "./view";

/** Where everything lies that sessions create. */
function foldersIn(home: string) {
  return {
    challenges: join(home, "challenges"),
    running: join(home, "running"),
    logs: join(home, "logs"),
    toolchain: join(home, "toolchain"),
  };
}

/** A team that this process alone may have a challenge of. */
export interface TeamClaim {
  readonly team: string;
  /** The stack's settings, all of them valid. */
  readonly settings: Readonly<Record<string, string>>;
  /** They exist, and can be written. */
  readonly folders: ReturnType<typeof foldersIn>;
  readonly lock: Lock;
}

/**
 * Takes a team, or refuses: whatever can be known to be wrong before anything is created. Needs little of the program, which
 * takes a second or two to load.
 *
 * @param home folder of everything that sessions on this machine create; those of one team share it.
 * @throws Error that says what is wrong, and the way out.
 */
export async function claimTeam(
  home: string,
  { options, view }: { readonly options: StartOptions; readonly view: View },
): Promise<TeamClaim> {
  refuseWindows("`npm start`");
  const now = new Date();
  const settings = settingsFor(options, now);
  const team = teamIn(settings, now);
  if (options.port !== undefined) await checkPort(options.port);
  const folders = foldersIn(home);
  for (const folder of Object.values(folders)) await writableFolder(folder);
  for (const warning of tooLittle(await roomAt(folders.challenges))) view.say(warning);
  return { team, settings, folders, lock: await lockTeam(team, folders) };
}
