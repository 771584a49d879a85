import { mkdir, rm, writeFile } from "node:fs/promises";
import { folderIn } from "../../runtime/ownFolder";
import type { Handout } from "./handout";
import { indexPage } from "./indexPage";
import { mailMerge } from "./mailMerge";
import { teamPage } from "./teamPage";

/** What is written for an event. */
export interface EventHandouts {
  readonly event: string;
  readonly handouts: readonly Handout[];
  /** Names of teams of which nothing is ready. */
  readonly without: readonly string[];
  /** By team: the command that starts the generator by hand. Secret. */
  readonly keys: ReadonlyMap<string, string>;
}

/**
 * Writes a page a team, the table for mail merge and the coach's index, and the keys apart from all of them. Nobody else on
 * this machine can read them; what an earlier command wrote is gone.
 *
 * @param root the event's folder.
 * @returns the folder.
 */
export async function writeHandouts(root: string, written: EventHandouts): Promise<string> {
  const { event, handouts, without, keys } = written;
  const folder = folderIn(root, "handouts");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const write = (name: string, text: string): Promise<void> =>
    writeFile(folderIn(folder, name), text, { mode: 0o600 });
  for (const handout of handouts) await write(`${handout.team}.html`, await teamPage(handout));
  await write("handout.csv", mailMerge(handouts));
  await write("index.html", await indexPage(event, handouts, without));
  for (const [team, command] of keys) await write(`${team}.keys.txt`, keysText(team, command));
  return folder;
}

function keysText(team: string, command: string): string {
  return `Team ${team}. Starts the click generator by hand. The key in it may send to this team's hub, and do nothing else.\n\n${command}\n`;
}
