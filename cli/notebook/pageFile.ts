import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { notebookPage } from "../../page/notebookPage";
import type { NotebookView } from "../../page/notebookView";

/** How often it is written while a run goes on, at most. */
const WRITE_EVERY_MS = 500;

/** The file of a notebook's page, written again as the run goes on; a browser never sees half of it. */
export class PageFile {
  readonly #file: string;
  readonly #view: () => NotebookView;
  #due: NodeJS.Timeout | undefined;

  /** Writes it for the first time. @throws Error where it cannot be written */
  constructor(file: string, view: () => NotebookView) {
    this.#file = file;
    this.#view = view;
    mkdirSync(dirname(file), { recursive: true });
    this.write();
  }

  /** Has it written soon. */
  touch(): void {
    this.#due ??= setTimeout(() => this.write(), WRITE_EVERY_MS);
  }

  /** Writes it as the run is now. */
  write(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    const written = `${this.#file}.${process.pid}.tmp`;
    writeFileSync(written, notebookPage(this.#view()));
    renameSync(written, this.#file);
  }
}
