import type { NotebookOutput } from "../../runtime/spark/driver";
import type { NotebookCell, NotebookEvent } from "../../runtime/spark/interactive";
import { escaped, escapedLines } from "../../clients/escaped";
import { colours } from "../colours";
import { tableLines } from "../table";

/** How many rows of a table a terminal shows; the page has all. */
const MOST_ROWS = 20;

/** How a run looks in a terminal: each cell by its first line, and below it what it shows. */
export class NotebookLines {
  #cells: readonly NotebookCell[] = [];

  /** @returns the lines to print for an event */
  of(event: NotebookEvent): string[] {
    switch (event.type) {
      case "cells":
        this.#cells = event.cells;
        return [];
      case "begin":
        return this.#heading(event.cell);
      case "output":
        return outputLines(event.output);
      case "ended":
        return event.error === null ? [] : [colours.red(escapedLines(event.error))];
      case "end":
        return [];
    }
  }

  #heading(index: number): string[] {
    const { language, source, title } = this.#cells[index] ?? { language: "markdown", source: "", title: "" };
    if (language === "markdown") return headings(source).flatMap((line) => ["", colours.bold(escaped(line))]);
    const first = source.split("\n").find((line) => line.trim() !== "") ?? "";
    const called = title === "" ? first : title;
    return [colours.dim(`[${index + 1}/${this.#cells.length}] ${escaped(called)}`)];
  }
}

/** Of Markdown a terminal shows what structures it. */
function headings(source: string): string[] {
  return [...source.matchAll(/^#+ +(.*)$/gm)].map(([, text = ""]) => text);
}

function outputLines(output: NotebookOutput): string[] {
  if (output.type === "text") return escapedLines(output.text.replace(/\n$/, "")).split("\n");
  const { columns, rows, truncated } = output;
  const names = columns.map(({ name }) => name);
  const lines = tableLines(names, rows.slice(0, MOST_ROWS));
  const all = `${rows.length}${truncated ? " and more" : ""}`;
  const more =
    rows.length > MOST_ROWS ? [colours.dim(`(${MOST_ROWS} of ${all} rows; the page has them)`)] : [];
  return [...lines, ...(rows.length === 0 ? [colours.dim("(no rows)")] : []), ...more];
}
