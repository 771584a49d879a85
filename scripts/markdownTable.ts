import { escaped } from "../clients/escaped";

/** A table in Markdown, one line a row whatever is in it. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return [head, head.map(() => "---"), ...rows]
    .map((row) => `| ${row.map((cell) => escaped(String(cell))).join(" | ")} |`)
    .join("\n");
}
