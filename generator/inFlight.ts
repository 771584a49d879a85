/**
 * What is on its way at once. The first failure ends all waiting: nothing that follows it would be kept in order.
 *
 * Nobody races a promise here that may never settle: it would keep something of every race.
 */
export class InFlight {
  readonly #pending = new Set<Promise<void>>();
  #failure: { readonly reason: unknown } | undefined;
  #wake: () => void = () => undefined;

  readonly #limit: number;

  /** @param limit how many may be on their way */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** To be called where there is room. */
  add(work: Promise<void>): void {
    const pending = work
      .catch((reason: unknown) => void (this.#failure ??= { reason }))
      .finally(() => {
        this.#pending.delete(pending);
        this.#wake();
      });
    this.#pending.add(pending);
  }

  /** @throws what the first failure was */
  check(): void {
    if (this.#failure) throw this.#failure.reason;
  }

  /** Resolves when there is room for one more; rejects with the first failure. For one caller at a time. */
  room(): Promise<void> {
    return this.#fewerThan(this.#limit);
  }

  /** Resolves when nothing is on its way; rejects with the first failure. For one caller at a time. */
  landed(): Promise<void> {
    return this.#fewerThan(1);
  }

  async #fewerThan(count: number): Promise<void> {
    this.check();
    while (this.#pending.size >= count) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.check();
    }
  }
}
