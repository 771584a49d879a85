import { escaped } from "../../clients/escaped";
import type { BoardRow, BoardView, ShownLight, ShownTask, ShownVerification } from "../../page/board/view";
import { tableLines } from "../table";

const marks = { on: "● on", off: "✕ off", unknown: "? unknown", none: "–" } as const;
const tasks: Readonly<Record<ShownTask, string>> = { history: "done", coach: "done (coach)", open: "open" };

/** `10:42`, of an ISO 8601 time, on this machine's clock. */
const clock = (at: string): string =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

const light = ({ state, since }: ShownLight): string =>
  since === null || state === "none" ? marks[state] : `${marks[state]} ${clock(since)}`;

function table(verified: ShownVerification | null): string {
  if (verified === null) return "–";
  const { at, ok, missing, twice } = verified;
  return ok ? `verified at ${clock(at)}` : `${missing} missing, ${twice} twice at ${clock(at)}`;
}

const columns: readonly (readonly [name: string, cell: (row: BoardRow) => string])[] = [
  ["team", ({ label }) => label],
  ["need", ({ need }) => need],
  ["place", ({ place }) => place ?? "–"],
  ["step", ({ step, working }) => `${step}${working === null ? "" : ` (${working})`}`],
  ["generator", ({ generator }) => light(generator)],
  ["stream", ({ stream }) => light(stream)],
  ["table", ({ verified }) => table(verified)],
  ["clicks/s", ({ perSecond }) => perSecond?.toFixed(1) ?? "–"],
  ["behind", ({ behind }) => String(behind ?? "–")],
  ["outage s", ({ outageSeconds }) => String(outageSeconds)],
  ["USD", ({ cost }) => cost?.toFixed(2) ?? "–"],
  ["count", ({ currentCount }) => tasks[currentCount]],
  ["own query", ({ ownQuery }) => tasks[ownQuery]],
];

/** The board as a terminal shows it: what does not fit is cut off, never broken into another line. */
export function boardLines(
  view: BoardView,
  room: { readonly columns: number; readonly rows: number },
): string[] {
  const { event, at, rows, countedUntil, untold } = view;
  const counted =
    countedUntil === null ? "Azure has counted nothing yet" : `clicks as of ${clock(countedUntil)}`;
  const head = `${event} at ${clock(at)}, ${counted}`;
  const teams = tableLines(
    columns.map(([name]) => name),
    rows.map((row) => columns.map(([, cell]) => cell(row))),
  );
  const notes = [...rows.flatMap(troubleOf), ...untold.map((each) => `not told: ${escaped(each)}`)];
  const lines = [head, "", ...teams, ...(notes.length > 0 ? ["", ...notes] : [])];
  return lines.slice(0, Math.max(3, room.rows - 1)).map((line) => line.slice(0, room.columns - 1));
}

/** What is the matter with a team, and what to do. */
export function troubleOf({ team, failure, generator, stream }: BoardRow): string[] {
  return [
    ...(failure === null ? [] : [`${team}: ${clock(failure.at)} ${failure.what}. ${failure.remedy}`]),
    ...(generator.state === "off" ? [`${team}: generator: ${generator.why}`] : []),
    ...(stream.state === "off" ? [`${team}: stream: ${stream.why}`] : []),
  ];
}

/** @returns a line for each team of which something else is to be said than before: for a file, or a pipe. */
export function changedLines(before: BoardView | undefined, view: BoardView): string[] {
  const lineOf = (row: BoardRow): string => {
    const { team, need, step, generator, stream, currentCount, ownQuery } = row;
    const lights = `generator ${generator.state}, stream ${stream.state}`;
    return `${team}: ${need}, step ${step}, ${lights}, current count ${tasks[currentCount]}, own query ${tasks[ownQuery]}`;
  };
  const known = new Set(before?.rows.map(lineOf));
  return view.rows.flatMap((row) => (known.has(lineOf(row)) ? [] : [lineOf(row), ...troubleOf(row)]));
}
