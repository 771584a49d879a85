import type { NotebookEvent } from "../../runtime/spark/interactive";
import type { NotebookView } from "../../page/notebookView";
import { PageFile } from "./pageFile";
import { NotebookRecord, type RunTitle } from "./record";
import { NotebookLines } from "./terminal";

/** What a run needs beside its notebook. */
export interface RunOptions {
  readonly title: RunTitle;
  /** What happens, until the run has ended; throws the signal's reason where it is aborted. */
  readonly events: AsyncIterable<NotebookEvent>;
  readonly signal: AbortSignal;
  /** Where its page is written. */
  readonly html: string;
  readonly print: (line: string) => void;
}

/** Shows a run in the terminal and on its page. @returns how it has ended. */
export async function showRun(options: RunOptions): Promise<NotebookView> {
  const { title, events, signal, html, print } = options;
  const record = new NotebookRecord(title, performance.now());
  const page = new PageFile(html, () => record.view);
  const lines = new NotebookLines();
  try {
    for await (const event of events) {
      record.hear(event, performance.now());
      for (const line of lines.of(event)) print(line);
      page.touch();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    record.stop(why, performance.now());
    if (!signal.aborted) throw error;
  } finally {
    page.write();
  }
  return record.view;
}
