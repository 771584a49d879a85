import { parseMarkdown, type Inline } from "../../page/client/markdown";

const text = (value: string): Inline => ({ kind: "text", text: value });
const code = (value: string): Inline => ({ kind: "code", text: value });

describe("Markdown of a notebook", () => {
  it("has headings, paragraphs, lists, tables and code", () => {
    const source = [
      ...["", "# Clicks", "first line", "second line", "- one", "- `two`", "", "1. first", "2. second"],
      ...[
        "",
        "| table | holds |",
        "|---|:-:|",
        "| `clicks` | rows |",
        "",
        "```sql",
        "SELECT *",
        "",
        "# 1",
        "```",
      ],
    ];
    expect(parseMarkdown(source.join("\n"))).toEqual([
      { kind: "heading", level: 1, parts: [text("Clicks")] },
      { kind: "paragraph", parts: [text("first line second line")] },
      { kind: "list", ordered: false, items: [[text("one")], [code("two")]] },
      { kind: "list", ordered: true, items: [[text("first")], [text("second")]] },
      { kind: "table", head: [[text("table")], [text("holds")]], rows: [[[code("clicks")], [text("rows")]]] },
      { kind: "code", text: "SELECT *\n\n# 1" },
    ]);
  });

  it("has emphasis, code within it, and links to the web", () => {
    const source = "a **`b`** of *c*, [d](https://example.com/x), `**e**`";
    expect(parseMarkdown(source)).toEqual([
      {
        kind: "paragraph",
        parts: [
          ...[text("a "), { kind: "strong", parts: [code("b")] }, text(" of ")],
          ...[{ kind: "emphasis", parts: [text("c")] }, text(", ")],
          ...[
            { kind: "link", address: "https://example.com/x", parts: [text("d")] },
            text(", "),
            code("**e**"),
          ],
        ],
      },
    ]);
  });

  it.each(["2 * 3 * 4", "<b>bold</b>", "[x](javascript:alert(1))", "#hash", "a_b_c", "**", "| no table"])(
    "leaves as text what it does not know: %s",
    (source) => {
      expect(parseMarkdown(source)).toEqual([{ kind: "paragraph", parts: [text(source)] }]);
    },
  );

  it("ends, whatever the text", () => {
    expect(parseMarkdown("```\nnot closed")).toEqual([{ kind: "code", text: "not closed" }]);
    expect(parseMarkdown("")).toEqual([]);
  });
});
