import type { ResourceState } from "./cloudApi";
import { listOfOne } from "./multierror";
import { isObject } from "./properties";

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

/**
 * What Databricks answers, as its provider and Pulumi's bridge print it: the message alone, without code or status
 * (`APIError.Error` in databricks-sdk-go, `nicerError` in terraform-provider-databricks' common/resource.go), in a
 * list of one (pulumi-terraform-bridge, pkg/tfshim/sdk-v2/diagnostics.go).
 */
export class DatabricksError extends Error {
  override readonly name = "DatabricksError";

  /**
   * @param attempt what was tried, e.g. `create catalog`.
   * @param detail what the service itself says.
   */
  constructor(
    attempt: string,
    readonly detail: string,
  ) {
    super(listOfOne(`cannot ${attempt}: ${wrapped[attempt] ?? ""}${detail}`));
  }
}

/** What the provider puts before the service's message, beside what it tried: sql/resource_sql_endpoint.go. */
const wrapped: Readonly<Record<string, string>> = { "create sql endpoint": "failed creating warehouse: " };

/** @returns what the Databricks provider's messages call a type: `storage credential`. */
export function thingOf(type: string): string {
  const name = type.slice(type.lastIndexOf(":") + 1);
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/**
 * The operation failed, yet the resource exists: the provider reports both, so that the stack knows of
 * the resource (in the provider protocol: `ErrorResourceInitFailed`).
 */
export class IncompleteError extends Error {
  override readonly name = "IncompleteError";

  constructor(
    message: string,
    readonly made: ResourceState,
  ) {
    super(message);
  }
}

/** Whether an error says what exists all the same. */
export function hasMade(error: unknown): error is Error & { readonly made: ResourceState } {
  return (
    error instanceof Error && "made" in error && isObject(error.made) && typeof error.made["id"] === "string"
  );
}
