import { setTimeout as sleep } from "node:timers/promises";
import { takeLock, type Lock } from "../runtime/lock";

/** Longest that whoever is to hand over may take: what a cloud has begun is waited for. In ms. */
const HANDOVER_LIMIT_MS = 15 * 60_000;

/** How an event's lock is taken. */
export interface EventLockOptions {
  /** End whoever operates the event now, as two times Ctrl-C do, and go on. */
  readonly takeOver: boolean;
  readonly onWait: (pid: number) => void;
  /** @default 15 min */
  readonly limit?: number;
}

/**
 * Makes this process the only one that operates the event.
 *
 * @throws Error naming the process that does.
 */
export async function lockEvent(event: string, file: string, options: EventLockOptions): Promise<Lock> {
  const deadline = Date.now() + (options.limit ?? HANDOVER_LIMIT_MS);
  const told = new Set<number>();
  for (;;) {
    const taken = await takeLock(file);
    if ("lock" in taken) return taken.lock;
    const { pid, since } = taken.holder;
    const who = `event "${event}" has been operated since ${since.toLocaleTimeString("en-GB")} by process ${pid}`;
    if (!options.takeOver) throw new Error(`${who}: wait for it, or end it and go on here with --take-over.`);
    if (Date.now() > deadline)
      throw new Error(`${who}, which does not end: end it with \`kill -KILL ${pid}\`, then try again.`);
    if (!told.has(pid)) {
      told.add(pid);
      options.onWait(pid);
      endQuietly(pid);
    }
    await sleep(250);
  }
}

/** A SIGTERM is what two times Ctrl-C are. */
function endQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It ended in the meantime.
  }
}
