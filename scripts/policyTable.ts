/**
 * The table of rules in `policy/README.md`, generated from the rules.
 *
 * `npm run docs` writes it; a test fails when it is not current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyRule } from "../policy/core/rule";
import { rules } from "../policy/rules";
import { markdownTable } from "./markdownTable";
import { withTable } from "./tablePlace";

/** The pack's README, and how it marks the table's place. */
export const packReadme = { file: join("policy", "README.md"), place: "rules", source: "policy/rules" };

/** @returns a row for each rule, in Markdown. */
export function policyTable(all: readonly PolicyRule[] = rules): string {
  const rows = all.map(({ id, severity, title, reason, wayOut, sameAs }) => [
    `\`${id}\``,
    severity,
    title,
    reason,
    wayOut,
    sameAs.join(", "),
  ]);
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  return markdownTable(
    ["rule", "severity", "what must hold", "why", "way out", "the same rule elsewhere"],
    cells,
  );
}

if (require.main === module) {
  const file = join(__dirname, "..", packReadme.file);
  writeFileSync(file, withTable(readFileSync(file, "utf8"), packReadme, policyTable()));
}
