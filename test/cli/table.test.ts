import { tableLines } from "../../cli/table";

describe("a table in the terminal", () => {
  it("makes each column as wide as its longest value, and writes NULL as such", () => {
    expect(
      tableLines(
        ["productid", "n"],
        [
          ["7", "1234"],
          [null, "5"],
        ],
      ),
    ).toEqual(["productid  n", "---------  ----", "7          1234", "NULL       5"]);
  });

  it("shows what came from outside escaped: control characters, bidi marks and line ends", () => {
    expect(tableLines(["a\u001b[2J", "b"], [["x\r\ny", "\u202egpj.exe\u2066"]])).toEqual([
      "a\\u001b[2J  b",
      "----------  -------------------",
      "x\\r\\ny      \\u202egpj.exe\\u2066",
    ]);
  });

  it("shows the names alone where there are no rows", () => {
    expect(tableLines(["a"], [])).toEqual(["a", "-"]);
  });
});
