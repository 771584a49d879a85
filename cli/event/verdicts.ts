import { escaped } from "../../clients/escaped";
import type { TeamVerdict } from "../../event/verify/verifyTeams";
import { formatReport } from "../verify/report";

/** A verdict as people read it; of a team that fails all that is missing. */
export function verdictLines(team: string, verdict: TeamVerdict): string[] {
  if (verdict.is === "simulated")
    return [`${team}: simulated only, it has no clicks (\`up --local\` gives some)`];
  if (verdict.is === "not asked") return [`${team}: could not be asked: ${escaped(verdict.why)}`];
  const { report } = verdict;
  const counted = `${report.arrived.toLocaleString("en-US")} of ${report.expected.toLocaleString("en-US")}`;
  if (report.ok) return [`${team}: every click arrived, once (${counted})`];
  return [
    `${team}: not every click arrived once`,
    ...formatReport(report)
      .split("\n")
      .slice(0, -1)
      .map((line) => `    ${line}`),
  ];
}
