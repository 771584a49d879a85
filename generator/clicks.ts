import { categoryOf, uniform, type Visits } from "./pattern";
import { Random } from "./random";

/** One click, as it is sent. */
export interface Click {
  /** 1 to 670. */
  readonly productid: number;
  /** The event as JSON, with the image's fields in the image's order. */
  readonly json: string;
}

/** A session's time begins this long before the program did … */
const SESSION_SECONDS = 10_000;
/** … and each of its clicks is up to this much later than the one before. */
const MOST_SECONDS_BETWEEN = 59;
const TICKS_PER_SECOND = 10_000_000n;

/**
 * The clicks that the challenge's image makes (alexk002/wwiclickstreamgenerator): sessions of 0 to 98 clicks, numbered
 * from 1; a session's time begins 10 000 s before the program started, each click, the first one too, is 0 to 59 s
 * later, and none is later than the program's start. Unlike the image's, these do not end after 100 000 sessions, and
 * what is clicked may follow another pattern.
 */
export class Clicks {
  readonly #random: Random;
  readonly #visits: Visits;
  /** All moments are whole seconds from the start: what follows the second is the same for all of them. */
  readonly #startSecond: number;
  readonly #fraction: string;
  /** By seconds before the start; the same 10 001 moments come again and again. */
  readonly #timestamps = new Array<string | undefined>(SESSION_SECONDS + 1);
  #session = 0;
  #clicksLeft = 0;
  #secondsBeforeStart = 0;

  /**
   * @param seed the same one, with the same start, gives the same clicks
   * @param start the program's, in ticks of .NET: 100 ns since 1970
   * @param visits @default the image's
   */
  constructor(seed: number, start: bigint, visits = uniform) {
    this.#random = new Random(seed);
    this.#visits = visits;
    this.#startSecond = Number(start / TICKS_PER_SECOND);
    this.#fraction = String(start % TICKS_PER_SECOND).padStart(7, "0");
  }

  next(): Click {
    while (this.#clicksLeft === 0) {
      this.#session++;
      this.#clicksLeft = this.#visits.beginSession(this.#random);
      this.#secondsBeforeStart = SESSION_SECONDS;
    }
    this.#clicksLeft--;
    this.#secondsBeforeStart = Math.max(
      0,
      this.#secondsBeforeStart - this.#random.integer(0, MOST_SECONDS_BETWEEN),
    );
    const productid = this.#visits.nextProduct(this.#random);
    const category = categoryOf(productid);
    const timestamp = this.#timestamp(this.#secondsBeforeStart);
    return {
      productid,
      json: `{"productid":${productid},"timestamp":"${timestamp}","sessionid":${this.#session},"category":${category}}`,
    };
  }

  /** As .NET writes a moment for a round trip, e.g. `2020-11-18T17:17:17.1234567+00:00`. */
  #timestamp(secondsBeforeStart: number): string {
    const known = this.#timestamps[secondsBeforeStart];
    if (known !== undefined) return known;
    const second = new Date((this.#startSecond - secondsBeforeStart) * 1_000).toISOString().slice(0, 19);
    return (this.#timestamps[secondsBeforeStart] = `${second}.${this.#fraction}+00:00`);
  }
}

/** This moment in .NET's ticks, as precisely as the clock tells. */
export function nowInTicks(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1_000)) * 10n;
}
