import { statfs } from "node:fs/promises";
import { freemem } from "node:os";

/**
 * What a challenge takes while it runs, in GB: Spark 1.4 for the stream and 0.6 for questions, broker and this process 0.25
 * each, generator 0.1 (docs/benchmarks.md, docs/decisions.md).
 */
export const MEMORY_GB = 2.6;
/** Its data for an hour at the default rate, its logs and temporary files, in GB. */
const DISK_GB = 0.5;

/** What a machine has left. */
export interface Room {
  /** Free memory, in GB. */
  readonly memory: number;
  /** Free disk space, in GB. */
  readonly disk: number;
}

/** @returns what is left on this machine, and on the disk of a folder; memory within the limit of a container. */
export async function roomAt(folder: string): Promise<Room> {
  const { bavail, bsize } = await statfs(folder);
  return {
    memory: Math.min(freemem(), process.constrainedMemory() || Infinity) / 1e9,
    disk: (bavail * bsize) / 1e9,
  };
}

/** @returns a sentence for each thing of which there is too little for a challenge to run well. */
export function tooLittle({ memory, disk }: Room): string[] {
  return [
    ...(memory >= MEMORY_GB
      ? []
      : [
          `only ${memory.toFixed(1)} GB of memory are free, and a challenge takes ${MEMORY_GB} GB: close something, ` +
            "or it becomes slow or is ended by the system",
        ]),
    ...(disk >= DISK_GB
      ? []
      : [
          `only ${disk.toFixed(1)} GB of disk are free, and a challenge takes ${DISK_GB} GB: free some, or the stream stops`,
        ]),
  ];
}
