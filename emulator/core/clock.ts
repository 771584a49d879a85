import { setTimeout as delay } from "node:timers/promises";

/** The time of the simulated clouds, in their seconds. */
export interface Clock {
  /** Seconds since an arbitrary moment. */
  now(): number;
  /** Waits that many of the clouds' seconds. @throws AbortError when the signal aborts. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A clock that runs `speed` times as fast as real time.
 *
 * @param speed 1: as on Azure; 60: a minute passes in a second; 0: operations take no time at all, and
 * what is said to take effect late does so after that many real seconds.
 */
export function wallClock(speed: number): Clock {
  if (!(speed >= 0)) throw new Error(`speed must be 0 or more, not ${speed}`);
  return {
    now: () => (Date.now() / 1000) * (speed || 1),
    sleep: async (seconds, signal) => {
      if (speed > 0 && seconds > 0) await delay((seconds * 1000) / speed, undefined, { signal });
      signal?.throwIfAborted();
    },
  };
}

/** A clock that advances only by `sleep`, which takes no real time: for tests. */
export function steppedClock(): Clock {
  let seconds = 0;
  return {
    now: () => seconds,
    sleep: async (more, signal) => {
      signal?.throwIfAborted();
      seconds += more;
    },
  };
}
