import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { failureOf, isHalfMade, pausesFor } from "../program/failures";
import { orphanAdvice, updateAdvice } from "../program/orphans";

/**
 * An error hook that goes by the table of failures: it tries again what passes by itself, with growing pauses, and says
 * what to do about what does not, or has not passed when its pauses are used up.
 *
 * Under the Automation API an engine calls a hook outside the context of its program, where what is logged goes to the
 * process's standard error and not to the engine: so the hook takes the context along.
 *
 * @param name must be unique in the program.
 */
export function failureHook(name: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(name, AsyncResource.bind(answer));
}

const answer: pulumi.ErrorHookFunction = async ({ errors, failedOperation, type, newInputs = {} }) => {
  const [latest = ""] = errors;
  const unknown = unknownToStack(failedOperation, type, newInputs, latest);
  const waits = failedOperation === "create" || (failedOperation === "update" && unknown === undefined);
  const pause = waits ? pausesFor(latest)[errors.length - 1] : undefined;
  if (pause !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    return true;
  }
  const found = failureOf(latest);
  const advice = unknown ?? (found && `${found.means} ${found.remedy}`);
  if (advice !== undefined) await pulumi.log.warn(advice);
  return false;
};

/** @returns what to do about something of which the stack does not know all, which waiting does not mend. */
function unknownToStack(
  failedOperation: string,
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  error: string,
): string | undefined {
  if (failedOperation === "update") return updateAdvice(type, inputs, error);
  return failedOperation === "delete" || isHalfMade(error) ? undefined : orphanAdvice(type, inputs, error);
}
