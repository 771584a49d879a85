import { escaped } from "../../../clients/escaped";
import type { BoardRow, Need, ShownLight, ShownTask, ShownVerification } from "../view";
import { count, rate } from "../../client/format";

/** What one cell says: a word with a sign, so that nothing hangs on a colour, and what stands below it. */
export interface Cell {
  readonly text: string;
  readonly tone: "good" | "warn" | "bad" | "quiet" | "plain";
  readonly beside: string;
}

/** What is the matter with a team, in words. */
export const needWords: Readonly<Record<Need, string>> = {
  failed: "✕ failed",
  outage: "✕ outage",
  "wrong clicks": "✕ wrong clicks",
  "not running": "■ not running",
  unknown: "? unknown",
  fine: "✓ fine",
};

const lightWords = {
  on: { text: "● on", tone: "good" },
  off: { text: "✕ off", tone: "bad" },
  unknown: { text: "? unknown", tone: "warn" },
  none: { text: "–", tone: "quiet" },
} as const;

const taskWords: Readonly<Record<ShownTask, Cell>> = {
  history: { text: "✓ done", tone: "good", beside: "seen in its queries" },
  coach: { text: "✓ done", tone: "good", beside: "marked by a coach" },
  open: { text: "○ open", tone: "quiet", beside: "" },
};

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** `10:42` */
export const clock = (at: string): string => time.format(new Date(at));

/** `45 s`, `12 min`, `3 h 10 min` */
export function span(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const plain = (text: string): Cell => ({ text, tone: "plain", beside: "" });

function light({ state, since, why }: ShownLight): Cell {
  const beside = [why, ...(since === null ? [] : [`since ${clock(since)}`])].filter((part) => part !== "");
  return { ...lightWords[state], beside: escaped(beside.join(", ")) };
}

function table(verified: ShownVerification | null): Cell {
  if (verified === null) return { text: "–", tone: "quiet", beside: "" };
  const { at, ok, clicks, missing, twice } = verified;
  const when = `verified at ${clock(at)}`;
  if (ok) return { text: `✓ ${count(clicks)}`, tone: "good", beside: when };
  return { text: `✕ ${count(missing)} missing`, tone: "bad", beside: `${count(twice)} twice, ${when}` };
}

/** The row's cells after the team's, in the order of the columns. */
export function cellsOf(row: BoardRow): readonly Cell[] {
  const { step, stepSince, working, perSecond, behind, cost, outageSeconds } = row;
  const since = stepSince === null ? "" : `since ${clock(stepSince)}`;
  return [
    { ...plain(`${step} of 6`), beside: working === null ? since : `${working} is running` },
    light(row.generator),
    light(row.stream),
    table(row.verified),
    plain(perSecond === null ? "–" : rate(perSecond)),
    plain(behind === null ? "–" : count(behind)),
    plain(outageSeconds === 0 ? "–" : span(outageSeconds)),
    plain(cost === null ? "–" : cost.toFixed(2)),
    taskWords[row.currentCount],
    taskWords[row.ownQuery],
  ];
}
