import { setTimeout as sleep } from "node:timers/promises";

/** Lets processes stand still for a while, as in a laptop that sleeps. */
export class Freezer {
  readonly #frozen = new Set<number>();
  readonly #thawed = new AbortController();

  /** Stops a process for that long. It may end meanwhile; resolves when it goes on, or would. */
  async freeze(pid: number, milliseconds: number): Promise<void> {
    if (this.#thawed.signal.aborted || !signal(pid, "SIGSTOP")) return;
    this.#frozen.add(pid);
    await sleep(milliseconds, undefined, { signal: this.#thawed.signal }).catch(() => undefined);
    this.#thaw(pid);
  }

  /** Lets every process go on at once, and freezes none any more: what stands still cannot end in order. */
  thawAll(): void {
    for (const pid of this.#frozen) this.#thaw(pid);
    this.#thawed.abort();
  }

  #thaw(pid: number): void {
    if (this.#frozen.delete(pid)) signal(pid, "SIGCONT");
  }
}

/** @returns whether there was such a process. */
function signal(pid: number, name: "SIGSTOP" | "SIGCONT"): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
