/** How many requests one round may send, and how long it may take. */
export class RoundBudget {
  readonly signal: AbortSignal;
  #left: number;
  #used = 0;

  constructor(requests: number, ms: number) {
    this.#left = requests;
    this.signal = AbortSignal.timeout(ms);
  }

  get left(): number {
    return this.#left;
  }

  get used(): number {
    return this.#used;
  }

  /** @returns whether as many requests may still be sent; counts them where they may. */
  take(requests: number): boolean {
    if (requests > this.#left || this.signal.aborted) return false;
    this.#left -= requests;
    this.#used += requests;
    return true;
  }
}
