import { boardLines, changedLines } from "../../../cli/event/boardText";
import { fineRow, mixedView } from "../../page/board/view";

const room = { columns: 400, rows: Infinity };

describe("a board in a terminal", () => {
  it("shows each team in a line, what is the matter and what to do below, and nothing that a terminal would obey", () => {
    const rows = [{ ...fineRow, label: "Red\u001b[2J" }, ...mixedView.rows.slice(0, 2)];
    const lines = boardLines({ ...mixedView, rows, untold: ["clicks: \u001b[31m"] }, room);
    expect(lines[2]?.split(/ {2,}/)).toEqual([
      "team",
      "need",
      "place",
      "step",
      "generator",
      "stream",
      "table",
      "clicks/s",
      "behind",
      "outage s",
      "USD",
      "count",
      "own query",
    ]);
    expect(lines.join("\n")).not.toContain("\u001b");
    expect(lines.slice(-3)).toEqual([
      expect.stringMatching(/^late: \d\d:\d\d step failed: quota\. Have the quota raised that `check` names/),
      "blue: generator: its container is Stopped",
      "not told: clicks: \\u001b[31m",
    ]);
  });

  it("cuts off what does not fit, so that no line breaks and the screen does not scroll", () => {
    const lines = boardLines(mixedView, { columns: 40, rows: 6 });
    expect(lines).toHaveLength(5);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(40);
  });

  it("says in a file only what has changed since", () => {
    const before = { ...mixedView, rows: [fineRow, { ...fineRow, team: "blue" }] };
    expect(changedLines(undefined, before)).toHaveLength(2);
    const off = { state: "off" as const, since: null, why: "no clicks come in" };
    const blue = { ...fineRow, team: "blue", generator: off, need: "outage" as const };
    expect(changedLines(before, { ...before, rows: [blue, { ...fineRow, perSecond: 99 }] })).toEqual([
      "blue: outage, step 6, generator off, stream on, current count done, own query done (coach)",
      "blue: generator: no clicks come in",
    ]);
  });
});
