import { downloadEngine } from "./download";
import {
  defaultFolder,
  EngineError,
  engineOnPath,
  keptEngine,
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
  /** Try Pulumi's own installer. @default true */
  readonly allowInstall?: boolean;
  /** Another way to get one, tried last, such as compiling it. @default none */
  readonly compile?: CompileEngine;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

/** Longest that a download may take if the caller can also compile, in ms. */
const LONG_DOWNLOAD_MS = 120_000;
/** Longest that a download may take otherwise; `npm start` then goes on without an engine. In ms. */
const QUICK_DOWNLOAD_MS = 20_000;

/**
 * Finds a Pulumi CLI: on the PATH, in `folder`, from Pulumi's installer, or compiled where the caller knows how to.
 *
 * @throws EngineError naming why each of the ways failed.
 */
export async function findEngine(options: EngineOptions = {}): Promise<Engine> {
  const { folder = defaultFolder, allowInstall = true, compile } = options;
  const onProgress = options.onProgress ?? (() => undefined);
  const ways: (() => Promise<Engine | string>)[] = [engineOnPath, () => keptEngine(folder)];
  if (allowInstall) {
    const limit = compile ? LONG_DOWNLOAD_MS : QUICK_DOWNLOAD_MS;
    ways.push(() => downloadEngine(folder, { limit, onProgress, signal: options.signal }));
  }
  if (compile) ways.push(() => compile(folder, { onProgress, signal: options.signal }));

  const reasons: string[] = [];
  for (const way of ways) {
    options.signal?.throwIfAborted();
    const found = await way();
    if (typeof found !== "string") return found;
    reasons.push(found);
  }
  throw new EngineError(
    `No Pulumi engine: ${reasons.join("; ")}. Install one (https://www.pulumi.com/docs/install) and try again.`,
  );
}

/**
 * Finds an engine that is there or can be downloaded in seconds, for callers that can do without.
 *
 * @returns the engine, or why there is none.
 */
export async function quickEngine(options: Omit<EngineOptions, "compile"> = {}): Promise<Engine | string> {
  try {
    return await findEngine(options);
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}
