import { randomUUID } from "node:crypto";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { birthOf, isAlive } from "./alive";
import { isMissing } from "./missing";

/*
 * A process that wants a lock first writes a claim, a file whose name is never used again, and then looks for other
 * claims: of two processes that do so at the same moment at least one sees the other's claim and withdraws. A claim is
 * valid while its process exists, even if that is stopped or suspended. Anybody may remove the claim of a dead process
 * at any time, because no other process has that name. So taking over a dead process's lock needs no second lock.
 */

/** `NAME.PID.BIRTH.RANDOM`, an empty file: everything is in the name, so a claim is complete as soon as it exists. */
const CLAIM = /^\.(\d+)\.([0-9a-f]*)\.[0-9a-f-]{36}$/;
const RETRY_MS = 200;
/** Attempts until the lock counts as held; claims written at the same moment have been withdrawn by then. */
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

/** How to wait for a lock. */
export interface LockOptions {
  /** Ends the waiting, not the process that holds the lock. */
  readonly signal?: AbortSignal | undefined;
  /** Called at each attempt that finds the lock held. */
  readonly onWait?: () => void;
}

/**
 * Takes the lock of that name, or tells who holds it: at once where it has been held for a while, within about a second
 * where somebody claims it in this moment. A dead process's lock is taken over.
 *
 * @param file the claims are written beside it; its folder must exist.
 */
export async function takeLock(file: string): Promise<{ lock: Lock } | { holder: Holder }> {
  for (let look = 1; ; look++) {
    const taken = await claim(file);
    if ("lock" in taken || look === LOOKS || isOld(taken.holder)) return taken;
    await sleep(jitter());
  }
}

/** Whoever withdraws a claim does so sooner. */
const isOld = ({ since }: Holder): boolean => Date.now() - since.valueOf() > LOOKS * RETRY_MS;

/**
 * Holds the lock while `work` runs, so that one process at a time works in its folder; waits while another holds it.
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

/** Also removes the claims of dead processes. */
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
  // If the system does not say when a process started, its id has to do.
  return birth === "" || born === undefined || born === birth;
}

function goneIsUndefined(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
