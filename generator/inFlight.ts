/** What is on its way at once. The first failure ends all waiting: nothing that follows it would be kept in order. */
export class InFlight {
  private readonly pending = new Set<Promise<void>>();
  private fail: (reason: unknown) => void = () => undefined;
  /** Never resolves; rejects with the first failure. */
  readonly failed = new Promise<never>((_resolve, reject) => (this.fail = reject));

  /** @param limit how many may be on their way */
  constructor(private readonly limit: number) {
    // Whoever waits for something sees it; while nobody does it is not unhandled.
    this.failed.catch(() => undefined);
  }

  /** To be called where there is room. */
  add(work: Promise<void>): void {
    const pending: Promise<void> = work
      .catch((error: unknown) => this.fail(error))
      .finally(() => this.pending.delete(pending));
    this.pending.add(pending);
  }

  /** Resolves when there is room for one more. */
  async room(): Promise<void> {
    while (this.pending.size >= this.limit) await Promise.race([this.failed, ...this.pending]);
  }

  /** Resolves when nothing is on its way. */
  async landed(): Promise<void> {
    await Promise.race([this.failed, Promise.all(this.pending)]);
  }
}
