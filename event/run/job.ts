import type { FailureKind } from "../../program/failures";
import type { Placement, SecretSource, TeamSettings } from "../file/model";
import type { RehearsedFault } from "../rehearsal/faults";

/** How a rehearsal's clouds are reached, and what goes wrong there for this team. */
export interface Rehearsed {
  readonly clouds: string;
  readonly fault: RehearsedFault | undefined;
}

/** One command for one team, as its process is told. It holds no secret's value. */
export interface TeamJob {
  readonly command: "up" | "down";
  readonly team: string;
  readonly placement: Placement;
  readonly settings: TeamSettings;
  /** Read by the process itself, relative to {@link secretsFrom}. */
  readonly secrets: Readonly<Record<string, SecretSource>>;
  readonly secretsFrom: string;
  /** How far it is brought; undefined: as far as its settings say, or it is already. */
  readonly step: number | undefined;
  /** The team's folder. */
  readonly folder: string;
  /** Folder with state, key and engine's files of all teams. */
  readonly store: string;
  /** Where the state is kept; undefined: in the store. */
  readonly backend: string | undefined;
  readonly stack: string;
  /** Folder of the engine's own files, its plugins among them. */
  readonly home: string;
  /** The engine's program, and its version. */
  readonly engine: { readonly binary: string; readonly version: string };
  readonly rehearsed: Rehearsed | undefined;
  /** Whether a lock of another machine is broken. */
  readonly takeOver: boolean;
}

/** One thing that went wrong. Nothing secret is in its text. */
export interface TeamFailure {
  /** Logical name of the resource; undefined: the command as a whole. */
  readonly resource: string | undefined;
  readonly text: string;
}

/** How a command for a team ended. */
export interface TeamResult {
  readonly outcome: "done" | "failed" | "cancelled";
  /** How many resources were created, changed or deleted. */
  readonly changed: number;
  readonly failures: readonly TeamFailure[];
  /** Of a failed one. */
  readonly kind: FailureKind | undefined;
  /** To which step the engine was told to bring the stack; 0: it is removed; undefined: the engine was told nothing. */
  readonly step: number | undefined;
}

/** What a team's process tells while it works. */
export type TeamNews =
  /** In words, such as `waiting for process 12`. */
  | { readonly is: "phase"; readonly phase: string }
  | {
      readonly is: "resource";
      readonly type: string;
      readonly name: string;
      readonly state: "begun" | "done" | "failed";
      readonly op: string;
    }
  | { readonly is: "result"; readonly result: TeamResult };

/** What a team's process is told. */
export type TeamOrder = { readonly job: TeamJob } | "cancel";
