import { execFile } from "node:child_process";
import { chmod, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Room for the checkpoints of a round; small, so that it is full at once. */
const SIZE = "64m";

/**
 * The disk that the checkpoints are on, which can be full for a while.
 *
 * As root it is a file system of its own with 64 MB, which then really is full. Otherwise its folder is made read-only,
 * which Spark sees as an I/O error just the same.
 */
export class Disk {
  #mounted: boolean;

  private constructor(
    readonly folder: string,
    mounted: boolean,
  ) {
    this.#mounted = mounted;
  }

  static async create(folder: string): Promise<Disk> {
    await mkdir(folder, { recursive: true });
    // Only root may mount, and permissions do not stop root: one of the two always works.
    if (process.getuid?.() !== 0) return new Disk(folder, false);
    await run("mount", ["-t", "tmpfs", "-o", `size=${SIZE}`, "none", folder]);
    return new Disk(folder, true);
  }

  /** Lets nothing be written for that long. Space that a checkpoint frees meanwhile is filled again at once. */
  async full(milliseconds: number): Promise<void> {
    if (!this.#mounted) return await this.#readOnly(milliseconds);
    const until = Date.now() + milliseconds;
    const ballast = join(this.folder, "ballast");
    const file = await open(ballast, "a");
    try {
      while (Date.now() < until) {
        await fill(file);
        await sleep(20);
      }
    } finally {
      await file.close();
      await rm(ballast, { force: true });
    }
  }

  /** Succeeds if it has been removed already. */
  async remove(): Promise<void> {
    if (this.#mounted) await run("umount", ["--lazy", this.folder]);
    this.#mounted = false;
    await rm(this.folder, { recursive: true, force: true });
  }

  async #readOnly(milliseconds: number): Promise<void> {
    await run("chmod", ["-R", "a-w", this.folder]);
    await sleep(milliseconds);
    await run("chmod", ["-R", "u+w", this.folder]);
    await chmod(this.folder, 0o755);
  }
}

async function fill(file: { write(data: Buffer): Promise<unknown> }): Promise<void> {
  for (let block = 1 << 20; block >= 4096;) {
    try {
      await file.write(Buffer.alloc(block));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      block >>= 1;
    }
  }
}
