import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";

/**
 * Oldest engine that this program runs on: the first with error hooks, which retry what Azure refuses
 * while a permission is not in effect yet (pulumi/pulumi release 3.217.0).
 */
export const MINIMUM_VERSION = "3.217.0";

/** Where the engine is kept, relative to the repository. */
export const defaultFolder = join(".local", "engine");

/** A Pulumi CLI that was started once and answered with a version that is new enough. */
export interface Engine {
  /** For the Automation API (`LocalWorkspaceOptions.pulumiCommand`). */
  readonly command: PulumiCommand;
  /** E.g. `3.259.0`. */
  readonly version: string;
  /** Absolute path of the program, or `pulumi` where the PATH has it. */
  readonly binary: string;
  /** Where it comes from. */
  readonly origin: "path" | "kept" | "downloaded" | "built";
}

/** Progress for a person who waits for an engine. */
export interface EngineProgress {
  /** E.g. `Compiling the Pulumi CLI`. */
  readonly step: string;
  /** Work done and to do, in the step's own unit; absent where unknown. */
  readonly done?: number;
  readonly total?: number;
}

/** Why there is no engine, in a sentence or two that say what to do. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** Where the engine kept in `folder` is, or would be. */
export function keptBinary(folder: string): string {
  return join(resolve(folder), "bin", process.platform === "win32" ? "pulumi.exe" : "pulumi");
}

/** @returns the engine on the PATH, or why there is none that can be used. */
export async function engineOnPath(): Promise<Engine | string> {
  try {
    return await verified(await PulumiCommand.get({ skipVersionCheck: true }), "path");
  } catch (error) {
    return error instanceof EngineError ? error.message : "no pulumi on the PATH";
  }
}

/** @returns the engine that an earlier run left in `folder`, or why there is none that can be used. */
export async function keptEngine(
  folder: string,
  origin: Engine["origin"] = "kept",
): Promise<Engine | string> {
  const binary = keptBinary(folder);
  if (!existsSync(binary)) return `none in ${folder}`;
  try {
    return await verified(await PulumiCommand.get({ root: resolve(folder), skipVersionCheck: true }), origin);
  } catch (error) {
    return error instanceof EngineError ? error.message : `${binary} does not run`;
  }
}

function verified(command: PulumiCommand, origin: Engine["origin"]): Engine {
  const { version } = command;
  if (version === null) throw new EngineError(`${command.command} does not say its version`);
  if (version.compare(MINIMUM_VERSION) < 0) {
    throw new EngineError(`${command.command} is ${version.version}, too old: ${MINIMUM_VERSION} is needed`);
  }
  return { command, version: version.version, binary: command.command, origin };
}
