import { EventProgress, summaryLines } from "../../../cli/event/progress";
import type { Screen } from "../../../cli/start/screen";
import type { TeamOutcome } from "../../../event/run/coordinator";

const outcome = (team: string, more: Partial<TeamOutcome> = {}): TeamOutcome => ({
  team,
  outcome: "done",
  changed: 40,
  step: 4,
  failures: [],
  kind: undefined,
  attempts: 1,
  seconds: 65,
  ...more,
});

function stage(
  teams: readonly string[],
  { live = false, json = false, rows = 24, columns = 60, usual = undefined as number | undefined } = {},
) {
  const printed: string[] = [];
  const screen: Screen = {
    live,
    columns,
    line: (text) => void printed.push(text),
    update: () => undefined,
    settle: () => undefined,
  };
  return { printed, progress: new EventProgress(teams, { screen, rows, json, usual }) };
}

const begun = (name: string) => ({ is: "resource", type: "t", name, state: "begun", op: "create" }) as const;

describe("the progress of a verb", () => {
  afterEach(() => jest.useRealTimers());

  it("says of each team what it is doing, since when, and about how long it will take", () => {
    jest.useFakeTimers({ now: 0 });
    const { progress } = stage(["red", "blue", "green"], { usual: 200, columns: 100 });
    progress.hear("red", { is: "started", pid: 1, attempt: 1 });
    progress.hear("red", { is: "phase", phase: "creating" });
    progress.hear("red", begun("clickstream-workspace-workspace"));
    progress.hear("blue", { is: "ended", outcome: outcome("blue") });
    expect(progress.lines(90_000)).toEqual([
      "… red    creating workspace-workspace 1 min 30 s, 0 done, about 1 min 50 s left",
      "✓ blue   done in 1 min 5 s, 40 changed",
      "· green  ",
      "1 done, 1 working, 1 waiting",
    ]);
  });

  it("of forty teams fits a screen of 24 rows: those that are over make room", () => {
    const teams = Array.from({ length: 40 }, (_, index) => `team-${index}`);
    const { progress } = stage(teams);
    for (const team of teams.slice(0, 10)) progress.hear(team, { is: "ended", outcome: outcome(team) });
    const lines = progress.lines();
    expect(lines).toHaveLength(23);
    expect(lines[0]).toBe("· team-10  ");
    expect(lines.slice(-2)).toEqual(["… and 19 more", "10 done, 30 waiting"]);
  });

  it("never takes more than a row for a team, nor obeys what an engine says", () => {
    const { progress } = stage(["red"]);
    const failures = [{ resource: undefined, text: `\u001b[2J${"x".repeat(300)}\nsecond line` }];
    progress.hear("red", {
      is: "ended",
      outcome: outcome("red", { outcome: "failed", kind: "quota", failures }),
    });
    const [line = ""] = progress.lines();
    expect(line.startsWith("✗ red  failed (quota): \\u001b[2Jxxx")).toBe(true);
    expect(line.length).toBeLessThanOrEqual(60);
  });

  it("is a line for each thing that happens where lines cannot be drawn again", () => {
    const { progress, printed } = stage(["red"]);
    progress.hear("red", { is: "started", pid: 1, attempt: 1 });
    progress.hear("red", { is: "phase", phase: "creating" });
    progress.hear("red", begun("clickstream-group"));
    const again = { ...outcome("red"), outcome: "failed", kind: "transient" } as const;
    progress.hear("red", { is: "again", after: 30, result: again });
    progress.hear("red", { is: "ended", outcome: outcome("red") });
    expect(printed).toEqual([
      "red: starting",
      "red: creating",
      "red: failed (transient), again in 30 s",
      "red: done in 1 min 5 s, 40 changed",
    ]);
  });

  it("is all that happens, as JSON, for a program", () => {
    const { progress, printed } = stage(["red"], { json: true, live: true });
    progress.hear("red", begun("clickstream-group"));
    expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
      { team: "red", ...begun("clickstream-group") },
    ]);
  });
});

describe("the end of a verb", () => {
  it("says each failure in full, and the command that tries the failed teams again", () => {
    const failures = [{ resource: "clickstream-role", text: "no role\nAsk for Owner." }];
    const outcomes = [outcome("red"), outcome("blue", { outcome: "failed", kind: "permission", failures })];
    expect(summaryLines("up", outcomes, "npm run event -- up blue")).toEqual([
      "blue: failed (permission)",
      "    clickstream-role: no role",
      "    Ask for Owner.",
      "up: 1 of 2 teams done",
      "Try the others again: npm run event -- up blue",
    ]);
  });

  it("says no more than that where all went well", () => {
    expect(summaryLines("down", [outcome("red")], "")).toEqual(["down: 1 of 1 teams done"]);
  });
});
