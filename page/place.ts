import type { AskError } from "./view";

/** Spark counts lines from 1; positions in a line from 0 (`pos`) or from 1 (`position`). */
const places = [
  { pattern: /[;(]\s*line (\d+),? pos (\d+)/, first: 0 },
  { pattern: /== SQL \(line (\d+), position (\d+)\) ==/, first: 1 },
];

/**
 * Reads where in the statement Spark found an error.
 *
 * @param message as Spark wrote it: first what is wrong, then the place, then the statement or its plan again.
 * @returns what is wrong without what follows, and the place counted from 1.
 */
export function placed(message: string): AskError {
  const text = message
    .replace(/\n== SQL[^]*$/, "")
    .replace(/[;(]\s*line \d+,? pos \d+\)?;?[^]*$/, "")
    .trim();
  for (const { pattern, first } of places) {
    const [, line, position] = pattern.exec(message) ?? [];
    if (line && position) return { message: text, line: Number(line), column: Number(position) + 1 - first };
  }
  return { message: text };
}
