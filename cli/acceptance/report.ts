import { beliefs } from "../../program/beliefs";
import { escapedLines } from "../../clients/escaped";
import type { StageResult } from "./run";

/** The report, in Markdown: each belief with what was seen. It holds nothing that has to be kept secret. */
export function reportOf(
  results: readonly StageResult[],
  versions: Readonly<Record<string, string>>,
): string {
  const lines = beliefs.map(({ id, claim, source, stage }) => {
    const result = results.find((each) => each.stage === stage);
    return `- \`${id}\`: **${result?.outcome ?? "not looked at"}**. ${claim} (${source})`;
  });
  const told = results.map(({ stage, outcome, seconds, said }) =>
    [
      `### ${stage}: ${outcome}, ${String(seconds)} s`,
      ...(said === undefined ? [] : ["````", escapedLines(said).replaceAll("````", "```"), "````"]),
    ].join("\n\n"),
  );
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return ["# Acceptance", made.join(", "), ...lines, ...told].join("\n\n") + "\n";
}
