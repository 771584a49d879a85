import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem, release, type } from "node:os";

/** One line that says on what, and beside what else, a figure was measured. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const load = loadavg().map((value) => value.toFixed(1));
  return (
    `${availableParallelism()} cores (${model}), ${(totalmem() / 2 ** 30).toFixed(0)} GB, ` +
    `${type()} ${release()}, Node ${process.versions.node}; load before: ${load.join(", ")}`
  );
}

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
