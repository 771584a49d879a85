import { parseEventFile } from "../../../event/file/readEventFile";
import type { JournalEntry } from "../../../event/journal/journal";
import type { ObservedEntry } from "../../../event/observed/observed";
import type { BilledCosts } from "../../../event/report/billedCosts";
import { reportOf } from "../../../event/report/eventReport";
import { markdownText, reportCsv, reportMarkdown } from "../../../event/report/renderReport";
import azure from "../../../program/sizing/azure.json";

const event = parseEventFile(
  `event: contoso
owner: coach@contoso.com
expires: 2027-03-13
places: [{ subscription: 11111111-1111-4111-8111-111111111111, regions: [westeurope] }]
settings: { clicksPerSecond: 1 }
teams: [{ name: red, label: "=HYPERLINK(1) | *Red*" }, blue]
`,
  "event.yaml",
  undefined,
);
const at = (time: string): string => `2027-03-10T${time}:00.000Z`;
const journal: readonly JournalEntry[] = [
  { at: at("08:00"), team: "red", verb: "up", phase: "started" },
  { at: at("08:10"), team: "red", verb: "up", phase: "failed", kind: "throttled" },
  { at: at("08:11"), team: "red", verb: "up", phase: "started" },
  { at: at("08:30"), team: "red", verb: "up", phase: "done", step: 4 },
  { at: at("10:00"), team: "red", verb: "step", phase: "started" },
  { at: at("10:05"), team: "red", verb: "step", phase: "done", step: 6 },
  { at: at("18:00"), team: "red", verb: "down", phase: "started" },
  { at: at("18:10"), team: "red", verb: "down", phase: "done", step: 0 },
  { at: at("09:00"), team: "gone", verb: "up", phase: "failed", kind: "quota" },
];
const observed: readonly ObservedEntry[] = [
  { at: at("10:06"), team: "red", light: "stream", state: "on" },
  { at: at("11:00"), team: "red", light: "stream", state: "off" },
  { at: at("11:02"), team: "red", light: "stream", state: "on" },
  { at: at("12:00"), team: "red", clicks: 5000 },
  { at: at("12:30"), team: "red", done: "currentCount", by: "history" },
  { at: at("12:40"), team: "red", done: "currentCount", by: "coach" },
  { at: at("13:00"), team: "red", verified: { ok: false, clicks: 5600, missing: 3, twice: 1 } },
  { at: at("18:02"), team: "red", light: "stream", state: "off" },
];
const billed: BilledCosts = {
  teams: new Map([["red", { amount: 4.2, currency: "EUR" }]]),
  notes: ["billed: as of then"],
};
const now = new Date(at("20:00"));
const report = reportOf({ event, journal, observed, billed, now });

describe("the report of an event", () => {
  it("tells of each team when it was where, what it did, what failed and what it cost, after everything is gone", () => {
    const [red, blue, gone] = report.teams;
    expect(report.teams).toHaveLength(3);
    expect(red).toEqual({
      team: "red",
      label: "=HYPERLINK(1) | *Red*",
      steps: [
        { step: 4, begun: at("08:00"), reached: at("08:30"), until: at("10:00") },
        { step: 6, begun: at("10:00"), reached: at("10:05"), until: at("18:10") },
      ],
      tasks: { currentCount: { at: at("12:30"), by: "history" }, ownQuery: null },
      outages: [
        { light: "stream", from: at("11:00"), to: at("11:02") },
        // Ends with the last of the team: what is gone is off, and no outage.
        { light: "stream", from: at("18:02"), to: at("18:10") },
      ],
      outageSeconds: 600,
      failures: { throttled: 1 },
      clicks: 5600,
      verified: { at: at("13:00"), ok: false, missing: 3, twice: 1 },
      hours: 2 + 8 + 10 / 60,
      computed: expect.any(Number),
      billed: { amount: 4.2, currency: "EUR" },
    });
    expect(red?.computed).toBeGreaterThan(5);
    expect(blue).toEqual({
      team: "blue",
      label: "blue",
      steps: [],
      tasks: { currentCount: null, ownQuery: null },
      outages: [],
      // Nobody looked: not 0.
      outageSeconds: null,
      failures: {},
      clicks: null,
      verified: null,
      hours: 0,
      computed: 0,
      billed: null,
    });
    expect([gone?.label, gone?.failures, gone?.hours]).toEqual(["gone", { quota: 1 }, 0]);
  });

  it("says what its figures are and as of when; what nobody was asked is said, too", () => {
    const clicks = "clicks: the last count that was seen, of the hub by a board or of the table by verify";
    const computed = `computed: hours at list prices of ${azure.asOf}, ${azure.region}; without SQL warehouses, what members start themselves, traffic, and tax`;
    const unseen = "outages: nobody looked at blue, gone, as a board does";
    expect(report.notes).toEqual([clicks, computed, unseen, "billed: as of then"]);
    expect(reportOf({ event, journal, observed, billed: undefined, now }).notes).toEqual([
      clicks,
      computed,
      unseen,
      "billed: nobody was asked",
    ]);
  });

  it("is a row a team in CSV, in which no cell is computed", () => {
    const [head, red, blue] = reportCsv(report).split("\r\n");
    expect(head).toBe(
      '\uFEFF"team","label","step 1 reached","step 2 reached","step 3 reached","step 4 reached","step 5 reached",' +
        '"step 6 reached","current count","own query","clicks","verified","outage, s","failures","hours",' +
        '"computed, USD","billed","currency"',
    );
    const four = `"${at("08:30")}"`;
    const six = `"${at("10:05")}"`;
    const computed = (report.teams[0]?.computed ?? 0).toFixed(2);
    expect(red).toBe(
      `"red","'=HYPERLINK(1) | *Red*",${four},${four},${four},${four},${six},${six},"${at("12:30")} (history)","","5600",` +
        `"${at("13:00")} missing 3, twice 1","600","throttled 1","10.2","${computed}","4.20","EUR"`,
    );
    expect(blue).toBe('"blue","blue","","","","","","","","","","","","","0.0","0.00","",""');
  });

  it("is a document in Markdown, in which no name of a team is markup", () => {
    const lines = reportMarkdown(report).split("\n");
    expect(lines.filter((line) => line.startsWith("#"))).toEqual([
      "# Event contoso",
      "## Teams",
      "## Who reached what when",
      "## Outages",
      "## Failures by kind",
      "## How to read the figures",
    ]);
    const rows = lines.filter((line) => line.startsWith("| red |"));
    expect(rows[0]).toContain(`| red | =HYPERLINK(1) \\| \\*Red\\* | ${at("12:30")} (history) |`);
    expect(lines.find((line) => line.startsWith("| team |"))).toContain("| verified | outage, s | hours |");
    expect(rows[0]).toContain("missing 3, twice 1 | 600 | 10.2 |");
    expect(rows).toHaveLength(5);
    expect(lines).toContain("| gone | quota | 1 |");
    const none = reportMarkdown(reportOf({ event, journal: [], observed: [], billed: undefined, now }));
    expect(none.split("\n").filter((line) => line === "None.")).toHaveLength(2);
  });

  it("shows in Markdown whatever could be markup, and what a terminal would obey", () => {
    expect(markdownText("<b>a</b>\n# [x](y) `z` \u001b[2J https://x.y www.x.y a&b")).toBe(
      "\\<b\\>a\\</b\\>\\\\n# \\[x\\](y) \\`z\\` \\\\u001b\\[2J https\\://x.y www\\.x.y a\\&b",
    );
  });
});
