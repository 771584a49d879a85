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

  it("shows the names alone where there are no rows", () => {
    expect(tableLines(["a"], [])).toEqual(["a", "-"]);
  });
});
