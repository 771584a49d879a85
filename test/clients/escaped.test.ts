import fc from "fast-check";
import { escaped, escapedLines } from "../../clients/escaped";

/** As Unicode lists them: General_Category Cc, Zl and Zp, and Bidi_Control (PropList.txt). */
const isObeyed = (code: number): boolean =>
  code < 0x20 ||
  (code >= 0x7f && code < 0xa0) ||
  [0x2028, 0x2029, 0x61c, 0x200e, 0x200f].includes(code) ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2066 && code <= 0x2069);

describe("text from outside", () => {
  it.each([
    ["\u001b]0;title\u0007\u001b[2J", "\\u001b]0;title\\u0007\\u001b[2J"],
    ["\u009b31m", "\\u009b31m"],
    ["one\r\ntwo\tthree", "one\\r\\ntwo\\tthree"],
    ["a\u2028b\u2029c\u0085d", "a\\u2028b\\u2029c\\u0085d"],
    [
      "\u202efdp.exe\u202c \u2066x\u2069 \u200f\u200e\u061c\ufeff",
      "\\u202efdp.exe\\u202c \\u2066x\\u2069 \\u200f\\u200e\\u061c\\ufeff",
    ],
    ["Zürich, 日本, 👩‍💻, שלום, C:\\temp", "Zürich, 日本, 👩‍💻, שלום, C:\\temp"],
  ])("%j is shown as %s", (text, shown) => {
    expect(escaped(text)).toBe(shown);
  });

  it("has no character left that a terminal or a line obeys, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const left = [...escaped(text)].map((character) => character.codePointAt(0) ?? 0).filter(isObeyed);
        expect(left).toEqual([]);
      }),
    );
  });

  it("keeps lines and indents where it is a message, as a provider's list of errors", () => {
    const error = "1 error occurred:\n\t* quota\tof 4\u001b[2J\n\t\tcores\n";
    expect(escapedLines(error)).toBe("1 error occurred:\n  * quota\\tof 4\\u001b[2J\n    cores\n");
  });
});
