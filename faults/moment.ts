import { watch, type FSWatcher } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { COMMIT_FILE } from "../testbed/deltaLog";
import type { CommitPoint } from "./schedule";

/** The folders whose files show how far a batch is. */
export interface StreamFolders {
  readonly checkpoint: string;
  /** Folder of the table `clicks`. */
  readonly clicks: string;
  /** Folder of the table `clicks_per_product`. */
  readonly clicksPerProduct: string;
}

/** The checkpoint's own folder of that name, at whatever depth: the notebook may keep several streams below it. */
async function below(folder: string, name: string): Promise<string | undefined> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const own = found.find((entry) => entry.isDirectory() && entry.name === name);
  return own && join(own.parentPath, own.name);
}

async function existing(folder: string): Promise<string | undefined> {
  return await access(folder).then(
    () => folder,
    () => undefined,
  );
}

/** The files that show that a point is reached; no folder until the stream has created it. */
const places: Readonly<
  Record<
    Exclude<CommitPoint, "any time">,
    { readonly file: RegExp; readonly folder: (at: StreamFolders) => Promise<string | undefined> }
  >
> = {
  "offsets planned": { file: /^\d+$/, folder: ({ checkpoint }) => below(checkpoint, "offsets") },
  "data written": { file: /^part-.*\.parquet$/, folder: ({ clicks }) => existing(clicks) },
  "clicks committed": { file: COMMIT_FILE, folder: ({ clicks }) => existing(join(clicks, "_delta_log")) },
  "counts committed": {
    file: COMMIT_FILE,
    folder: ({ clicksPerProduct }) => existing(join(clicksPerProduct, "_delta_log")),
  },
  "batch committed": { file: /^\d+$/, folder: ({ checkpoint }) => below(checkpoint, "commits") },
};

/**
 * Resolves in the very moment in which a batch gets to the point, or after `limitMs` without one.
 *
 * @returns whether a batch got there.
 */
export async function momentOf(
  point: CommitPoint,
  folders: StreamFolders,
  limitMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  if (point === "any time") return true;
  const until = Date.now() + limitMs;
  const { file, folder: find } = places[point];
  let folder = await find(folders);
  while (folder === undefined) {
    if (Date.now() > until) return false;
    await sleep(20, undefined, signal && { signal });
    folder = await find(folders);
  }
  return await appears(folder, file, until - Date.now(), signal);
}

async function appears(
  folder: string,
  file: RegExp,
  limitMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const end = new AbortController();
  const late = sleep(limitMs, false, { signal: signal ? AbortSignal.any([signal, end.signal]) : end.signal });
  let watcher: FSWatcher | undefined;
  const seen = new Promise<boolean>((resolve) => {
    watcher = watch(folder, (_event, name) => {
      if (name !== null && file.test(name)) resolve(true);
    });
  });
  try {
    return await Promise.race([seen, late]);
  } finally {
    watcher?.close();
    end.abort();
    late.catch(() => undefined);
  }
}
