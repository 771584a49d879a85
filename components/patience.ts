import * as pulumi from "@pulumi/pulumi";

/**
 * Pauses before each new attempt, in seconds: 165 s in all. Azure's and Databricks' answers agree with each
 * other 3 to 15 s after a change as a rule, and a new workspace's API answers within two minutes.
 */
export const pauses: readonly number[] = [3, 6, 12, 24, 30, 45, 45];

/**
 * What the services say while they do not know yet of a permission, parent or workspace that was just made.
 * Anything else is an error of its own, and no waiting mends it.
 */
const notYet: readonly RegExp[] = [
  // Azure, before a new identity is known everywhere.
  /PrincipalNotFound/,
  // Unity Catalog, before the connector's role or a grant holds.
  /PERMISSION_DENIED/,
  // The lake's own answer before that role holds, as Databricks passes it on.
  /AuthorizationPermissionMismatch|This request is not authorized to perform this operation/,
  // A parent made a moment ago, or the metastore that a new workspace is given.
  /\b(?:catalog|schema|storage credential|external location|volume|scope|access connector|storage account)\b.*\b(?:does not exist|not (?:be )?found)/i,
  /RESOURCE_DOES_NOT_EXIST|[A-Z]_NOT_FOUND|METASTORE_DOES_NOT_EXIST|no metastore assigned/i,
  // A workspace that says it is there before its API answers.
  /workspace\b.*\bnot (?:yet )?(?:ready|found|available|active)/i,
  /no such host|temporarily unavailable|TEMPORARILY_UNAVAILABLE|503 Service Unavailable/i,
];

/** @returns whether an error is one that passes by itself, seconds after what it complains of was made. */
export function isNotYet(message: string): boolean {
  return notYet.some((pattern) => pattern.test(message));
}

/**
 * An error hook that meets eventual consistency: retries what the services refuse because they do not know
 * yet of what was just made, with growing pauses, and gives up when {@link pauses} are used up.
 *
 * @param name must be unique in the program.
 */
export function patience(name: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(name, async ({ errors, failedOperation }) => {
    const [latest = ""] = errors;
    const pause = pauses[errors.length - 1];
    if (failedOperation === "delete" || pause === undefined || !isNotYet(latest)) return false;
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    return true;
  });
}

/**
 * An error hook that says what to do about one error, beside the service's own message.
 *
 * @param name must be unique in the program.
 */
export function advise(name: string, error: RegExp, advice: string): pulumi.ErrorHook {
  return new pulumi.ErrorHook(name, async ({ errors }) => {
    if (error.test(errors[0] ?? "")) await pulumi.log.warn(advice);
    return false;
  });
}
