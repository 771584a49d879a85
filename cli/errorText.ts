import { escaped, escapedLines } from "../clients/escaped";
import { StatementError } from "../clients/sqlClient";
import { placed } from "../page/place";

/**
 * An error as a command prints it, with everything in it to be seen. What tables and Spark say is one line, without
 * the statement and its plan again; this project's own messages keep their line ends.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof StatementError)) {
    return escapedLines(error instanceof Error ? error.message : String(error));
  }
  const { message, line, column } = placed(error.message);
  return escaped(message) + (line === undefined ? "" : ` (line ${line}, column ${column})`);
}
