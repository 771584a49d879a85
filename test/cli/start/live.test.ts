import { stripVTControlCharacters } from "node:util";
import { figuresLine, liveLines } from "../../../cli/start/live";
import type { PageView } from "../../../page";

type CountedClicks = NonNullable<PageView["counts"]>;

const viewOf = (counts: Partial<CountedClicks> | undefined, more: Partial<PageView> = {}): PageView => ({
  at: 0,
  unreadable: [],
  connection: { state: "connected", since: 0 },
  ...(counts && {
    counts: { total: 0, products: [], perSecond: 0, grewAt: 0, orEarlier: false, ...counts },
  }),
  ...more,
});

describe("the live figures", () => {
  it("say what is waited for while nothing is counted", () => {
    const stream = { state: "running" } as const;
    expect(figuresLine(viewOf(undefined, { stream }))).toBe(
      "waiting for Spark's first answer; it is starting the notebook",
    );
    expect(figuresLine(viewOf({ total: 0, noTable: true }, { stream }))).toBe(
      "waiting for the notebook to create its tables",
    );
    expect(figuresLine(viewOf({ total: 0 }))).toBe("waiting for the first batch: the notebook reads the hub");
    const failed = { state: "failed", error: "\u001b[2Jno hub" } as const;
    expect(figuresLine(viewOf(undefined, { stream: failed }))).toBe(
      "waiting for the notebook to be run again: it failed with \\u001b[2Jno hub",
    );
  });

  it("name total, rate, delay, and rejected events only where there are some", () => {
    const delay = { p50: 1.26, p95: 3 };
    expect(figuresLine(viewOf({ total: 2_468, perSecond: 1_234.4 }, { delay }))).toBe(
      "2,468 clicks, 1,234 a second, 1.3 s behind",
    );
    const rejected = { events: 3, reasons: [["not JSON", 3]] } as const;
    expect(figuresLine(viewOf({ total: 7 }, { delay: null, rejected }))).toBe(
      "7 clicks, 0 a second, 3 rejected",
    );
  });

  it("draw the most clicked products to scale and count the ones left out", () => {
    const products = [
      [7, 8, 1_000],
      [670, 1, 500],
      [null, 2, 1],
    ] as const;
    const lines = (rows: number): string[] =>
      liveLines(viewOf({ total: 1_501, products }), rows, 50).map((line) => stripVTControlCharacters(line));
    expect(lines(2)).toEqual([
      "1,501 clicks, 0 a second",
      `product   7     1,000 ${"█".repeat(20)}`,
      `product 670       500 ${"█".repeat(10)}`,
      "and 1 more",
    ]);
    expect(lines(3).at(-1)).toBe(`product   -         1 ${"█".repeat(1)}`);
  });
});
