import type { RatePoint } from "./view";

/** How far back the chart shows. */
const SHOWN = 600_000;

/** Over how long a rate is taken: shorter, it jumps with every batch of the stream; longer, it lags behind. */
const WINDOW = 30_000;

/** How many batches a rate is taken over, also if they took longer than that together. */
const FEWEST_BATCHES = 3;

/** How much longer than the longest of the batches before it one may take. */
const SLACK = 1.5;

/** A stream that is further behind than this has stopped. */
const LONGEST_LAG = 15_000;

interface Total {
  readonly at: number;
  readonly total: number;
}

/**
 * Totals of the last ten minutes, and the rates that follow from them. Times in milliseconds since the epoch.
 *
 * Rates come from successive totals of the small table, so that they cost no query of their own.
 */
export class History {
  #totals: Total[] = [];
  #grewAt: number | undefined;
  #orEarlier = false;

  /** Time of the newest total. */
  get newest(): number | undefined {
    return this.#totals.at(-1)?.at;
  }

  /** When the total last grew, as far as is known. */
  get grew(): { at: number; orEarlier: boolean } | undefined {
    return this.#grewAt === undefined ? undefined : { at: this.#grewAt, orEarlier: this.#orEarlier };
  }

  /**
   * Begins with the past, from the clicks that reached the hub in it. Each is assumed to have been counted as much later as
   * the newest of them was; otherwise the rate would seem to fall to zero just before the present.
   *
   * @param seconds clicks of single seconds, oldest first; seconds without clicks may be left out.
   * @param now the moment of {@link total}.
   */
  seed(seconds: readonly Total[], now: number, total: number): void {
    // The query covers only the end of the first second.
    const begin = Math.floor((now - SHOWN) / 1000) * 1000 + 1000;
    const clicks = new Map(seconds.map((second) => [second.at, second.total]));
    let before = total - seconds.reduce((sum, { at, total: clicks }) => sum + (at >= begin ? clicks : 0), 0);
    this.#totals = [];
    const last = seconds.findLast((second) => second.total > 0);
    const behind = last ? Math.max(0, now - (last.at + 1000)) : 0;
    const lag = behind <= LONGEST_LAG ? behind : 0;
    for (let at = begin; at + 1000 + lag < now; at += 1000) {
      before += clicks.get(at) ?? 0;
      this.#totals.push({ at: at + 1000 + lag, total: before });
    }
    this.#grewAt = last ? Math.min(last.at + 1000 + lag, now) : begin;
    this.#orEarlier = !last;
  }

  /** Adds the total of a moment later than all before. A total that shrank belongs to a new table. */
  add(at: number, total: number): void {
    const newest = this.#totals.at(-1);
    if (newest && total < newest.total) this.#totals = [];
    if (!newest || total !== newest.total || this.#grewAt === undefined) {
      this.#grewAt = at;
      this.#orEarlier = false;
    }
    this.#totals.push({ at, total });
    const kept = this.#totals.findIndex((one) => one.at >= at - SHOWN - WINDOW);
    this.#totals.splice(0, kept);
  }

  /** Clicks a second over the thirty seconds before the newest total; 0 where nothing came before it. */
  rate(): number {
    return this.#rateAt(this.#totals.length - 1);
  }

  /** A rate for every total of the last ten minutes, oldest first. */
  rates(): RatePoint[] {
    const from = (this.newest ?? 0) - SHOWN;
    return this.#totals.flatMap(({ at }, index) => (at >= from ? [[at, this.#rateAt(index)] as const] : []));
  }

  #rateAt(index: number): number {
    const end = this.#totals[index];
    if (!end) return 0;
    let first = index;
    while (first > 0 && (this.#totals[first - 1]?.at ?? 0) >= end.at - WINDOW) first--;
    // The first batch counts all that waited in the hub: how many that were says nothing of a second.
    while (first < index && this.#totals[first]?.total === 0) first++;
    const batches = this.#batchesUntil(index);
    const last = batches.at(-1);
    const window = this.#totals.slice(first, index + 1);
    if (!last || batches.length < FEWEST_BATCHES) return slopeOf(window);
    const longest = Math.max(...batches.slice(1).map(({ at }, batch) => at - (batches[batch]?.at ?? at)));
    // What comes later than a batch that is due tells of a rate that falls.
    return slopeOf([...batches, ...window.filter(({ at }) => at > last.at + SLACK * longest)]);
  }

  /**
   * The totals at which a batch was counted: those in the window, and as many before as are too few. Where batches are slow
   * the others in between say only when somebody looked.
   */
  #batchesUntil(index: number): Total[] {
    const batches: Total[] = [];
    const now = this.#totals[index]?.at ?? 0;
    for (let look = index; look > 0; look--) {
      const [one, before] = [this.#totals[look], this.#totals[look - 1]];
      if (!one || !before) break;
      const lull = (batches.at(-1)?.at ?? now) - one.at > WINDOW;
      if (one.at < now - WINDOW && (lull || batches.length >= FEWEST_BATCHES)) break;
      if (one.total !== before.total) batches.push(one);
      if (before.total === 0) break;
    }
    return batches.reverse();
  }
}

/**
 * Clicks a second of the line that fits totals best (least squares). Totals grow by a whole batch at a time: a
 * difference of two of them depends on how many batches happened to end in between.
 */
function slopeOf(totals: readonly Total[]): number {
  const [start] = totals;
  if (!start) return 0;
  let [times, clicks, squares, products] = [0, 0, 0, 0];
  for (const one of totals) {
    const [time, more] = [one.at - start.at, one.total - start.total];
    times += time;
    clicks += more;
    squares += time * time;
    products += time * more;
  }
  const spread = totals.length * squares - times * times;
  return spread > 0 ? ((totals.length * products - times * clicks) * 1000) / spread : 0;
}
