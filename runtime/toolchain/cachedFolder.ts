import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isAlive } from "../alive";

/** A folder under construction is named `NAME.partial-PID-RANDOM`, after the process that builds it. */
const PARTIAL = /\.partial-(\d+)-/;

/** One folder of the toolchain, which either is complete or does not exist. */
export interface CachedFolder {
  /** Complete and current. */
  readonly present: boolean;
  /** Where it is, or will be. */
  readonly path: string;
  /**
   * Builds it in a folder beside its place and moves it there when complete: an interruption never leaves a half-built
   * folder in that place. Other versions of it that are more than a day old are removed.
   */
  make(build: (folder: string) => Promise<void>): Promise<void>;
}

/**
 * @param contents everything that decides what it contains (versions, sources): another value is another folder
 */
export function cachedFolder(folder: string, name: string, contents: unknown): CachedFolder {
  const path = join(folder, `${name}-${fingerprint(contents)}`);
  return {
    path,
    present: existsSync(path),
    async make(build) {
      const partial = join(folder, `${name}.partial-${process.pid}-${randomUUID()}`);
      try {
        await mkdir(partial, { recursive: true });
        await build(partial);
        await rename(partial, path).catch((error: unknown) => {
          // Another process was faster, in spite of the lock: the same contents, so either will do.
          if (!existsSync(path)) throw error;
        });
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
      await removeEarlier(folder, name, path);
    },
  };
}

/** Removes what interrupted set-ups left. */
export async function removePartials(folder: string): Promise<void> {
  await removeAll(
    folder,
    (await entriesOf(folder)).filter((entry) => {
      const builder = PARTIAL.exec(entry)?.[1];
      return builder !== undefined && !isAlive(Number(builder));
    }),
  );
}

/** A short hash of a value, safe in a file name. */
export function fingerprint(contents: unknown): string {
  return createHash("sha256").update(JSON.stringify(contents)).digest("hex").slice(0, 12);
}

/** Not the youngest ones: what was started from them may still be running. */
const EARLIER_KEPT_MS = 24 * 3_600_000;

async function removeEarlier(folder: string, name: string, current: string): Promise<void> {
  const versions = (await entriesOf(folder)).filter((entry) => entry.startsWith(`${name}-`));
  const ages = await Promise.all(
    versions.map(async (entry) => Date.now() - (await stat(join(folder, entry))).mtimeMs),
  );
  const removable = versions.filter(
    (entry, index) => join(folder, entry) !== current && (ages[index] ?? 0) > EARLIER_KEPT_MS,
  );
  await removeAll(folder, removable);
}

const entriesOf = (folder: string) => readdir(folder).catch(() => []);

async function removeAll(folder: string, entries: readonly string[]): Promise<void> {
  await Promise.all(entries.map((entry) => rm(join(folder, entry), { recursive: true, force: true })));
}
