import { readNotebookOptions } from "../../../cli/notebook/options";

let printed: string;
beforeEach(() => {
  printed = "";
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, "write").mockImplementation((text) => {
      printed += String(text);
      return true;
    });
});
afterEach(() => jest.restoreAllMocks());

describe("the command line of npm run notebook", () => {
  it("takes a notebook alone, or with all that can be said", () => {
    expect(readNotebookOptions(["explore.py"])).toEqual({ notebook: "explore.py", parameters: {} });
    const all =
      "mine.sql --team blue --parameter polls=2 --parameter note=a=b --parameter none= --html out.html";
    expect(readNotebookOptions(all.split(" "))).toEqual({
      notebook: "mine.sql",
      team: "blue",
      parameters: { polls: "2", note: "a=b", none: "" },
      html: "out.html",
    });
  });

  it.each([
    ["no notebook", [], "missing required argument 'notebook'"],
    ["two", ["a.py", "b.py"], "too many arguments"],
    [
      "a parameter without a value",
      ["a.py", "--parameter", "polls"],
      "Write it as name=value, such as polls=2.",
    ],
    [
      "a page that would take another file's place",
      ["a.py", "--html", "b.py"],
      "Name a file that ends with .html, such as out.html.",
    ],
    ["an option that it does not know", ["a.py", "--cell", "3"], "unknown option '--cell'"],
  ])("refuses %s, and says how to find help", (_, args, message) => {
    expect(() => readNotebookOptions(args)).toThrow();
    expect(printed).toContain(message);
    expect(printed).toContain("(npm run notebook -- --help lists the options)");
  });

  it("says in its help what differs from Databricks", () => {
    expect(() => readNotebookOptions(["--help"])).toThrow();
    expect(printed).toContain("What differs from Databricks:");
    expect(printed).toContain("%run, %pip, %sh and others are refused before the first cell");
    expect(printed).not.toContain("default: {}");
  });
});
