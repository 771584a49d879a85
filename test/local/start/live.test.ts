import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { clicksPerSecond, figuresLine, liveLines, type Counts } from "../../../local/start/live";
import { differences } from "../../../local/start/summary";

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

describe("the comparison of clicks sent and counted", () => {
  it("finds nothing where both agree", () => {
    expect(differences(new Map([[1, 2]]), new Map([[1, 2]]))).toEqual([]);
  });

  it("finds a product lost, one counted twice and one never sent", () => {
    const sent = new Map([
      [3, 5],
      [1, 2],
    ]);
    const counted = new Map([
      [1, 4],
      [9, 1],
    ]);
    expect(differences(sent, counted)).toEqual([
      { productid: 1, sent: 2, counted: 4 },
      { productid: 3, sent: 5, counted: 0 },
      { productid: 9, sent: 0, counted: 1 },
    ]);
  });

  it("names exactly the products that differ, for any two tables", () => {
    const table = fc.dictionary(fc.integer({ min: 1, max: 9 }).map(String), fc.integer({ min: 1, max: 3 }));
    const map = (of: Record<string, number>) => new Map(Object.entries(of).map(([id, n]) => [Number(id), n]));
    fc.assert(
      fc.property(table, table, (sent, counted) => {
        const found = differences(map(sent), map(counted)).map((difference) => difference.productid);
        const wanted = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((id) => (sent[id] ?? 0) !== (counted[id] ?? 0));
        expect(found).toEqual(wanted);
      }),
    );
  });
});
