import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tables, withTables } from "../../scripts/sizingDocument";

const page = readFileSync(join(__dirname, "..", "..", "docs", "sizing.md"), "utf8");

describe("docs/sizing.md", () => {
  it("is current: writing its tables again changes nothing", () => {
    expect(withTables(page)).toBe(page);
  });

  it("gives a source to every figure of the data file", () => {
    const rows = tables["sources"]?.().split("\n").slice(2) ?? [];
    expect(rows.length).toBeGreaterThan(30);
    expect(
      rows.filter((row) => !/\| (https:|assumption|docs\/|source of|0\.75|the container)/.test(row)),
    ).toEqual([]);
  });

  it("refuses a page that lacks a table, or asks for an unknown one", () => {
    expect(() => withTables("# Sizes")).toThrow("no place for: sizes, bottlenecks, costs, sources");
    expect(() => withTables("<!-- sizing: colours -->\n<!-- /sizing -->")).toThrow(
      'no table is called "colours"',
    );
  });
});
