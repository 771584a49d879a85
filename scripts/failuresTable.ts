/**
 * The tables of the coach's guide about what fails, generated from `program/failures` so that guide and program agree.
 *
 * `npm run docs` writes them; a test fails when they are not current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failures, pausesAfter, symptoms, type Failure, type Symptom } from "../program/failures";
import { markdownTable } from "./markdownTable";
import { withTable } from "./tablePlace";

/** The guide, and how it marks the table's place. */
export const guide = { file: join("docs", "coach-guide.md"), place: "failures", source: "program/failures" };

/** @returns a row for each failure, then one for each symptom, in Markdown. */
export function failuresTable(
  known: readonly Failure[] = failures,
  seen: readonly Symptom[] = symptoms,
): string {
  const rows = [
    ...known.map((failure) => {
      const patience = pausesAfter(failure).reduce((sum, pause) => sum + pause, 0);
      const { shown, means, passes, remedy, source } = failure;
      return [
        shown,
        means,
        passes ? `It is tried again for ${patience} s. After that: ${remedy}` : remedy,
        source,
      ];
    }),
    ...seen.map((symptom) => [symptom.seen, symptom.means, symptom.remedy, ""]),
  ];
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  return markdownTable(["what you see", "what it means", "what to do", "seen or said by"], cells);
}

if (require.main === module) {
  const file = join(__dirname, "..", guide.file);
  writeFileSync(file, withTable(readFileSync(file, "utf8"), guide, failuresTable()));
}
