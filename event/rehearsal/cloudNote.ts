import { readFile } from "node:fs/promises";
import { birthOf } from "../../runtime/alive";
import { isMissing } from "../../runtime/missing";

/** How a rehearsal's clouds are found. It holds the secret that lets one in. */
export interface CloudNote {
  readonly pid: number;
  /** Tells the process from a later one of the same number. */
  readonly birth: string;
  /** Times as fast as Azure. */
  readonly speed: number;
  /** E.g. `http://127.0.0.1:40123/SECRET`. */
  readonly address: string;
}

/** @returns where a rehearsal's clouds are; "ended" where they were and are no longer. */
export async function cloudsAt(file: string): Promise<CloudNote | "ended" | undefined> {
  try {
    const note = JSON.parse(await readFile(file, "utf8")) as CloudNote;
    return (await birthOf(note.pid)) === note.birth ? note : "ended";
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
