import { escaped } from "../../clients/escaped";
import { steps } from "../../program/steps";
import { csvOf } from "../handout/mailMerge";
import type { EventReport, TeamReport } from "./eventReport";

/** Column names and a team's cells beneath them. */
type Columns = Readonly<Record<string, (team: TeamReport) => string>>;

const dollars = (amount: number): string => amount.toFixed(2);

/** When a team first had a step; a step that is passed over is reached with a later one. */
function reachedAt({ steps: stays }: TeamReport, number: number): string {
  const moments = stays.flatMap(({ step, reached }) => (step >= number && reached !== null ? [reached] : []));
  return moments[0] ?? "";
}

function failuresOf({ failures }: TeamReport): string {
  return Object.entries(failures)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
}

const taskOf = (task: TeamReport["tasks"]["ownQuery"]): string =>
  task === null ? "" : `${task.at} (${task.by})`;

const verifiedOf = ({ verified }: TeamReport): string =>
  verified === null
    ? ""
    : `${verified.at} ${verified.ok ? "ok" : `missing ${verified.missing}, twice ${verified.twice}`}`;

const columns: Columns = {
  team: ({ team }) => team,
  label: ({ label }) => label,
  ...Object.fromEntries(
    steps.map(({ number }) => [`step ${number} reached`, (team: TeamReport) => reachedAt(team, number)]),
  ),
  "current count": ({ tasks }) => taskOf(tasks.currentCount),
  "own query": ({ tasks }) => taskOf(tasks.ownQuery),
  clicks: ({ clicks }) => (clicks === null ? "" : String(clicks)),
  verified: verifiedOf,
  "outage, s": ({ outageSeconds }) => (outageSeconds === null ? "" : String(outageSeconds)),
  failures: failuresOf,
  hours: ({ hours }) => hours.toFixed(1),
  "computed, USD": ({ computed }) => dollars(computed),
  billed: ({ billed }) => (billed === null ? "" : dollars(billed.amount)),
  currency: ({ billed }) => billed?.currency ?? "",
};

/** @returns a row a team; what a spreadsheet would compute begins with an apostrophe. Excel knows UTF-8 by its mark. */
export function reportCsv({ teams }: EventReport): string {
  const rows = [Object.keys(columns), ...teams.map((team) => Object.values(columns).map((of) => of(team)))];
  return csvOf(rows);
}

/**
 * Text as Markdown shows it, character for character, on one line. It never begins a line, where a number or a hyphen
 * would be markup, too; an address becomes no link.
 */
export function markdownText(text: string): string {
  return escaped(text).replace(/[\\`*_[\]<>|~&]|:(?=\/\/)|(?<=www)\./gi, "\\$&");
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ["None.", ""];
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(" | ")} |`;
  return [line(names), `|${" --- |".repeat(names.length)}`, ...rows.map(line), ""];
}

/** @returns the report as a document: who is where, then step by step what happened. */
export function reportMarkdown({ event, at, teams, notes }: EventReport): string {
  const chosen = ["team", "label", "current count", "own query", "clicks", "verified", "outage, s", "hours"];
  const costs = ["computed, USD", "billed", "currency"];
  const cells = (names: readonly string[]): string[][] =>
    teams.map((team) => names.map((name) => columns[name]?.(team) ?? ""));
  const reached = ["team", ...steps.map(({ number }) => `step ${number} reached`)];
  return [
    `# Event ${markdownText(event)}`,
    "",
    `As of ${markdownText(at)}; all times are UTC.`,
    "",
    "## Teams",
    "",
    ...table([...chosen, ...costs], cells([...chosen, ...costs])),
    "## Who reached what when",
    "",
    ...table(reached, cells(reached)),
    "## Outages",
    "",
    ...table(
      ["team", "what", "from", "to"],
      teams.flatMap(({ team, outages }) => outages.map(({ light, from, to }) => [team, light, from, to])),
    ),
    "## Failures by kind",
    "",
    ...table(
      ["team", "kind", "attempts that failed"],
      teams.flatMap(({ team, failures }) =>
        Object.entries(failures).map(([kind, count]) => [team, kind, String(count)]),
      ),
    ),
    "## How to read the figures",
    "",
    ...notes.map((note) => `- ${markdownText(note)}`),
    "",
  ].join("\n");
}
