import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Whether a process of that number runs, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Tells a process from every other one that has, had or will have its number: a hash of the
 * moment at which it started.
 *
 * @returns undefined where no such process runs, or the system does not say when it started.
 */
export async function birthOf(pid: number): Promise<string | undefined> {
  const moment = process.platform === "linux" ? await startOnLinux(pid) : await startByPs(pid);
  return moment && createHash("sha256").update(moment).digest("hex").slice(0, 12);
}

/**
 * By proc_pid_stat(5) the command's name, which may hold anything, ends with the last parenthesis; the state is
 * the first field behind it, and the start, in clock ticks since the boot, the twentieth.
 */
async function startOnLinux(pid: number): Promise<string | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended: only its exit code is kept for whoever started it, who may never ask.
    return fields[0] === "Z" ? "ended" : `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

async function startByPs(pid: number): Promise<string | undefined> {
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  const asked = promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)], { env });
  return (await asked.catch(() => undefined))?.stdout.trim() || undefined;
}
