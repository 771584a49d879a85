/** What must be done at the end, whatever happens: the last one first, each whatever became of the others. */
export class Cleanup {
  readonly #endings: (() => Promise<void>)[] = [];

  /** How many there are to do. */
  get size(): number {
    return this.#endings.length;
  }

  add(ending: () => Promise<void>): void {
    this.#endings.unshift(ending);
  }

  /** Does everything once. @returns what went wrong. */
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
