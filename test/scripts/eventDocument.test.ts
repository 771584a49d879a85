import { documentOf } from "../../scripts/eventDocument/document";

const shown = (output: string) => ({
  edited: undefined,
  shown: { command: "npm run event -- board", output, code: 0, seconds: 1.4 },
  pictures: ["![The board](images/board.png)"],
});
const documented = (output: string) =>
  documentOf([{ title: "The morning", text: "Who needs help?", played: [shown(output)] }], "# A whole event");

describe("the document of a rehearsed event", () => {
  it("has each command with what it printed, how it ended, and its pictures", () => {
    expect(documented("red: fine  \n")).toBe(
      [
        "# A whole event",
        "## The morning",
        "Who needs help?",
        "```console\n$ npm run event -- board\nred: fine\n```",
        "1 s, exit code 0.",
        "![The board](images/board.png)\n",
      ].join("\n\n"),
    );
  });

  it("shows how the event's file was changed before a command", () => {
    const edited = { ...shown("fine"), edited: "-spares: 0\n+spares: 1" };
    const text = documentOf([{ title: "Before", text: "Why.", played: [edited] }], "#");
    expect(text).toContain("`event.yaml` is changed:\n\n```diff\n-spares: 0\n+spares: 1\n```\n\n```console");
  });

  it("leaves out the key in a page's address", () => {
    expect(documented("http://127.0.0.1:1234/?key=Ru4YkUFdjZ-_x")).toContain(
      "http://127.0.0.1:1234/?key=…\n",
    );
  });

  it("leaves out the middle of what is longer than a screen, and says how much", () => {
    const lines = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`).join("\n");
    expect(documented(lines(1, 36))).toContain(`board\n${lines(1, 36)}\n`);
    expect(documented(lines(1, 40))).toContain(`board\n${lines(1, 23)}\n… 5 more lines\n${lines(29, 40)}\n`);
  });
});
