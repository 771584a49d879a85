/** What must be done at the end, whatever happens: last added, first run; a failure does not stop the others. */
export class Cleanup {
  readonly #endings: (() => Promise<void>)[] = [];

  /** How many are left to run. */
  get size(): number {
    return this.#endings.length;
  }

  add(ending: () => Promise<void>): void {
    this.#endings.unshift(ending);
  }

  /** Runs everything once. @returns what went wrong. */
  async run(): Promise<Error[]> {
    const errors: Error[] = [];
    for (const ending of this.#endings.splice(0)) {
      await ending().catch((error: unknown) => {
        errors.push(error instanceof Error ? error : new Error(String(error)));
      });
    }
    return errors;
  }
}
