/** A pause longer than this (a lost connection, a sleeping laptop) is not made up for. */
const MOST_BEHIND_MS = 1_000;

/** Says how many clicks are due, so that a rate is kept on average whatever the pauses between the questions. */
export class Pace {
  /** Moment from which the rate has been kept, in milliseconds. */
  #since: number;
  #taken = 0;

  readonly #perSecond: number;

  /**
   * @param perSecond Infinity: all that is wanted is always due
   * @param now in milliseconds, of a clock that never goes back
   */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#since = now;
  }

  /** Takes what is due, but not more than `most`. */
  take(most: number, now: number): number {
    if (this.#perSecond === Infinity) return most;
    const behind = now - this.#nextAt();
    if (behind > MOST_BEHIND_MS) this.#since += behind - MOST_BEHIND_MS;
    const due = Math.floor(((now - this.#since) * this.#perSecond) / 1_000) - this.#taken;
    const count = Math.min(most, Math.max(0, due));
    this.#taken += count;
    return count;
  }

  /** How long until the next click is due, in milliseconds; 0 if one is. */
  wait(now: number): number {
    return this.#perSecond === Infinity ? 0 : Math.max(0, this.#nextAt() - now);
  }

  #nextAt(): number {
    return this.#since + ((this.#taken + 1) * 1_000) / this.#perSecond;
  }
}

/** A clock that runs as fast as something is active: a pace that is kept by it has that course. */
export class ActivityClock {
  #elapsed = 0;
  #at: number;

  readonly #activity: () => number;

  /**
   * @param activity from 0 to 1
   * @param now in milliseconds, of a clock that never goes back
   */
  constructor(activity: () => number, now: number) {
    this.#activity = activity;
    this.#at = now;
  }

  /** Milliseconds of this clock since it was made. To be asked often: what was active in between is not known. */
  elapsed(now: number): number {
    this.#elapsed += (now - this.#at) * this.#activity();
    this.#at = now;
    return this.#elapsed;
  }
}
