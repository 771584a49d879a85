import { randomUUID } from "node:crypto";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { birthOf, isAlive } from "./alive";
import { isMissing } from "./missing";

/*
 * Whoever wants a lock first lays a claim, a file of a name that is never used again, and then looks for claims of
 * others: of two that do so at the same moment at least one sees the other's and withdraws. A claim is good for as
 * long as its process runs, be it stopped or suspended; that of a dead one can be removed by anybody at any time,
 * because its name is nobody else's. So taking over what a dead process left needs no second lock.
 */

/** `NAME.PID.BIRTH.RANDOM`, empty: a claim says all that it says as soon as it exists. */
const CLAIM = /^\.(\d+)\.([0-9a-f]*)\.[0-9a-f-]{36}$/;
const RETRY_MS = 200;
/** Looks until a lock passes for held; claims laid at the same moment have been withdrawn by then. */
const LOOKS = 4;

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly since: Date;
}

/** A lock that this process holds. */
export interface Lock {
  /** More than once does no harm. */
  release(): Promise<void>;
}

/** What a process that waits for a lock tells and obeys. */
export interface LockOptions {
  /** Ends the waiting; whoever holds the lock is not ended by it. */
  readonly signal?: AbortSignal | undefined;
  /** Called at each look that finds the lock held. */
  readonly onWait?: () => void;
}

/**
 * Takes the lock of that name, or says within a second who holds it. What a dead process left is taken over.
 *
 * @param file beside which the claims lie; its folder must exist.
 */
export async function takeLock(file: string): Promise<{ lock: Lock } | { holder: Holder }> {
  for (let look = 1; ; look++) {
    const taken = await claim(file);
    if ("lock" in taken || look === LOOKS) return taken;
    await sleep(jitter());
  }
}

/**
 * Holds the lock while `work` runs, so that one process at a time works in its folder; waits for another one.
 *
 * @throws what `work` throws; the signal's reason when aborted while waiting
 */
export async function withLock<T>(
  file: string,
  { signal, onWait }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  let taken = await claim(file);
  while (!("lock" in taken)) {
    onWait?.();
    await sleep(jitter());
    signal?.throwIfAborted();
    taken = await claim(file);
  }
  try {
    return await work();
  } finally {
    await taken.lock.release();
  }
}

/** Not the same for all who wait, so that two of them do not withdraw for each other again and again. */
const jitter = () => RETRY_MS * (0.5 + Math.random());

async function claim(file: string): Promise<{ lock: Lock } | { holder: Holder }> {
  const own = `${file}.${process.pid}.${(await birthOf(process.pid)) ?? ""}.${randomUUID()}`;
  const release = (): Promise<void> => rm(own, { force: true });
  await writeFile(own, "", { flag: "wx" });
  try {
    const holder = await otherHolder(file, basename(own));
    if (holder === undefined) return { lock: { release } };
    await release();
    return { holder };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Removes the claims of the dead on its way. */
async function otherHolder(file: string, own: string): Promise<Holder | undefined> {
  const folder = dirname(file);
  for (const entry of await readdir(folder)) {
    if (entry === own || !entry.startsWith(basename(file))) continue;
    const [, pid, birth] = CLAIM.exec(entry.slice(basename(file).length)) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, entry);
    if (!(await lives(Number(pid), birth ?? ""))) await rm(path, { force: true });
    else {
      const since = await stat(path).catch(goneIsUndefined);
      if (since !== undefined) return { pid: Number(pid), since: since.mtime };
    }
  }
  return undefined;
}

async function lives(pid: number, birth: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const born = await birthOf(pid);
  // Where the system does not say when a process started its number has to do.
  return birth === "" || born === undefined || born === birth;
}

function goneIsUndefined(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
