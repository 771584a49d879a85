import fc from "fast-check";
import { cell, mailMerge } from "../../../event/handout/mailMerge";
import { teamLinks } from "../../../event/handout/teamLinks";
import { handoutOf, outputs, PORTAL, WORKSPACE } from "./handouts";

describe("a cell", () => {
  it.each([
    ["Blue", '"Blue"'],
    ['say "hi", twice', '"say ""hi"", twice"'],
    ["=1+1", `"'=1+1"`],
    ["+49 30", `"'+49 30"`],
    ["-2", `"'-2"`],
    ["@cmd", `"'@cmd"`],
    ["\tx", `"'\tx"`],
    ["\rx", `"'\rx"`],
    ["a=b", '"a=b"'],
    ["", '""'],
  ])("of %j is written %s", (value, written) => {
    expect(cell(value)).toBe(written);
  });

  it("is read back as it was, and begins with nothing that a spreadsheet computes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const written = cell(value);
        const read = written.slice(1, -1).replaceAll('""', '"');
        expect(read.replace(/^'(?=[=+\-@\t\r])/, "")).toBe(value.replace(/^'(?=[=+\-@\t\r])/, ""));
        expect(read).not.toMatch(/^[=+\-@\t\r]/);
        // A quotation mark inside is always one of two.
        expect(written.slice(1, -1).replaceAll('""', "")).not.toContain('"');
      }),
    );
  });
});

describe("the table for mail merge", () => {
  it("has a row a team under its columns' names, and empty cells for what a team does not have yet", () => {
    const early = teamLinks({ portalUrl: PORTAL });
    const text = mailMerge([
      handoutOf({ label: "=HYPERLINK(1)" }),
      handoutOf({ team: "blue", label: "Söhne, die", step: 1, links: early }),
    ]);
    expect(text.charCodeAt(0)).toBe(0xfeff);
    const urls = outputs["notebookUrls"] as Record<string, string>;
    const red = [
      ...["red", "'=HYPERLINK(1)", "6", WORKSPACE, String(outputs["dashboardUrl"])],
      ...[urls["exploreSql"], urls["exploreScala"], urls["explorePython"], urls["ingest"]],
      ...[outputs["jobUrl"], PORTAL, "red.clickstream.clicks", "red.clickstream.clicks_per_product"],
    ];
    expect(text.slice(1).split("\r\n")).toEqual([
      '"team","label","step","workspace","dashboard","exploreSql","exploreScala","explorePython","ingest","job","portal","clicks","clicksPerProduct"',
      red.map((value) => `"${String(value)}"`).join(","),
      `"blue","Söhne, die","1","","","","","","","","${PORTAL}","",""`,
      "",
    ]);
  });
});
