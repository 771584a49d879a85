import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Toolchain } from "../toolchain";
import type { NotebookLanguage } from "./contents";
import { SparkDriverError, type NotebookOutput } from "./driver";
import { causeOfEnd, endGroup, pythonOptions, startPython, type DriverPlace } from "./pythonProcess";

/** A notebook with all that it may ask for. */
export interface NotebookToRun {
  /** For its errors: they name it and the line. */
  readonly path: string;
  readonly language: NotebookLanguage;
  /** In Databricks' source format. */
  readonly text: string;
  /** Values of its widgets. */
  readonly parameters: Readonly<Record<string, string>>;
  /** For `dbutils.secrets`. */
  readonly secrets: readonly (readonly [scope: string, key: string, value: string])[];
}

/** One of a notebook's cells. */
export interface NotebookCell {
  readonly language: "python" | "sql" | "scala" | "markdown";
  /** Empty for most. */
  readonly title: string;
  readonly source: string;
}

/** What happens while a notebook runs, in order; `ended` is the last. A notebook that is refused has no other. */
export type NotebookEvent =
  | { readonly type: "cells"; readonly cells: readonly NotebookCell[] }
  /** A cell begins, or has ended well. */
  | { readonly type: "begin" | "end"; readonly cell: number }
  | { readonly type: "output"; readonly output: NotebookOutput }
  | {
      readonly type: "ended";
      /** Of the cell that had begun, or of the notebook where none had; null where all went well. */
      readonly error: string | null;
      /** What it gave to `dbutils.notebook.exit`. */
      readonly exitValue: string | null;
      /** The streams that were still running. They have ended with it. */
      readonly streams: readonly string[];
    };

/** Where a notebook is run. */
export interface InteractiveOptions {
  readonly toolchain: Toolchain;
  /** The workspace whose tables and hubs it reaches. */
  readonly place: DriverPlace;
  /** For its log and its temporary files; removed at the end. */
  readonly folder: string;
}

const program = [join(__dirname, "driver", "interactive.py")];

/**
 * Runs a notebook beside a workspace's driver, in a process of its own: whatever it does, and however it ends, the driver's
 * jobs go on. Whoever stops reading the events ends it, and so does the signal: process, JVM, streams.
 *
 * @throws SparkDriverError where the process ends by itself; the signal's reason when aborted
 */
export async function* runNotebook(
  notebook: NotebookToRun,
  { toolchain, place, folder }: InteractiveOptions,
  signal: AbortSignal,
): AsyncGenerator<NotebookEvent> {
  signal.throwIfAborted();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const options = { ...(await pythonOptions(resolve(folder), "notebook.log", toolchain, place)), notebook };
  const child = startPython(toolchain.python, program, options);
  const onAbort = () => void endGroup(child);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line) as NotebookEvent;
      yield event;
      if (event.type === "ended") return;
    }
    signal.throwIfAborted();
    throw new SparkDriverError(`The notebook's process has ended: ${await causeOfEnd(options)}.`);
  } finally {
    signal.removeEventListener("abort", onAbort);
    await endGroup(child);
    // Spark may be writing its last files.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
