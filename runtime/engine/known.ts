import { join, resolve } from "node:path";

/*
 * What is known of an engine without one: whoever imports this alone does not load Pulumi's SDK, which takes a second and
 * 100 MB.
 */

/**
 * Oldest engine that this program runs on: the first with error hooks, which retry what Azure refuses
 * while a permission is not in effect yet (pulumi/pulumi release 3.217.0).
 */
export const MINIMUM_VERSION = "3.217.0";

/** Where the engine is kept, relative to the repository. */
export const defaultFolder = join(".local", "engine");

/** Why there is no engine, in a sentence or two that say what to do. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** Says that there is no engine, for these reasons. */
export function noEngine(reasons: readonly string[]): EngineError {
  return new EngineError(
    `No Pulumi engine: ${reasons.join("; ")}. Install one (https://www.pulumi.com/docs/install) and try again.`,
  );
}

/** Where the engine kept in `folder` is, or would be. */
export function keptBinary(folder: string): string {
  return join(resolve(folder), "bin", process.platform === "win32" ? "pulumi.exe" : "pulumi");
}
