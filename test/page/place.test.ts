import { placed } from "../../page/place";

/** Messages as open-source Spark 4.0 writes them. */
describe("the place of an error", () => {
  it("of a statement that cannot be parsed", () => {
    const message =
      "\n[PARSE_SYNTAX_ERROR] Syntax error at or near 'clicks': extra input 'clicks'. SQLSTATE: 42601 (line 1, pos 14)\n\n== SQL ==\nSELECT * FORM clicks\n--------------^^^\n";
    expect(placed(message)).toEqual({
      message: "[PARSE_SYNTAX_ERROR] Syntax error at or near 'clicks': extra input 'clicks'. SQLSTATE: 42601",
      line: 1,
      column: 15,
    });
  });

  it("of a table that does not exist, without its plan", () => {
    const message =
      "[TABLE_OR_VIEW_NOT_FOUND] The table or view `nothere` cannot be found.\nTo tolerate it use IF EXISTS. SQLSTATE: 42P01; line 2 pos 5;\n'Project [*]\n+- 'UnresolvedRelation [nothere], [], false\n";
    expect(placed(message)).toEqual({
      message:
        "[TABLE_OR_VIEW_NOT_FOUND] The table or view `nothere` cannot be found.\nTo tolerate it use IF EXISTS. SQLSTATE: 42P01",
      line: 2,
      column: 6,
    });
  });

  it("of something that fails while it runs", () => {
    const message =
      "[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012\n== SQL (line 1, position 8) ==\nSELECT 1/0\n       ^^^\n";
    expect(placed(message)).toEqual({
      message: "[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012",
      line: 1,
      column: 8,
    });
  });

  it("may be unknown", () => {
    expect(placed("http://127.0.0.1:1 does not answer: connect ECONNREFUSED")).toEqual({
      message: "http://127.0.0.1:1 does not answer: connect ECONNREFUSED",
    });
  });
});
