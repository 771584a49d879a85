import { buildEngine } from "../../scripts/engine/build";
import { downloadEngine } from "./download";
import {
  DEFAULT_FOLDER,
  EngineError,
  engineOnPath,
  keptEngine,
  type Engine,
  type EngineProgress,
} from "./engine";

/** How far to go for an engine. */
export interface EngineOptions {
  /** Folder that keeps what is downloaded or built. @default `.local/engine` */
  readonly folder?: string;
  /** Try Pulumi's own installer. @default true */
  readonly allowInstall?: boolean;
  /** Compile it from its Go modules: minutes. @default true */
  readonly allowBuild?: boolean;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

/** Longest that a whole download may take, where the caller can also compile, ms. */
const PATIENT_DOWNLOAD = 120_000;
/** Longest that `npm start` waits for a download before it goes on without an engine, ms. */
const QUICK_DOWNLOAD = 20_000;

/**
 * Finds a Pulumi CLI: on the PATH, in `folder`, from Pulumi's installer, or compiled from its modules.
 *
 * @throws EngineError naming why each of the ways failed.
 */
export async function findEngine(options: EngineOptions = {}): Promise<Engine> {
  const { folder = DEFAULT_FOLDER, allowInstall = true, allowBuild = true } = options;
  const onProgress = options.onProgress ?? (() => undefined);
  const ways: (() => Promise<Engine | string>)[] = [engineOnPath, () => keptEngine(folder)];
  if (allowInstall) {
    const limit = allowBuild ? PATIENT_DOWNLOAD : QUICK_DOWNLOAD;
    ways.push(() => downloadEngine(folder, { limit, onProgress, signal: options.signal }));
  }
  if (allowBuild) ways.push(() => buildEngine(folder, { onProgress, signal: options.signal }));

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
 * An engine that is there, or can be downloaded in seconds; for whoever can also do without.
 *
 * @returns why there is none, in words, where there is none.
 */
export async function quickEngine(options: Omit<EngineOptions, "allowBuild"> = {}): Promise<Engine | string> {
  try {
    return await findEngine({ ...options, allowBuild: false });
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}
