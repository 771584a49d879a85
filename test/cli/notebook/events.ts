import type { NotebookCell, NotebookEvent } from "../../../runtime/spark/interactive";

const cell = (language: NotebookCell["language"], source: string, title = ""): NotebookCell => ({
  language,
  source,
  title,
});

/** A notebook of three cells, of which the second fails or the last ends. */
export const cells: NotebookEvent = {
  type: "cells",
  cells: [
    cell("markdown", "# Clicks\n\nin words"),
    cell("python", "\nprint(1)\ndisplay(clicks)", "Look"),
    cell("sql", "SELECT 1"),
  ],
};

export const begin = (index: number): NotebookEvent => ({ type: "begin", cell: index });
export const end = (index: number): NotebookEvent => ({ type: "end", cell: index });
export const text = (printed: string): NotebookEvent => ({
  type: "output",
  output: { type: "text", text: printed },
});

export function table(rows: readonly (readonly (string | null)[])[], truncated = false): NotebookEvent {
  const columns = [
    { name: "product", type: "STRING" },
    { name: "clicks", type: "BIGINT" },
  ];
  return { type: "output", output: { type: "table", columns, rows, truncated } };
}

export const ended = (
  given: Partial<Extract<NotebookEvent, { readonly type: "ended" }>> = {},
): NotebookEvent => ({ type: "ended", error: null, exitValue: null, streams: [], ...given });
