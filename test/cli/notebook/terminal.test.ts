import { NotebookLines } from "../../../cli/notebook/terminal";
import { begin, cells, end, ended, table, text } from "./events";

/** As many rows as wanted: `p1, 1`, `p2, 2` and so on. */
const rows = (many: number) =>
  Array.from({ length: many }, (_, index) => [`p${index + 1}`, String(index + 1)]);

describe("a notebook's run in the terminal", () => {
  it("shows headings, each cell by its title or first line, and what it shows", () => {
    const lines = new NotebookLines();
    const events = [
      cells,
      begin(0),
      end(0),
      begin(1),
      text("one\ntwo\n"),
      table(rows(1)),
      end(1),
      begin(2),
      ended(),
    ];
    expect(events.flatMap((event) => lines.of(event))).toEqual([
      ...["", "Clicks", "[2/3] Look", "one", "two"],
      ...["product  clicks", "-------  ------", "p1       1"],
      "[3/3] SELECT 1",
    ]);
  });

  it("shows the first rows of a long table and says where the others are, and says when there are none", () => {
    const long = new NotebookLines().of(table(rows(21), true));
    expect(long).toHaveLength(2 + 20 + 1);
    expect(long.slice(-2)).toEqual(["p20      20", "(20 of 21 and more rows; the page has them)"]);
    expect(new NotebookLines().of(table([])).at(-1)).toBe("(no rows)");
  });

  it("obeys nothing that a notebook prints, shows or fails with", () => {
    const lines = new NotebookLines();
    const shown = [
      text("\u001b[2J\n"),
      table([["\u001b[31m", null]]),
      ended({ error: "a.py, line 1: \u0007" }),
    ];
    expect(shown.flatMap((event) => lines.of(event))).toEqual([
      "\\u001b[2J",
      ...["product     clicks", "----------  ------", "\\u001b[31m  NULL"],
      "a.py, line 1: \\u0007",
    ]);
  });
});
