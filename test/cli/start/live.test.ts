import { stripVTControlCharacters } from "node:util";
import { clicksPerSecond, figuresLine, liveLines, type Counts } from "../../../cli/start/live";

const counts = (at: number, total: number, more: Partial<Counts> = {}): Counts => ({
  at,
  total,
  rejected: 0,
  delaySeconds: undefined,
  products: [],
  ...more,
});

describe("the live figures", () => {
  it("takes the rate from the last ten seconds alone", () => {
    expect(clicksPerSecond([counts(0, 0), counts(5_000, 9_000), counts(15_000, 10_000)])).toBe(100);
  });

  it("has no rate before there are two counts", () => {
    expect(clicksPerSecond([])).toBe(0);
    expect(clicksPerSecond([counts(1, 5)])).toBe(0);
  });

  it("says so while nothing is counted", () => {
    expect(figuresLine([])).toBe("no clicks counted yet");
    expect(figuresLine([counts(0, 0)])).toBe("no clicks counted yet");
  });

  it("names total, rate, delay, and rejected events only where there are some", () => {
    expect(figuresLine([counts(0, 0), counts(2_000, 2_468, { delaySeconds: 1.26 })])).toBe(
      "2,468 clicks, 1,234 a second, 1.3 s behind",
    );
    expect(figuresLine([counts(0, 7, { rejected: 3 })])).toBe("7 clicks, 0 a second, 3 rejected");
  });

  it("draws the most clicked products to scale and counts the ones left out", () => {
    const products = [
      { productid: 7, clicks: 1_000 },
      { productid: 670, clicks: 500 },
      { productid: 1, clicks: 1 },
    ];
    const lines = liveLines([counts(0, 1_501, { products })], 2, 50).map(stripVTControlCharacters);
    expect(lines).toEqual([
      "1,501 clicks, 0 a second",
      `product   7     1,000 ${"█".repeat(20)}`,
      `product 670       500 ${"█".repeat(10)}`,
      "and 1 more",
    ]);
  });
});
