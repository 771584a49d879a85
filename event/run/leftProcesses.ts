import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Names a team's folder to all processes that work for it, however they were started. */
export const TEAM_FOLDER = "CLICKSTREAM_EVENT_TEAM_FOLDER";

/** A process of an earlier run. */
export interface LeftProcess {
  readonly pid: number;
  /** As the system shortens it: `pulumi`, `node`, `pulumi-resource`. */
  readonly name: string;
}

/**
 * What still works for a team: an engine whose starter was killed goes on, and a provider's process outlives a killed
 * engine for minutes. Each has the variable in its environment, which Linux shows of the own user's processes
 * (proc_pid_environ(5)); elsewhere nothing is found, and the stack's lock is all there is.
 */
export async function leftProcesses(folder: string): Promise<LeftProcess[]> {
  const wanted = `${TEAM_FOLDER}=${folder}`;
  const entries = await readdir("/proc").catch(() => []);
  const looked = entries
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .map(async (entry): Promise<LeftProcess[]> => {
      try {
        const environment = await readFile(`/proc/${entry}/environ`, "utf8");
        if (!environment.split("\0").includes(wanted)) return [];
        return [{ pid: Number(entry), name: (await readFile(`/proc/${entry}/comm`, "utf8")).trim() }];
      } catch {
        // Another user's, or it has ended.
        return [];
      }
    });
  return (await Promise.all(looked)).flat();
}

/** Whether a process drives a stack, and so ends by itself: an engine, or whoever started it. */
const drives = ({ name }: LeftProcess): boolean => name === "pulumi" || name === "node";

/** How what an earlier run left is waited for. */
export interface WaitOptions {
  readonly onWait: (left: readonly LeftProcess[]) => void;
  readonly signal: AbortSignal;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/**
 * Waits for what an earlier run left and still drives the team's stack, then ends what else is left of it.
 *
 * @throws the signal's reason when aborted.
 */
export async function endLeftProcesses(
  folder: string,
  { onWait, signal, sleep: pause }: WaitOptions,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const left = await leftProcesses(folder);
    const driving = left.filter(drives);
    if (driving.length === 0) {
      for (const { pid } of left) kill(pid);
      return;
    }
    onWait(driving);
    await pause(500);
  }
}

/** Ends all that an earlier run left, where what it works on is thrown away. */
export async function killLeftProcesses(folder: string): Promise<void> {
  for (let left = await leftProcesses(folder); left.length > 0; left = await leftProcesses(folder)) {
    for (const { pid } of left) kill(pid);
    await sleep(50);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended in the meantime.
  }
}
