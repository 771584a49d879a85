import { CommandError } from "../command";
import { ToolchainError } from "./toolchainError";

/**
 * Says in one sentence why a download failed.
 *
 * @param what e.g. `Spark (pyspark 4.0.4)`
 * @param configuration where the user can say which registry or proxy to use, e.g. `pip's configuration`
 */
export function downloadError(what: string, configuration: string, error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const reason = reasonOf(error.output);
  return /no space left|disk quota|not enough space/i.test(error.output)
    ? new ToolchainError(`The disk filled up while downloading ${what}: free some space and start again.`, {
        cause: error,
      })
    : new ToolchainError(
        `Downloading ${what} failed: ${reason ?? error.message}; ` +
          `check the network, a proxy and ${configuration}, then start again.`,
        { cause: error },
      );
}

/** The line that names the cause: pip's and Ivy's last lines speak of consequences. */
function reasonOf(output: string): string | undefined {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const line =
    lines.find((text) =>
      /Exception|Connection|refused|timed? ?out|SSL|certificate|getaddrinfo|resolve/i.test(text),
    ) ??
    lines.find((text) => /^(ERROR|error)\b/.test(text)) ??
    lines.find((text) => /UNRESOLVED|FAILED|not found/i.test(text));
  return line
    ?.replace(/^(ERROR|WARNING): */, "")
    .replace(/^.*connection broken by '(.*)'(: \/\S*)?$/, "$1")
    .replace(/<[^>]* object at [^>]*>: /, "")
    .slice(0, 300);
}
