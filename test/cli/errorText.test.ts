import { errorText } from "../../cli/errorText";
import { StatementError } from "../../clients/sqlClient";

describe("an error that a command prints", () => {
  it("is one line where Spark or a table says it, with the place in the statement", () => {
    const message =
      "[CAST_INVALID_INPUT] The value '\u001b[2J\nevery click arrived\u202e' is no INT. SQLSTATE: 22018\n" +
      "== SQL (line 2, position 8) ==\nSELECT";
    expect(errorText(new StatementError(message, "BAD_REQUEST"))).toBe(
      "[CAST_INVALID_INPUT] The value '\\u001b[2J\\nevery click arrived\\u202e' is no INT. SQLSTATE: 22018 (line 2, column 8)",
    );
    expect(errorText(new StatementError("no such warehouse", "BAD_REQUEST"))).toBe("no such warehouse");
  });

  it("keeps the line ends of this project's own, and nothing else that a terminal obeys", () => {
    expect(errorText(new Error("two settings are wrong:\nteam \u001b]0;x\u0007\r"))).toBe(
      "two settings are wrong:\nteam \\u001b]0;x\\u0007\\r",
    );
    expect(errorText("told\tso")).toBe("told\\tso");
  });
});
