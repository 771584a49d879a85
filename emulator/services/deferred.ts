/** A value that another will supply. */
export class Deferred<T> {
  #tell: (value: T) => void = () => undefined;
  readonly #value = new Promise<T>((resolve) => {
    this.#tell = resolve;
  });

  /** The first value told counts. */
  tell(value: T): void {
    this.#tell(value);
  }

  /**
   * Waits for the value.
   * @param limit in milliseconds.
   * @throws an error with that message after the limit; the signal's reason when it aborts.
   */
  async wait(limit: number, message: string, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    let stop = (): void => undefined;
    const stopped = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new Error(message)), limit);
      const onAbort = (): void => reject(signal.reason as Error);
      signal.addEventListener("abort", onAbort);
      stop = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
    });
    try {
      return await Promise.race([this.#value, stopped]);
    } finally {
      stop();
    }
  }
}
