import { findEngine, type Engine, type EngineOptions } from "../../runtime/engine";
import { buildEngine } from "./build";

/**
 * A Pulumi CLI by any way there is: as the product finds one, else compiled from its Go modules, which takes minutes.
 *
 * @throws EngineError naming why each of the ways failed.
 */
export function engineAtAnyCost(options: Omit<EngineOptions, "compile"> = {}): Promise<Engine> {
  return findEngine({ ...options, compile: buildEngine });
}
