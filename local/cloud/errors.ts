import type { Made } from "../ground";

/**
 * What Azure Resource Manager answers, in the words of the azure-native provider
 * (provider/pkg/azure in pulumi-azure-native prints status, code and message like this).
 */
export class AzureError extends Error {
  override readonly name = "AzureError";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(`Status=${status} Code="${code}" Message="${detail}"`);
  }
}

/** What Databricks answers, in the words of its provider: "cannot create catalog: …". */
export class DatabricksError extends Error {
  override readonly name = "DatabricksError";

  /** @param attempt what was tried, e.g. `create catalog`. */
  constructor(attempt: string, detail: string) {
    super(`cannot ${attempt}: ${detail}`);
  }
}

/**
 * The operation failed, yet the resource exists: the provider reports both, so that the stack knows of
 * the resource (in the provider protocol: `ErrorResourceInitFailed`).
 */
export class IncompleteError extends Error {
  override readonly name = "IncompleteError";

  constructor(
    message: string,
    readonly made: Made,
  ) {
    super(message);
  }
}
