import type { NotebookCell } from "../runtime/spark/interactive";
import type { NotebookOutput } from "../runtime/spark/driver";

/** What a notebook's page shows of one of its cells. */
export interface CellView extends NotebookCell {
  /** `waiting`: not run, or not yet. `stopped`: somebody ended it. */
  readonly state: "waiting" | "running" | "done" | "failed" | "stopped";
  /** How long it ran; absent until it has ended. */
  readonly seconds?: number;
  readonly outputs: readonly NotebookOutput[];
  /** Why it failed. */
  readonly error?: string;
}

/** What a notebook's page shows: a run of it until now. */
export interface NotebookView {
  /** Its file. */
  readonly name: string;
  readonly team: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly state: "running" | "done" | "failed" | "stopped";
  /** How it stands, in a sentence. */
  readonly summary: string;
  readonly cells: readonly CellView[];
}
