import { setTimeout as sleep } from "node:timers/promises";

/** How a process ended. */
export interface ExitInfo {
  /** Its exit code, if it ended by itself. */
  readonly code: number | null;
  /** The signal that ended it, if one did. */
  readonly signal: NodeJS.Signals | null;
}

/** One run of a supervised process. */
export interface Run {
  readonly pid: number;
  readonly exited: Promise<ExitInfo>;
  /** Ends it in order, in bounded time. */
  stop(): Promise<ExitInfo>;
}

/** What to run, and when to restart it. */
export interface SupervisorOptions<R extends Run> {
  /** Starts it; resolves when it serves. Must end what it started when it rejects or the signal aborts. */
  readonly launch: (signal: AbortSignal) => Promise<R>;
  /** Whether to restart it after it ended by itself. @default always */
  readonly again?: (info: ExitInfo) => boolean;
}

/** The pause between an unexpected end and the next start; it doubles up to the longest one until a run has been steady. */
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 10_000;
const STEADY_MS = 30_000;
/** How many starts in a row may fail before it gives up. */
const MAX_FAILED_STARTS = 5;

/** Keeps a process running: when it dies, it is restarted, with a longer pause each time. */
export class Supervisor<R extends Run> {
  /** Resolves when it has ended for good: stopped, not to be run again, or given up. */
  readonly exited: Promise<ExitInfo>;
  /** How often it has been started again. */
  restarts = 0;

  readonly #stopping = new AbortController();
  #onPurpose = false;
  #current: R | undefined;
  #lastPid: number;
  #lastFailure: Error | undefined;
  #waiting: { resolve: (run: R) => void; reject: (error: Error) => void }[] = [];

  readonly #options: SupervisorOptions<R>;

  private constructor(options: SupervisorOptions<R>, first: R) {
    this.#options = options;
    this.#current = first;
    this.#lastPid = first.pid;
    this.exited = this.#supervise(first);
  }

  /**
   * Starts it for the first time.
   *
   * @throws what `launch` throws
   */
  static async start<R extends Run>(
    options: SupervisorOptions<R>,
    signal?: AbortSignal,
  ): Promise<Supervisor<R>> {
    return new Supervisor(options, await options.launch(signal ?? new AbortController().signal));
  }

  /** Process id of the current run; of the last one while there is none. */
  get pid(): number {
    return this.#lastPid;
  }

  /**
   * The run that serves; waits while it is being started again.
   *
   * @throws when it has ended for good
   */
  running(): Promise<R> {
    if (this.#current !== undefined) return Promise.resolve(this.#current);
    if (this.#stopping.signal.aborted) return Promise.reject(this.#ended());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Ends it and starts it again at once. */
  async restart(): Promise<void> {
    const run = await this.running();
    this.#onPurpose = true;
    await run.stop();
    // Until its end is noticed, it would count as the run that serves.
    this.#current = undefined;
    await this.running();
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#current?.stop();
    await this.exited;
  }

  async #supervise(first: R): Promise<ExitInfo> {
    let run: R | undefined = first;
    let info: ExitInfo = { code: null, signal: null };
    let backoff = FIRST_BACKOFF_MS;
    while (run !== undefined) {
      const began = performance.now();
      info = await run.exited;
      this.#current = undefined;
      const again = this.#onPurpose || (this.#options.again?.(info) ?? true);
      if (!again || this.#stopping.signal.aborted) break;
      if (performance.now() - began > STEADY_MS) backoff = FIRST_BACKOFF_MS;
      run = await this.#startAgain(this.#onPurpose ? 0 : backoff);
      backoff = longer(backoff);
    }
    this.#stopping.abort();
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended());
    return info;
  }

  /** Undefined when it was stopped meanwhile, or is given up. */
  async #startAgain(firstPause: number): Promise<R | undefined> {
    const { signal } = this.#stopping;
    let pause = firstPause;
    for (let failed = 0; failed < MAX_FAILED_STARTS; failed++) {
      try {
        await sleep(pause, undefined, { signal });
        const run = await this.#options.launch(signal);
        this.#onPurpose = false;
        this.restarts++;
        this.#current = run;
        this.#lastPid = run.pid;
        // Stopped at the very moment when it had started.
        if (signal.aborted) await run.stop();
        else for (const { resolve } of this.#waiting.splice(0)) resolve(run);
        return run;
      } catch (error) {
        if (signal.aborted) return undefined;
        this.#lastFailure = error instanceof Error ? error : new Error(String(error));
        pause = longer(Math.max(pause, FIRST_BACKOFF_MS));
      }
    }
    return undefined;
  }

  #ended(): Error {
    const why = this.#lastFailure === undefined ? "" : `: ${this.#lastFailure.message}`;
    return new Error(`It has ended and will not be started again${why}`, { cause: this.#lastFailure });
  }
}

const longer = (backoff: number) => Math.min(2 * backoff, LONGEST_BACKOFF_MS);
