import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { showRun } from "../../../cli/notebook/run";
import type { NotebookView } from "../../../page/notebookView";
import type { NotebookEvent } from "../../../runtime/spark/interactive";
import { begin, cells, end, ended, text } from "./events";

const title = { name: "a.py", team: "blue", startedAt: "2026-11-28T08:00:00.000Z" };
let folder: string;
let html: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "notebook-run-"));
  html = join(folder, "pages", "a.py.html");
  printed = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the page shows, as it lies on the disk. */
function onPage(): NotebookView {
  const [, run = ""] = /id="run">(.*?)<\/script>/s.exec(readFileSync(html, "utf8")) ?? [];
  return JSON.parse(run) as NotebookView;
}

const show = (events: AsyncIterable<NotebookEvent>, signal = new AbortController().signal) =>
  showRun({ title, events, signal, html, print: (line) => printed.push(line) });

describe("a notebook's run", () => {
  it("is on its page from the beginning, as it goes on, and as it ended", async () => {
    const seen: NotebookView[] = [];
    async function* events(): AsyncGenerator<NotebookEvent> {
      seen.push(onPage());
      yield cells;
      yield begin(1);
      yield text("one\n");
      const shown = () => onPage().cells[1]?.outputs.length === 1;
      while (!shown()) await new Promise((resolve) => setTimeout(resolve, 50));
      seen.push(onPage());
      yield end(1);
      yield ended();
    }
    const view = await show(events());
    expect(seen.map(({ state, summary }) => [state, summary])).toEqual([
      ["running", "Spark is starting"],
      ["running", "Cell 2 of 3 is running"],
    ]);
    expect(view.state).toBe("done");
    expect(onPage()).toEqual(JSON.parse(JSON.stringify(view)));
    expect(printed).toEqual(["[2/3] Look", "one"]);
    expect(readdirSync(join(folder, "pages"))).toEqual(["a.py.html"]);
  });

  it("that is stopped is shown as it was then", async () => {
    const stop = new AbortController();
    async function* events(): AsyncGenerator<NotebookEvent> {
      yield cells;
      yield begin(2);
      stop.abort(new Error("Stopped by Ctrl-C"));
      throw stop.signal.reason;
    }
    const view = await show(events(), stop.signal);
    expect(view).toMatchObject({ state: "stopped", summary: "Stopped by Ctrl-C in cell 3 of 3" });
    expect(onPage().summary).toBe(view.summary);
  });

  it("whose process dies fails with the reason, which the page has, too", async () => {
    async function* events(): AsyncGenerator<NotebookEvent> {
      yield cells;
      throw new Error("The notebook's process has ended: it ended.");
    }
    await expect(show(events())).rejects.toThrow("The notebook's process has ended: it ended.");
    expect(onPage()).toMatchObject({
      state: "stopped",
      summary: "The notebook's process has ended: it ended.",
    });
  });

  it("does not begin where its page cannot be written", async () => {
    writeFileSync(join(folder, "pages"), "a file");
    let begun = false;
    async function* events(): AsyncGenerator<NotebookEvent> {
      begun = true;
      yield cells;
    }
    await expect(show(events())).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(begun).toBe(false);
  });
});
