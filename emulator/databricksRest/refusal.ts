import { DatabricksError } from "../core/errors";
import { ApiError } from "./endpoint";

/** Codes of Databricks' API by what the message says; of them only "not found" changes what the provider does. */
const codes: readonly [says: RegExp, status: number, code: string][] = [
  [/does(?: not|n't) exist/, 404, "RESOURCE_DOES_NOT_EXIST"],
  [/already exists/, 400, "RESOURCE_ALREADY_EXISTS"],
  [/not accessible|does not have|contributor role/, 403, "PERMISSION_DENIED"],
];

/** @returns what the API answers where the emulator's rules, or the front itself, refuse. */
export function refusalOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof DatabricksError ? error.detail : (error as Error).message;
  const [, status, code] = codes.find(([says]) => says.test(message)) ?? [
    /./,
    400,
    "INVALID_PARAMETER_VALUE",
  ];
  return new ApiError(status, code, message);
}
