import * as pulumi from "@pulumi/pulumi";

/**
 * Pauses before each new attempt, in seconds: 165 s in all. Azure's and Databricks' answers agree with each
 * other 3 to 15 s after a change as a rule, and a new workspace's API answers within two minutes.
 */
export const pauses: readonly number[] = [3, 6, 12, 24, 30, 45, 45];

/**
 * What the services say while they do not know yet of a permission, parent or workspace that was just made.
 * Anything else is an error of its own and no waiting mends it.
 */
const notYet: readonly RegExp[] = [
  // Azure Resource Manager, before a new identity or role assignment is known everywhere.
  /PrincipalNotFound/,
  /AuthorizationFailed|does not have authorization to perform action/,
  // Unity Catalog: the metastore, or a parent made a moment ago.
  /PERMISSION_DENIED|does not have (?:the )?[A-Z_ ]+ (?:privilege )?on/,
  /(?:Catalog|Schema|Storage Credential|External Location|Volume|Secret scope|Metastore)\b.*\b(?:does not exist|not found)/i,
  /RESOURCE_DOES_NOT_EXIST|NOT_FOUND/,
  /no metastore assigned|metastore.*not (?:yet )?(?:assigned|ready)/i,
  // Storage, before the connector's role assignment holds: the lake's own answer, passed on by Databricks.
  /AuthorizationPermissionMismatch|This request is not authorized to perform this operation/,
  // A workspace that says it is ready before its API answers.
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
