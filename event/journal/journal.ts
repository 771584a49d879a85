import { open, readFile, type FileHandle } from "node:fs/promises";
import type { FailureKind } from "../../program/failures";
import { isMissing } from "../../runtime/missing";

/** What is done to a team's stack. */
export type TeamVerb = "up" | "step" | "down" | "add" | "reset" | "claim" | "remove";

/** One thing that happened. Names and states only: no text of a cloud or an engine, which may have a secret in it. */
export interface JournalEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly team: string;
  readonly verb: TeamVerb;
  readonly phase: "started" | "done" | "failed" | "cancelled" | "held back";
  /** Number of the process that worked for the team. */
  readonly process?: number;
  readonly kind?: FailureKind;
  readonly seconds?: number;
  /** To which step the stack was to be brought; 0: it is gone. */
  readonly step?: number;
}

/** What an event has gone through, a line each in JSON. A line is on the disk before anything else goes on. */
export class Journal {
  readonly #file: FileHandle;
  /** Lines are written one after the other. */
  #written: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<Journal> {
    const file = await open(path, "a", 0o600);
    const journal = new Journal(file);
    // A machine that went off in the midst of a line leaves it without an end.
    const before = await readFile(path, "utf8");
    if (before !== "" && !before.endsWith("\n")) await journal.#append("\n");
    return journal;
  }

  note(entry: Omit<JournalEntry, "at">): Promise<void> {
    const line = JSON.stringify({ at: new Date().toISOString(), ...entry });
    return this.#append(`${line}\n`);
  }

  async close(): Promise<void> {
    await this.#written;
    await this.#file.close();
  }

  #append(text: string): Promise<void> {
    this.#written = this.#written.then(async () => {
      await this.#file.appendFile(text);
      await this.#file.datasync();
    });
    return this.#written;
  }
}

/** @returns every entry, in order; a line that was cut short is left out. */
export async function readJournal(path: string): Promise<readonly JournalEntry[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as JournalEntry];
    } catch {
      return [];
    }
  });
}

/** @returns the last entry of each team. */
export function lastEntries(entries: readonly JournalEntry[]): ReadonlyMap<string, JournalEntry> {
  return new Map(entries.map((entry) => [entry.team, entry]));
}
