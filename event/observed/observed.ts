import { readLines, SyncedLines } from "../journal/syncedLines";

/** What of a team's pipeline can be seen without waking anything. */
export type Light = "generator" | "stream";

/** `off`: somebody looked, and it does not run. `unknown`: nobody looked, or nobody answered. */
export type LightState = "on" | "off" | "unknown";

/** What the challenge asks a team for, and what it asks besides. */
export type TeamTask = "currentCount" | "ownQuery";

/** A light that changed. */
export interface LightChange {
  readonly light: Light;
  readonly state: LightState;
}

/** What a verification found: how many clicks arrived, and how many did not, or more than once. */
export interface VerifiedClicks {
  readonly verified: {
    readonly ok: boolean;
    readonly clicks: number;
    readonly missing: number;
    readonly twice: number;
  };
}

/** A task that a team was seen to have done. */
export interface TaskDone {
  readonly done: TeamTask;
  /** The workspace's query history, or a coach who saw it. */
  readonly by: "history" | "coach";
}

/** Clicks counted so far. */
export interface ClicksSoFar {
  readonly clicks: number;
}

/** One thing seen of a team. Names, states and counts only: no text of a cloud, which may have a secret in it. */
export type Observation = LightChange | VerifiedClicks | TaskDone | ClicksSoFar;

export type ObservedEntry = Observation & {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly team: string;
};

/** Time in which a light that had been on was off. */
export interface Outage {
  readonly light: Light;
  readonly from: Date;
  readonly to: Date;
}

/** Shortest time between two counts of a team's clicks that are kept, in ms. */
const COUNT_EVERY_MS = 5 * 60_000;

/** What was seen of an event's teams, a line a change, beside what was done to them. */
export class Observed {
  readonly #lines: SyncedLines;
  /** When each team's clicks were last written down, in ms. */
  readonly #counted = new Map<string, number>();

  private constructor(lines: SyncedLines) {
    this.#lines = lines;
  }

  static async open(path: string): Promise<Observed> {
    return new Observed(await SyncedLines.open(path));
  }

  /**
   * Writes down what was seen; a count of clicks only if the team's last one is five minutes old.
   *
   * @param at when it was seen. @default now
   */
  async add(entry: Observation & { readonly team: string }, at: Date = new Date()): Promise<void> {
    if ("clicks" in entry && !this.#countIsDue(entry.team, at.getTime())) return;
    await this.#lines.add({ at: at.toISOString(), ...entry });
  }

  close(): Promise<void> {
    return this.#lines.close();
  }

  #countIsDue(team: string, now: number): boolean {
    if (now - (this.#counted.get(team) ?? -Infinity) < COUNT_EVERY_MS) return false;
    this.#counted.set(team, now);
    return true;
  }
}

/** @returns every entry, in order; a line that was cut short is left out. */
export function readObserved(path: string): Promise<readonly ObservedEntry[]> {
  return readLines(path);
}

/**
 * Begins when a light that was on goes off; ends when it is on again, when nobody knows any more, or at `until`. Before it
 * was on for the first time it had nothing to lose.
 *
 * @returns a team's outages, in the order in which they began.
 */
export function outages(entries: readonly ObservedEntry[], team: string, until: Date): readonly Outage[] {
  const found: Outage[] = [];
  const hadBeenOn = new Set<Light>();
  const since = new Map<Light, Date>();
  const end = (light: Light, to: Date): void => {
    const from = since.get(light);
    if (from !== undefined && from < to) found.push({ light, from, to });
    since.delete(light);
  };
  for (const entry of entries) {
    if (entry.team !== team || !("light" in entry)) continue;
    const { light, state } = entry;
    const at = new Date(entry.at);
    if (at > until) break;
    if (state === "on") hadBeenOn.add(light);
    if (state !== "off") end(light, at);
    else if (hadBeenOn.has(light) && !since.has(light)) since.set(light, at);
  }
  for (const light of [...since.keys()]) end(light, until);
  return found.sort((one, other) => one.from.getTime() - other.from.getTime());
}

/** @returns for how many seconds a team's generator or stream was off; what both were is counted once. */
export function secondsOfOutage(entries: readonly ObservedEntry[], team: string, until: Date): number {
  const tally = new OutageTally();
  for (const entry of entries)
    if (entry.team === team && "light" in entry && new Date(entry.at) <= until) tally.hear(entry);
  return tally.seconds(until);
}

/** Counts the seconds of one team's outages as its lights change: it keeps as much after a day as after a minute. */
export class OutageTally {
  readonly #hadBeenOn = new Set<Light>();
  readonly #out = new Set<Light>();
  #counted = 0;
  /** Begin of the outage that goes on, ms since the epoch. */
  #since: number | undefined;

  hear({ light, state, at }: LightChange & Pick<ObservedEntry, "at">): void {
    if (state === "on") this.#hadBeenOn.add(light);
    if (state === "off" && this.#hadBeenOn.has(light)) this.#out.add(light);
    else this.#out.delete(light);
    const now = Date.parse(at);
    if (this.#out.size > 0) this.#since ??= now;
    else if (this.#since !== undefined) {
      this.#counted += Math.max(0, now - this.#since);
      this.#since = undefined;
    }
  }

  /** Whether something is off now that had been on. */
  get isOut(): boolean {
    return this.#since !== undefined;
  }

  seconds(until: Date): number {
    const goingOn = this.#since === undefined ? 0 : Math.max(0, until.getTime() - this.#since);
    return Math.round((this.#counted + goingOn) / 1000);
  }
}
