import * as pulumi from "@pulumi/pulumi";
import { failureOf, pausesFor } from "../program/failures";

/**
 * An error hook that goes by the table of failures: it tries again what passes by itself, with growing pauses, and says
 * what to do about what does not, or has not passed when its pauses are used up.
 *
 * @param name must be unique in the program.
 */
export function failureHook(name: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(name, async ({ errors, failedOperation }) => {
    const [latest = ""] = errors;
    const pause = failedOperation === "delete" ? undefined : pausesFor(latest)[errors.length - 1];
    if (pause !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
      return true;
    }
    const found = failureOf(latest);
    if (found !== undefined) await pulumi.log.warn(`${found.means} ${found.remedy}`);
    return false;
  });
}
