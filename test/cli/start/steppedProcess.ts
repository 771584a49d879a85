import { AsyncLocalStorage } from "node:async_hooks";

const acting = new AsyncLocalStorage<SteppedProcess>();
/** Above what a system gives (proc_sys_kernel(5), `pid_max`), so that no real process is meant. */
let nextPid = 10_000_000;
const alive = new Set<number>();

/**
 * Stands for a process, and lives in this one: each of its steps on what it shares with others (files, waits) is taken when
 * the test says so.
 */
export class SteppedProcess {
  readonly pid = nextPid++;
  readonly interrupted = new AbortController();
  readonly #services: number[] = [];
  readonly #steps: (() => void)[] = [];
  #resting: (() => void) | undefined;
  #killed = false;
  #underWay = 0;

  constructor() {
    alive.add(this.pid);
  }

  /** The one whose code runs; undefined where it is the test's own. */
  static get current(): SteppedProcess | undefined {
    return acting.getStore();
  }

  /** Whether a process, or a service of one, lives. */
  static isAlive(pid: number): boolean {
    return alive.has(pid);
  }

  get isAlive(): boolean {
    return alive.has(this.pid);
  }

  /** Waits for its own time to be over. */
  get isResting(): boolean {
    return this.#resting !== undefined;
  }

  /** Nothing happens in it until the test says so. */
  get isParked(): boolean {
    return this.#underWay === 0 && (this.#steps.length > 0 || this.isResting || !this.isAlive);
  }

  run<T>(program: () => Promise<T>): Promise<T> {
    return acting.run(this, program).finally(() => this.kill());
  }

  /** One step of it. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#killed) await new Promise<void>((resolve) => this.#steps.push(resolve));
    if (this.#killed) throw new Error("killed");
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
    }
  }

  /** Does nothing more by itself. */
  async rest(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      this.#resting = resolve;
      signal?.addEventListener("abort", () => resolve());
    });
    this.#resting = undefined;
    if (this.#killed) throw new Error("killed");
  }

  /** Lets it take its next step. */
  proceed(): void {
    this.#steps.shift()?.();
  }

  /** Ends it as `kill -9` does: nothing that its code does from now on has an effect; its services end with it. */
  kill(): void {
    this.#killed = true;
    for (const pid of [this.pid, ...this.#services]) alive.delete(pid);
    for (const resume of this.#steps.splice(0)) resume();
    this.#resting?.();
  }

  /** A process of its own that does nothing. */
  startService(): { readonly pid: number; stop(): Promise<void> } {
    const pid = nextPid++;
    alive.add(pid);
    this.#services.push(pid);
    return { pid, stop: async () => void alive.delete(pid) };
  }
}

/** The functions of a module, each of them a step of the process that calls it. */
export function inSteps<T extends Readonly<Record<string, unknown>>>(module: T): T {
  const stepped = Object.entries(module).map(([name, member]) => {
    if (typeof member !== "function") return [name, member] as const;
    const real = member as (...args: unknown[]) => Promise<unknown>;
    const step = (...args: unknown[]): Promise<unknown> =>
      SteppedProcess.current?.step(() => real(...args)) ?? real(...args);
    return [name, step] as const;
  });
  return { ...module, ...Object.fromEntries(stepped) };
}

/** `setTimeout` of `node:timers/promises` without time: a short wait is a step, a long one is until it is aborted. */
export async function waitInSteps(
  ms: number,
  value?: unknown,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  const process = SteppedProcess.current;
  await (ms > 60_000 ? process?.rest(signal) : process?.step(async () => undefined));
  return value;
}
