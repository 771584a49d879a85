import { readFileSync } from "node:fs";

/** Memory of a process, in bytes. */
export interface Memory {
  /** Resident, with what it shares counted whole. */
  readonly resident: number;
  /** Resident, with what it shares counted by its share: these may be added up. */
  readonly proportional: number;
}

/** @returns undefined where the process is gone, or the system is not Linux. */
export function memoryOf(pid: number): Memory | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  } catch {
    return undefined;
  }
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) * 1024;
  return { resident: bytes("Rss"), proportional: bytes("Pss") };
}

/** `USER_HZ`, in which Linux counts processor time (proc_pid_stat(5)). */
const TICKS_PER_SECOND = 100;

/** Processor time of a process, in seconds. Linux only. */
export interface ProcessorTime {
  readonly own: number;
  /** Of all processes that it has started and seen end. */
  readonly ofEnded: number;
}

export function processorTimeOf(pid: number | "self"): ProcessorTime {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // Behind the name, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const seconds = (user: number): number =>
    (Number(fields[user]) + Number(fields[user + 1])) / TICKS_PER_SECOND;
  return { own: seconds(11), ofEnded: seconds(13) };
}

/** @returns the most memory that a process has had resident at once, in bytes. Linux only. */
export function peakMemoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** @returns the pids of a process and everything that it started, however deep. Linux only. */
export function treeOf(pid: number): number[] {
  let children: string;
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  } catch {
    return [];
  }
  return [
    pid,
    ...children
      .split(" ")
      .filter(Boolean)
      .flatMap((child) => treeOf(Number(child))),
  ];
}
