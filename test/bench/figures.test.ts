import fc from "fast-check";
import { median, quantile, shown } from "../../bench/figures";
import { markdownTable } from "../../scripts/markdownTable";
import { ceilingOf } from "../../bench/ingest";
import { withSection } from "../../bench/page";
import { delayTable, windows } from "../../bench/freshness";

describe("quantiles", () => {
  it("lie between neighbours", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1])).toBe(2.5);
    expect(quantile([0, 10], 0.95)).toBeCloseTo(9.5, 10);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it("are never outside the values and do not reorder them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const before = [...values];
          const value = quantile(values, share);
          expect(value).toBeGreaterThanOrEqual(Math.min(...values));
          expect(value).toBeLessThanOrEqual(Math.max(...values));
          expect(values).toEqual(before);
        },
      ),
    );
  });
});

describe("figures", () => {
  it("have as many decimals as they need", () => {
    expect([0.5, 1.234, 12.34, 1234.5].map(shown)).toEqual(["0.50", "1.23", "12.3", "1,235"]);
  });

  it("are written as tables", () => {
    expect(markdownTable(["a", "b"], [["x", 1]])).toBe("| a | b |\n| --- | --- |\n| x | 1 |");
    expect(markdownTable(["a"], [["x\n| y\u202e\u001b[2J"]])).toBe(
      "| a |\n| --- |\n| x\\n| y\\u202e\\u001b[2J |",
    );
  });
});

describe("windows of clicks", () => {
  const counted = [
    { enqueued: 1_000, at: 1_500 },
    { enqueued: 1_900, at: 4_900 },
    { enqueued: 3_100, at: 4_100 },
  ];

  it("begin with the first click and follow on each other, empty ones included", () => {
    expect(windows(counted, 1_000)).toEqual([[counted[0], counted[1]], [], [counted[2]]]);
  });

  it("have their delays in seconds, and all of them in the last row", () => {
    const rows = delayTable(counted, 1_000).split("\n").slice(2);
    expect(rows).toEqual([
      "| 0 to 1 s | 1.75 | 2.88 | 2.98 | 3.00 | 2 |",
      "| 1 to 2 s | NaN | NaN | NaN | NaN | 0 |",
      "| 2 to 3 s | 1.00 | 1.00 | 1.00 | 1.00 | 1 |",
      "| **all** | 1.00 | 2.80 | 2.96 | 3.00 | 3 |",
    ]);
  });
});

describe("the page", () => {
  const page = "# Figures\n<!-- bench: one -->\nold\n<!-- /bench -->\n<!-- bench: two -->\n<!-- /bench -->\n";

  it("gets a section in its place, and only there", () => {
    const written = withSection(page, "one", "new");
    expect(written).toBe(
      "# Figures\n<!-- bench: one -->\n\nnew\n\n<!-- /bench -->\n<!-- bench: two -->\n<!-- /bench -->\n",
    );
    expect(withSection(written, "one", "new")).toBe(written);
  });

  it("has to have one", () => {
    expect(() => withSection(page, "three", "new")).toThrow('no place for "three"');
  });
});

describe("the ceiling of the ingest", () => {
  it("is the notebook without its last cell, which runs it", () => {
    const ingest = "parse\n# COMMAND ----------\n# MAGIC ## Run\nrun\n";
    expect(ceilingOf(ingest, "# COMMAND ----------\nnoop\n")).toBe("parse\n# COMMAND ----------\nnoop\n");
    expect(() => ceilingOf("parse", "noop")).toThrow('has no cell "## Run"');
  });
});
