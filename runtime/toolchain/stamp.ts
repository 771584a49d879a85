import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildOf } from "./java";
import type { Toolchain } from "./toolchain";

/** Written when everything is complete: what it was built from, and where it is. */
interface Stamp {
  readonly contents: string;
  /** See `buildOf`. */
  readonly javaBuild?: string | undefined;
  readonly toolchain: Toolchain;
}

const FILE = "toolchain.json";

/**
 * The toolchain in `folder`, if it was completed, from these `contents`, and is all there still: a Java or a Python
 * of the machine may have gone since, or another Java have come in its place.
 */
export async function readStamp(folder: string, contents: string): Promise<Toolchain | undefined> {
  const text = await readFile(join(folder, FILE), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const stamp = parse(text);
  if (stamp?.contents !== contents) return undefined;
  const isThere = Object.values(stamp.toolchain).every((path: string) => existsSync(path));
  const isSameJava = (await buildOf(stamp.toolchain)) === stamp.javaBuild;
  return isThere && isSameJava ? stamp.toolchain : undefined;
}

export async function writeStamp(folder: string, contents: string, toolchain: Toolchain): Promise<void> {
  const stamp: Stamp = { contents, javaBuild: await buildOf(toolchain), toolchain };
  const temporary = join(folder, `${FILE}.${process.pid}`);
  await writeFile(temporary, JSON.stringify(stamp, undefined, 2));
  await rename(temporary, join(folder, FILE));
}

function parse(text: string): Stamp | undefined {
  try {
    return JSON.parse(text) as Stamp;
  } catch {
    // Somebody edited it: it counts as missing.
    return undefined;
  }
}
