import { downloadEngine } from "./download";
import {
  defaultFolder,
  EngineError,
  engineOnPath,
  keptEngine,
  noEngine,
  type Engine,
  type EngineProgress,
} from "./engine";

/** Compiles an engine into a folder. @returns the engine, or why there is none. */
export type CompileEngine = (
  folder: string,
  options: Required<Pick<EngineOptions, "onProgress">> & { readonly signal: AbortSignal | undefined },
) => Promise<Engine | string>;

/** Where to look for an engine. */
export interface EngineOptions {
  /** Folder that keeps what is downloaded or built. @default `.local/engine` */
  readonly folder?: string;
  /** Download one where the machine has none. @default false */
  readonly download?: boolean;
  /** Another way to get one, tried last, such as compiling it. @default none */
  readonly compile?: CompileEngine;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

/** Longest that a download may take, ms: some 100 MB. */
const DOWNLOAD_LIMIT = 10 * 60_000;

/**
 * Finds a Pulumi CLI: on the PATH, in `folder`, downloaded where the caller asks for it, or compiled where the caller
 * knows how to.
 *
 * @throws EngineError naming why each of the ways failed.
 */
export async function findEngine(options: EngineOptions = {}): Promise<Engine> {
  const { folder = defaultFolder, download = false, compile } = options;
  const onProgress = options.onProgress ?? (() => undefined);
  const ways: (() => Promise<Engine | string>)[] = [engineOnPath, () => keptEngine(folder)];
  if (download)
    ways.push(() => downloadEngine(folder, { limit: DOWNLOAD_LIMIT, onProgress, signal: options.signal }));
  if (compile) ways.push(() => compile(folder, { onProgress, signal: options.signal }));

  const reasons: string[] = [];
  for (const way of ways) {
    options.signal?.throwIfAborted();
    const found = await way();
    if (typeof found !== "string") return found;
    reasons.push(found);
  }
  throw noEngine(reasons);
}

/**
 * Finds an engine that is there, for callers that can do without.
 *
 * @returns the engine, or why there is none.
 */
export async function engineHere(
  options: Pick<EngineOptions, "folder" | "signal"> = {},
): Promise<Engine | string> {
  try {
    return await findEngine(options);
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}
