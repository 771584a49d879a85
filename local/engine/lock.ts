import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineProgress } from "./engine";

/** How often to look whether another process is done, ms. */
const PATIENCE = 500;

/**
 * Runs `work` while no other process runs work under the same lock. The lock is a file with its owner's
 * process id, so that one left by a killed process is taken over.
 */
export async function withLock<T>(
  file: string,
  options: { onProgress: (progress: EngineProgress) => void; signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  while (!(await take(file))) {
    options.onProgress({ step: "Waiting for another process that is building the engine" });
    await sleep(PATIENCE, undefined, options.signal ? { signal: options.signal } : {});
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const owner = Number(await readFile(file, "utf8").catch(() => ""));
  // Empty: its owner is just writing it. Gone: the next look takes it.
  if (owner > 0 && !alive(owner)) await rm(file, { force: true });
  return false;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
