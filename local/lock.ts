import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./alive";
import { isMissing } from "./missing";

/** Its owner touches the file this often … */
const HEARTBEAT_MS = 2_000;
/** … so an older one has no owner any more, even if another process now has its number. */
const STALE_AFTER_MS = 30_000;
const RETRY_MS = 200;

/** What a process that waits for a lock tells and obeys. */
export interface LockOptions {
  /** Ends the waiting; whoever holds the lock is not ended by it. */
  readonly signal?: AbortSignal | undefined;
  /** Called at each look that finds the lock held. */
  readonly onWait?: () => void;
}

/**
 * Holds `file` while `work` runs, so that one process at a time works in its folder; waits for another one.
 * What a dead process left is taken over.
 *
 * @throws what `work` throws; the signal's reason when aborted while waiting
 */
export async function withLock<T>(
  file: string,
  { signal, onWait }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  while (!(await take(file))) {
    if (await isStale(file)) await rm(file, { force: true });
    else {
      onWait?.();
      await sleep(RETRY_MS);
    }
    signal?.throwIfAborted();
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx");
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    // Empty between its creation and its first write: only its age can tell then.
    return Date.now() - mtimeMs > STALE_AFTER_MS || (text !== "" && !isAlive(Number(text)));
  } catch (error) {
    // Released in between: the next try takes it.
    if (isMissing(error)) return false;
    throw error;
  }
}
