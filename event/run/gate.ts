import type { Clock } from "../../emulator/core/clock";
import type { FailureKind } from "../../program/failures";
import type { Placement } from "../file/model";

/** One subscription and region: what Azure counts together, and what fails together. */
export const placeKey = ({ subscription, region }: Placement): string => `${subscription} ${region}`;

/** Seconds between two starts in one place: a team sends some 15 writes, of which Azure takes 10 a second. */
const START_EVERY = 1;
/** How many teams of a place may fail with the same lasting kind before no more of it are started. */
const PAUSED_AFTER = 3;

/** Decides when a team of a place may start. */
export class PlaceGate {
  readonly #clock: Clock;
  readonly #places = new Map<string, { interval: number; next: number }>();
  readonly #failed = new Map<string, Set<string>>();
  readonly #paused = new Map<string, FailureKind>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the seconds until a team of the place may start; 0: now, and the turn is taken. */
  turn(placement: Placement): number {
    const place = this.#place(placement);
    const now = this.#clock.now();
    if (place.next > now) return place.next - now;
    place.next = now + place.interval;
    return 0;
  }

  /** Azure refused requests of the place: half as many teams start from now on, and none before it says. */
  throttled(placement: Placement, pause: number): void {
    const place = this.#place(placement);
    place.interval *= 2;
    place.next = Math.max(place.next, this.#clock.now() + pause);
  }

  /** Notes a failure that other teams of the place would meet as well. */
  failed(placement: Placement, team: string, kind: FailureKind): void {
    const key = placeKey(placement);
    const teams = this.#failed.get(`${key} ${kind}`) ?? new Set();
    this.#failed.set(`${key} ${kind}`, teams.add(team));
    if (teams.size >= PAUSED_AFTER) this.#paused.set(key, kind);
  }

  /** @returns of which kind the failures were that paused the place; undefined: it is not. */
  pausedBy(placement: Placement): FailureKind | undefined {
    return this.#paused.get(placeKey(placement));
  }

  #place(placement: Placement): { interval: number; next: number } {
    const key = placeKey(placement);
    const known = this.#places.get(key) ?? { interval: START_EVERY, next: 0 };
    this.#places.set(key, known);
    return known;
  }
}

/** So many at once, in the order in which they asked. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Does something while it has one. */
  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.take();
    try {
      return await work();
    } finally {
      this.give();
    }
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
