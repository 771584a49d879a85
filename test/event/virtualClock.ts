import type { Clock } from "../../emulator";

/** A clock whose sleepers wake in the order of their times, as soon as nothing else happens. */
export class VirtualClock implements Clock {
  #now = 0;
  readonly #sleepers: { at: number; wake: () => void }[] = [];
  #moving = false;

  now(): number {
    return this.#now;
  }

  async sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      this.#sleepers.push({ at: this.#now + seconds, wake: resolve });
      if (!this.#moving) void this.#move();
    });
  }

  async #move(): Promise<void> {
    this.#moving = true;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#sleepers.sort((a, b) => a.at - b.at).shift();
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    this.#moving = false;
  }
}
