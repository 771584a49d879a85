import { stripVTControlCharacters } from "node:util";
import { formatSeconds, parseDuration } from "../../../cli/duration";
import { treeLines } from "../../../cli/start/tree";
import type { ResourceEvent } from "../../../emulator/inProcess";

const node = (urn: string, parent?: string, more: Partial<ResourceEvent> = {}): ResourceEvent => ({
  urn,
  name: urn,
  type: "azure-native:eventhub:Namespace",
  parent,
  state: "created",
  seconds: 0,
  ...more,
});

describe("the tree of resources", () => {
  it("says an error of several lines in one, since a line is a resource", () => {
    const error = "1 error occurred:\n\t* cannot create catalog: Catalog 'red' already exists\n\n";
    expect(
      treeLines([node("catalog", undefined, { state: "failed", error })]).map(stripVTControlCharacters),
    ).toEqual([
      "✗ catalog eventhub.Namespace failed: 1 error occurred: * cannot create catalog: Catalog 'red' already exists",
    ]);
  });

  it("draws children under their parents, whatever the order in which they came", () => {
    const lines = treeLines([
      node("hub", "stream"),
      node("stream", "challenge", { type: "clickstream:challenge:EventStream" }),
      node("challenge", "stack-not-listed", { type: "clickstream:challenge:Challenge" }),
      node("rule", "stream", { state: "creating", seconds: 2.04 }),
      node("lake", "challenge", { state: "failed", seconds: 61, error: "no room" }),
    ]);
    expect(lines.map(stripVTControlCharacters)).toEqual([
      "✓ challenge Challenge created",
      "├─ ✓ stream EventStream created",
      "│  ├─ ✓ hub eventhub.Namespace created",
      "│  └─ … rule eventhub.Namespace creating 2.0 s",
      "└─ ✗ lake eventhub.Namespace failed 1 min 1 s: no room",
    ]);
  });
});

describe("durations", () => {
  it.each([
    ["60s", 60],
    ["2m", 120],
    ["1h", 3600],
    ["1m30s", 90],
    [" 5s ", 5],
  ])("reads %p as %p seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it("refuses a number without a unit, and says how it could be meant", () => {
    expect(() => parseDuration(" 60 ")).toThrow(
      '" 60 " has no unit: write 60s for seconds or 60m for minutes',
    );
  });

  it.each(["", "s", "0s", "-5s", "1.5s", "5 s", "5d", "1s1m", "abc"])("refuses %p, naming it", (text) => {
    expect(() => parseDuration(text)).toThrow(`"${text}" is not a duration`);
  });

  it.each([
    [0.04, "0.0 s"],
    [9.94, "9.9 s"],
    [12.4, "12 s"],
    [59.7, "1 min 0 s"],
    [125, "2 min 5 s"],
  ])("writes %p seconds as %p", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
