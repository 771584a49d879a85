import type { NotebookOutput } from "../../runtime/spark/driver";
import type { NotebookEvent } from "../../runtime/spark/interactive";
import type { CellView, NotebookView } from "../../page/notebookView";
import { formatSeconds } from "../duration";

/** How much of what a cell prints is kept, in characters: a loop that never ends must not fill memory and page. */
const MOST_TEXT = 200_000;
/** How many outputs of a cell are kept: for what it displays the same holds. */
const MOST_OUTPUTS = 50;

/** What is known of a run before it begins. */
export type RunTitle = Pick<NotebookView, "name" | "team" | "startedAt">;

type End = Extract<NotebookEvent, { readonly type: "ended" }>;

/** What a notebook's run has shown so far, as a page has it. */
export class NotebookRecord {
  readonly #title: RunTitle;
  readonly #began: number;
  #cells: CellView[] = [];
  #running: { readonly index: number; readonly since: number } | undefined;
  #state: NotebookView["state"] = "running";
  #summary = "Spark is starting";

  /** @param now in milliseconds, as with each event */
  constructor(title: RunTitle, now: number) {
    this.#title = title;
    this.#began = now;
  }

  get view(): NotebookView {
    return { ...this.#title, state: this.#state, summary: this.#summary, cells: this.#cells };
  }

  hear(event: NotebookEvent, now: number): void {
    switch (event.type) {
      case "cells":
        this.#cells = event.cells.map((cell) => ({ ...cell, state: "waiting", outputs: [] }));
        return;
      case "begin":
        this.#running = { index: event.cell, since: now };
        this.#summary = `Cell ${event.cell + 1} of ${this.#cells.length} is running`;
        return this.#change(() => ({ state: "running" }));
      case "output":
        return this.#change(({ outputs }) => ({ outputs: withOutput(outputs, event.output) }));
      case "end":
        return this.#settle({ state: "done" }, now);
      case "ended":
        return this.#conclude(event, now);
    }
  }

  /** The run has ended from outside. @param why in words, such as `stopped by Ctrl-C` */
  stop(why: string, now: number): void {
    const at = this.#running && ` in cell ${this.#running.index + 1} of ${this.#cells.length}`;
    this.#state = "stopped";
    this.#summary = `${why}${at ?? ""}`;
    this.#settle({ state: "stopped" }, now);
  }

  #conclude({ error, exitValue, streams }: End, now: number): void {
    const [all, failed] = [this.#cells.length, this.#running?.index];
    if (error !== null) {
      this.#state = "failed";
      const rest = failed === undefined ? 0 : all - failed - 1;
      const after = rest > 0 ? `; the ${rest === 1 ? "one" : rest} after it did not run` : "";
      this.#summary = failed === undefined ? error : `Cell ${failed + 1} of ${all} failed${after}`;
      return this.#settle({ state: "failed", error }, now);
    }
    this.#state = "done";
    const ended = formatSeconds((now - this.#began) / 1000);
    this.#summary = [
      exitValue === null
        ? `All ${all} cells ran, in ${ended}`
        : `Ended by dbutils.notebook.exit with “${exitValue}”, after ${ended}`,
      ...(streams.length > 0 ? [`streams still ran, and have ended with it: ${streams.join(", ")}`] : []),
    ].join("; ");
    this.#settle({ state: "done" }, now);
  }

  /** The running cell has ended. */
  #settle(end: Pick<CellView, "state" | "error">, now: number): void {
    const since = this.#running?.since ?? now;
    this.#change(() => ({ ...end, seconds: (now - since) / 1000 }));
    this.#running = undefined;
  }

  #change(changes: (cell: CellView) => Partial<CellView>): void {
    this.#cells = this.#cells.map((cell, index) =>
      index === this.#running?.index ? { ...cell, ...changes(cell) } : cell,
    );
  }
}

/** Text that follows text is one output. */
function withOutput(outputs: readonly NotebookOutput[], output: NotebookOutput): readonly NotebookOutput[] {
  const last = outputs.at(-1);
  if (output.type !== "text") return newest([...outputs, output]);
  if (last?.type !== "text") return newest([...outputs, { type: "text", text: bounded(output.text) }]);
  return [...outputs.slice(0, -1), { type: "text", text: bounded(last.text + output.text) }];
}

/** The newest outputs of a cell, behind a sign where there were more. */
function newest(outputs: readonly NotebookOutput[]): readonly NotebookOutput[] {
  if (outputs.length <= MOST_OUTPUTS) return outputs;
  return [{ type: "text", text: "…\n" }, ...outputs.slice(1 - MOST_OUTPUTS)];
}

/** The newest of a text. */
function bounded(text: string): string {
  return text.length <= MOST_TEXT ? text : `…${text.slice(-MOST_TEXT)}`;
}
