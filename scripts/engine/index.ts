import { findEngine, type Engine, type EngineOptions } from "../../runtime/engine";
import { buildEngine } from "./build";

/**
 * The machine's Pulumi CLI, or one that is compiled from its Go modules, which takes minutes.
 *
 * @throws EngineError naming why each of the ways failed.
 */
export function engineAtAnyCost(options: Omit<EngineOptions, "compile" | "download"> = {}): Promise<Engine> {
  return findEngine({ ...options, compile: buildEngine });
}
