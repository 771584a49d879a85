/** A light as the board shows it. */
export interface ShownLight {
  /** `none`: the team has not come to the step that brings it. */
  readonly state: "on" | "off" | "unknown" | "none";
  /** Since when it is so, ISO 8601; null where nobody knows. */
  readonly since: string | null;
  /** Why, in a few words; empty where there is nothing to say. */
  readonly why: string;
}

/** What the last verification of a team's tables found. */
export interface ShownVerification {
  readonly at: string;
  readonly ok: boolean;
  readonly clicks: number;
  readonly missing: number;
  readonly twice: number;
}

/** What went wrong last for a team, and what to do. */
export interface ShownFailure {
  readonly at: string;
  /** E.g. `up: quota`. */
  readonly what: string;
  readonly remedy: string;
}

/** What a team was asked to do: seen in the query history, marked by a coach, or not yet. */
export type ShownTask = "history" | "coach" | "open";

/** How much a team needs somebody, the most first. */
export const needs = ["failed", "outage", "wrong clicks", "not running", "unknown", "fine"] as const;

export type Need = (typeof needs)[number];

/** One team. */
export interface BoardRow {
  readonly team: string;
  readonly label: string;
  /** Its region; null where it has nothing yet. */
  readonly place: string | null;
  /** The last of the six steps that it has reached; 0 before the first. */
  readonly step: number;
  /** When it reached the step, ISO 8601. */
  readonly stepSince: string | null;
  /** What is being done to it now, such as `up`. */
  readonly working: string | null;
  readonly generator: ShownLight;
  readonly stream: ShownLight;
  readonly outageSeconds: number;
  readonly verified: ShownVerification | null;
  readonly perSecond: number | null;
  /** Clicks that came in and were not read, of the last half hour. */
  readonly behind: number | null;
  readonly clicks: number | null;
  /** Computed from hours and list prices, USD. */
  readonly cost: number | null;
  readonly currentCount: ShownTask;
  readonly ownQuery: ShownTask;
  readonly failure: ShownFailure | null;
  readonly need: Need;
  /** Whether its own live page can be opened. */
  readonly hasPage: boolean;
}

/** All teams of an event, who needs help first. */
export interface BoardView {
  readonly event: string;
  readonly at: string;
  /** Until when Azure Monitor has counted, ISO 8601: minutes ago. */
  readonly countedUntil: string | null;
  readonly rows: readonly BoardRow[];
  /** What could not be asked, and why. */
  readonly untold: readonly string[];
}
