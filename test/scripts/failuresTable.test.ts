import { readFileSync } from "node:fs";
import { join } from "node:path";
import { failures } from "../../program/failures";
import { failuresTable, guide } from "../../scripts/failuresTable";
import { withTable } from "../../scripts/tablePlace";

const known = {
  says: /a|b/,
  shown: "a | b",
  means: "Something.",
  source: "contoso#1",
  kind: "transient",
  passes: true,
  remedy: "Wait.",
} as const;

describe("the coach's guide on what fails", () => {
  it("has a row for each failure, which says what is tried again, and for each symptom", () => {
    const rows = failuresTable(
      [known, { ...known, passes: false }],
      [{ seen: "silence", means: "Nobody sends.", remedy: "Look." }],
    );
    expect(rows.split("\n").slice(2)).toEqual([
      "| a \\| b | Something. | It is tried again for 165 s. After that: Wait. | contoso#1 |",
      "| a \\| b | Something. | Wait. | contoso#1 |",
      "| silence | Nobody sends. | Look. |  |",
    ]);
  });

  it("is current: `npm run docs` would change nothing", () => {
    const text = readFileSync(join(__dirname, "..", "..", guide.file), "utf8");
    expect(withTable(text, guide, failuresTable())).toBe(text);
  });
});

describe("the table of failures", () => {
  it("shows no failure twice, and says of each what it means, who says so and what to do", () => {
    const shown = failures.map((failure) => failure.shown);
    expect(shown.filter((each, index) => shown.indexOf(each) !== index)).toEqual([]);
    for (const { means, source, remedy } of failures) {
      for (const text of [means, source, remedy]) expect(text).toMatch(/\S{3}/);
    }
  });
});
