import { NotebookRecord } from "../../../cli/notebook/record";
import type { NotebookEvent } from "../../../runtime/spark/interactive";
import { begin, cells, end, ended, table, text } from "./events";

/** A run whose events come a second apart. */
function recordOf(...events: NotebookEvent[]): NotebookRecord {
  const record = new NotebookRecord({ name: "a.py", team: "blue", startedAt: "2026-11-28T08:00:00.000Z" }, 0);
  events.forEach((event, index) => record.hear(event, (index + 1) * 1000));
  return record;
}

const statesOf = (record: NotebookRecord) =>
  record.view.cells.map(({ state, seconds }) => (seconds === undefined ? state : `${state} ${seconds} s`));

describe("the record of a notebook's run", () => {
  it("has each cell with its time and what it showed, in order; text that follows text is one output", () => {
    const shown = [text("a\n"), text("b\n"), table([["7", "1"]]), text("c")];
    const record = recordOf(cells, begin(0), end(0), begin(1), ...shown, end(1), begin(2), end(2), ended());
    expect(statesOf(record)).toEqual(["done 1 s", "done 5 s", "done 1 s"]);
    expect(record.view.cells.map(({ outputs }) => outputs)).toEqual([
      [],
      [
        { type: "text", text: "a\nb\n" },
        expect.objectContaining({ type: "table", rows: [["7", "1"]] }),
        { type: "text", text: "c" },
      ],
      [],
    ]);
    expect(record.view).toMatchObject({
      ...{ name: "a.py", team: "blue", startedAt: "2026-11-28T08:00:00.000Z" },
      ...{ state: "done", summary: "All 3 cells ran, in 12 s" },
    });
  });

  it("says what runs now", () => {
    expect(recordOf().view).toMatchObject({ state: "running", summary: "Spark is starting", cells: [] });
    const record = recordOf(cells, begin(0), end(0), begin(1));
    expect(statesOf(record)).toEqual(["done 1 s", "running", "waiting"]);
    expect(record.view.summary).toBe("Cell 2 of 3 is running");
  });

  it("has the error with the cell that failed, and says that those after it did not run", () => {
    const record = recordOf(cells, begin(0), end(0), begin(1), ended({ error: "a.py, line 3: no" }));
    expect(statesOf(record)).toEqual(["done 1 s", "failed 1 s", "waiting"]);
    expect(record.view.cells[1]?.error).toBe("a.py, line 3: no");
    expect(record.view).toMatchObject({
      state: "failed",
      summary: "Cell 2 of 3 failed; the one after it did not run",
    });
  });

  it("has no cell of a notebook that was refused", () => {
    const { view } = recordOf(ended({ error: "a.py: %run is not offered" }));
    expect(view).toMatchObject({ state: "failed", summary: "a.py: %run is not offered", cells: [] });
  });

  it("says what a notebook ended itself with, and which streams ended with it", () => {
    const { view } = recordOf(cells, begin(0), ended({ exitValue: "12", streams: ["one", "two"] }));
    expect(view).toMatchObject({
      state: "done",
      summary:
        "Ended by dbutils.notebook.exit with “12”, after 3.0 s; streams still ran, and have ended with it: one, two",
    });
  });

  it("says in which cell a run was stopped, and keeps what it had shown", () => {
    const record = recordOf(cells, begin(0), end(0), begin(1), text("so far\n"));
    record.stop("Stopped by Ctrl-C", 7000);
    expect(statesOf(record)).toEqual(["done 1 s", "stopped 3 s", "waiting"]);
    expect(record.view.cells[1]?.outputs).toEqual([{ type: "text", text: "so far\n" }]);
    expect(record.view).toMatchObject({ state: "stopped", summary: "Stopped by Ctrl-C in cell 2 of 3" });
    const early = recordOf();
    early.stop("Stopped by Ctrl-C", 1000);
    expect(early.view.summary).toBe("Stopped by Ctrl-C");
  });

  it("keeps the newest of what a cell prints without end", () => {
    const record = recordOf(
      cells,
      begin(1),
      ...Array.from({ length: 30 }, () => text("x".repeat(10_000))),
      text("last\n"),
    );
    const [output] = record.view.cells[1]?.outputs ?? [];
    const kept = output?.type === "text" ? output.text : "";
    expect([kept.length, kept[0], kept.endsWith("xlast\n")]).toEqual([200_001, "…", true]);
  });

  it("keeps the newest of what a cell displays without end, and says that there was more", () => {
    const shown = Array.from({ length: 60 }, (_, poll) => [text(`${poll}\n`), table([["7", String(poll)]])]);
    const record = recordOf(cells, begin(1), ...shown.flat());
    const outputs = record.view.cells[1]?.outputs ?? [];
    expect(outputs).toHaveLength(50);
    expect(outputs.slice(0, 2)).toEqual([
      { type: "text", text: "…\n" },
      expect.objectContaining({ type: "table", rows: [["7", "35"]] }),
    ]);
    expect(outputs.at(-1)).toMatchObject({ rows: [["7", "59"]] });
  });
});
