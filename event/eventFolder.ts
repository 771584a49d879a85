import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { folderIn } from "../runtime/ownFolder";

/** Where an event keeps what it knows on this machine. Only the own user can read it. */
export interface EventFolder {
  readonly root: string;
  /** Who operates the event now; see `runtime/lock`. */
  readonly lock: string;
  readonly journal: string;
  /** What was seen of the teams; see `observed/observed`. */
  readonly observed: string;
  /** How a rehearsal's clouds are found. */
  readonly clouds: string;
  /** A team's folder; `work` in it is where `pulumi` can be run by hand. */
  team(name: string): string;
}

/**
 * A rehearsal has a folder of its own beside the event's: nothing that is rehearsed touches a stack on Azure.
 *
 * @param base folder of all events. @default `.local/event`
 */
export async function eventFolder(
  event: string,
  rehearsed: boolean,
  base = join(__dirname, "..", ".local", "event"),
): Promise<EventFolder> {
  // No event's name has a dot.
  const root = folderIn(base, rehearsed ? `${event}.rehearsal` : event);
  await mkdir(join(root, "teams"), { recursive: true, mode: 0o700 });
  return {
    root,
    lock: join(root, "lock"),
    journal: join(root, "journal.ndjson"),
    observed: join(root, "observed.ndjson"),
    clouds: join(root, "clouds.json"),
    team: (name) => folderIn(root, "teams", name),
  };
}
