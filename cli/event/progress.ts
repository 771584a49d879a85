import { escaped, escapedLines } from "../../clients/escaped";
import type { CoordinatorNews, TeamOutcome } from "../../event/run/coordinator";
import { colours } from "../colours";
import { formatSeconds } from "../duration";
import type { Screen } from "../start/screen";

/** What one team does. */
interface TeamLine {
  state: "waiting" | "working" | "again" | TeamOutcome["outcome"];
  doing: string;
  /** Wall clock, ms. */
  since: number;
  began: number | undefined;
  changed: number;
  /** Resources that are being worked on, with since when. */
  readonly running: Map<string, number>;
}

/** How often running times are redrawn, ms. */
const REDRAW_MS = 250;

/** How a verb's progress is shown. */
export interface ProgressOptions {
  readonly screen: Screen;
  /** Rows of the terminal. */
  readonly rows: number;
  readonly json: boolean;
  /** Seconds that the verb took for a team before, on the wall; undefined: nobody knows yet. */
  readonly usual: number | undefined;
}

/** Shows what each team is doing: in one screen on a terminal, a line for each thing elsewhere. */
export class EventProgress {
  readonly #options: ProgressOptions;
  readonly #teams: Map<string, TeamLine>;
  readonly #took: number[] = [];
  #redraw: NodeJS.Timeout | undefined;

  constructor(teams: readonly string[], options: ProgressOptions) {
    this.#options = options;
    const now = Date.now();
    this.#teams = new Map(
      teams.map((team) => [
        team,
        {
          state: "waiting",
          doing: "",
          since: now,
          began: undefined,
          changed: 0,
          running: new Map<string, number>(),
        },
      ]),
    );
    if (options.screen.live && !options.json) this.#redraw = setInterval(() => this.#draw(), REDRAW_MS);
  }

  hear(team: string, news: CoordinatorNews): void {
    const line = this.#teams.get(team);
    if (line === undefined) return;
    this.#apply(line, news);
    if (this.#options.json) this.#options.screen.line(JSON.stringify({ team, ...news }));
    else if (!this.#options.screen.live) this.#say(team, line, news);
  }

  /** Leaves the last picture. */
  settle(): void {
    if (this.#redraw === undefined) return;
    clearInterval(this.#redraw);
    this.#draw();
    this.#options.screen.settle();
  }

  /** The lines of the picture, as many as the terminal has. */
  lines(now = Date.now()): string[] {
    const shown = [...this.#teams].map(([team, line]) => ({ team, line }));
    const width = Math.max(...shown.map(({ team }) => team.length));
    const room = this.#options.rows - 2;
    const fit = shown.length <= room ? shown : shown.filter(({ line }) => !isOver(line)).slice(0, room - 1);
    const hidden = shown.length - fit.length;
    return [
      ...fit.map(({ team, line }) => this.#lineOf(team.padEnd(width), line, now)),
      ...(hidden > 0 ? [`… and ${hidden} more`] : []),
      this.#counts(),
    ];
  }

  #apply(line: TeamLine, news: CoordinatorNews): void {
    const now = Date.now();
    if (news.is === "started")
      Object.assign(line, { state: "working", doing: "starting", since: now, began: now });
    if (news.is === "phase") Object.assign(line, { doing: news.phase, since: now });
    if (news.is === "again")
      Object.assign(line, {
        state: "again",
        doing: `failed (${news.result.kind ?? "unknown"}), again in ${formatSeconds(news.after)}`,
        since: now,
      });
    if (news.is === "resource") {
      if (news.state === "begun") line.running.set(news.name, now);
      else line.running.delete(news.name);
      if (news.state === "done") line.changed += 1;
    }
    if (news.is !== "ended") return;
    const { outcome } = news;
    Object.assign(line, { state: outcome.outcome, doing: endText(outcome), since: now });
    line.running.clear();
    if (outcome.outcome === "done" && line.began !== undefined) this.#took.push((now - line.began) / 1000);
  }

  #lineOf(team: string, line: TeamLine, now: number): string {
    const marks = {
      waiting: colours.dim("·"),
      working: colours.yellow("…"),
      again: colours.yellow("↻"),
      done: colours.green("✓"),
      failed: colours.red("✗"),
      cancelled: colours.red("■"),
      "held back": colours.dim("–"),
    } as const;
    const text = line.state === "working" ? this.#working(line, now) : line.doing;
    // A line that wraps would leave its rest behind when it is drawn again.
    return `${marks[line.state]} ${team}  ${escaped(text).slice(0, Math.max(10, this.#options.screen.columns - team.length - 5))}`;
  }

  #working(line: TeamLine, now: number): string {
    const [longest] = [...line.running].sort(([, one], [, other]) => one - other);
    const doing = longest
      ? `${line.doing} ${longest[0].replace(/^clickstream-/, "")} ${formatSeconds((now - longest[1]) / 1000)}`
      : `${line.doing} ${formatSeconds((now - line.since) / 1000)}`;
    const usual = this.#usual();
    const left = usual === undefined || line.began === undefined ? 0 : usual - (now - line.began) / 1000;
    return `${doing}, ${line.changed} done${left > 0 ? `, about ${formatSeconds(left)} left` : ""}`;
  }

  /** How long a team takes: as those of this run did, else as the last time. */
  #usual(): number | undefined {
    const sorted = [...this.#took].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? this.#options.usual;
  }

  #counts(): string {
    const states = [...this.#teams.values()].map(({ state }) => state);
    const counted = (["done", "working", "again", "waiting", "failed", "cancelled", "held back"] as const)
      .map((state) => [states.filter((each) => each === state).length, state] as const)
      .filter(([count]) => count > 0);
    return counted.map(([count, state]) => `${count} ${state}`).join(", ");
  }

  #say(team: string, line: TeamLine, news: CoordinatorNews): void {
    if (news.is === "resource" || (news.is === "phase" && news.phase === "opening the stack")) return;
    this.#options.screen.line(`${team}: ${escaped(line.doing)}`);
  }

  #draw(): void {
    this.#options.screen.update(this.lines());
  }
}

const isOver = ({ state }: TeamLine): boolean =>
  state === "done" || state === "failed" || state === "cancelled" || state === "held back";

function endText({ outcome, changed, seconds, kind, failures }: TeamOutcome): string {
  if (outcome === "done") return `done in ${formatSeconds(seconds)}, ${changed} changed`;
  const [first] = failures;
  const why = first?.text.split("\n")[0] ?? "";
  return `${outcome}${kind ? ` (${kind})` : ""}: ${why}`;
}

/** @returns what is said at the end: each failure in full, and how to try the failed ones again. */
export function summaryLines(verb: string, outcomes: readonly TeamOutcome[], again: string): string[] {
  const bad = outcomes.filter(({ outcome }) => outcome !== "done");
  const failures = bad.flatMap(({ team, outcome, kind, failures: said }) => [
    `${team}: ${outcome}${kind ? ` (${kind})` : ""}`,
    ...said
      .flatMap(({ resource, text }) => escapedLines(`${resource ? `${resource}: ` : ""}${text}`).split("\n"))
      .map((line) => `    ${line}`),
  ]);
  const done = outcomes.length - bad.length;
  const counted = `${verb}: ${done} of ${outcomes.length} teams done`;
  return bad.length === 0 ? [counted] : [...failures, counted, `Try the others again: ${again}`];
}
