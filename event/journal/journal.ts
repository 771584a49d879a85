import type { FailureKind } from "../../program/failures";
import { readLines, SyncedLines } from "./syncedLines";

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

/** What an event has gone through, a line each. */
export class Journal {
  readonly #lines: SyncedLines;

  private constructor(lines: SyncedLines) {
    this.#lines = lines;
  }

  static async open(path: string): Promise<Journal> {
    return new Journal(await SyncedLines.open(path));
  }

  note(entry: Omit<JournalEntry, "at">): Promise<void> {
    return this.#lines.add({ at: new Date().toISOString(), ...entry });
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
}

/** @returns every entry, in order; a line that was cut short is left out. */
export function readJournal(path: string): Promise<readonly JournalEntry[]> {
  return readLines(path);
}

/** @returns the last entry of each team. */
export function lastEntries(entries: readonly JournalEntry[]): ReadonlyMap<string, JournalEntry> {
  return new Map(entries.map((entry) => [entry.team, entry]));
}
