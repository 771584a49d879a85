import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { EngineError, keptBinary, MINIMUM_VERSION } from "./known";

export { defaultFolder, EngineError, keptBinary, MINIMUM_VERSION, noEngine } from "./known";

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
