import { escaped } from "../clients/escaped";

/**
 * Draws rows under their column names, each column as wide as it needs to be; a null is written NULL. Names and values
 * come from outside: they are shown escaped.
 */
export function tableLines(
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): string[] {
  const texts = [names, ...rows].map((row) => row.map((value) => escaped(value ?? "NULL")));
  const widths = names.map((_, column) => Math.max(...texts.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const [head = [], ...body] = texts;
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(line)];
}
