import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../../runtime/alive";
import { runNotebook, type NotebookEvent, type NotebookToRun } from "../../../runtime/spark/interactive";
import { prepareToolchain, type Toolchain } from "../../../runtime/toolchain";

jest.setTimeout(600_000);

const KEY = "bGlzdGVuLWtleQ==";
const CONNECTION = `Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=${KEY}`;

let root: string;
let toolchain: Toolchain;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "interactive-"));
  for (const name of ["lake", "warehouse"]) mkdirSync(join(root, name));
  writeFileSync(join(root, "hosts"), "");
  const folder = join(__dirname, "..", "..", "..", ".local", "toolchain");
  toolchain = await prepareToolchain({ folder });
});
afterAll(() => rmSync(root, { recursive: true }));

function run(
  cells: readonly string[],
  signal = new AbortController().signal,
  given: Partial<NotebookToRun> = {},
) {
  const text = ["# Databricks notebook source", cells.join("\n\n# COMMAND ----------\n\n")].join("\n");
  const secrets: NotebookToRun["secrets"] = [["clickstream", "listen", CONNECTION]];
  const notebook: NotebookToRun = {
    path: "mine.py",
    language: "PYTHON",
    text,
    parameters: {},
    secrets,
    ...given,
  };
  const place = {
    truststore: { file: join(root, "truststore"), password: "trusted" },
    hostsFile: join(root, "hosts"),
    lakeFolder: join(root, "lake"),
    warehouseFolder: join(root, "warehouse"),
  };
  return runNotebook(notebook, { toolchain, place, folder: join(root, "run") }, signal);
}

/** Events in few words: text as it is, tables by their rows. */
function told(event: NotebookEvent): unknown {
  if (event.type === "cells") return event.cells.map(({ language, title }) => `${language} ${title}`.trim());
  if (event.type !== "output") return event.type === "ended" ? event : `${event.type} ${event.cell}`;
  return event.output.type === "text" ? event.output.text : event.output.rows;
}

/** All that is told; what is printed piece by piece is one text. */
async function all(events: AsyncIterable<NotebookEvent>): Promise<unknown[]> {
  const found: unknown[] = [];
  let printed = "";
  for await (const event of events) {
    const isText = event.type === "output" && event.output.type === "text";
    if (isText) printed += String(told(event));
    else found.push(...(printed === "" ? [] : [printed]), told(event));
    if (!isText) printed = "";
  }
  return found;
}

describe("a notebook beside a challenge", () => {
  it("says what each cell shows while it runs, in order, without secrets; after an error no cell runs", async () => {
    const cells = [
      "# MAGIC %md\n# MAGIC # Title",
      [
        "# DBTITLE 1,Look",
        'secret = dbutils.secrets.get("clickstream", "listen")',
        'print("one", end=" "); print(dbutils.widgets.get("given"))',
        'display(spark.createDataFrame([(secret, secret.split("SharedAccessKey=")[1])], "a STRING, b STRING"))',
        'print("no line end", end="")',
      ].join("\n"),
      '# MAGIC %scala\n# MAGIC println("a"); display(spark.range(1).toDF("n")); println("ü"); print("b")',
      "# MAGIC %sql\n# MAGIC CREATE TABLE kept AS SELECT 1 AS n; CREATE TABLE clicks AS SELECT 1 AS n; SELECT :given AS given",
      'spark.readStream.table("kept").writeStream.format("memory").queryName("left").start()\nNone',
      "def fail():\n    raise ValueError(secret)\n\nfail()",
      'print("not reached")',
    ];
    expect(await all(run(cells, undefined, { parameters: { given: "3" } }))).toEqual([
      ["markdown", "python Look", "scala", "sql", "python", "python", "python"],
      ...["begin 0", "end 0"],
      ...["begin 1", "one 3\n", [["[REDACTED]", "[REDACTED]"]], "no line end", "end 1"],
      ...["begin 2", "a\n", [["0"]], "ü\nb", "end 2"],
      ...["begin 3", [["3"]], "end 3", "begin 4", "end 4", "begin 5"],
      {
        type: "ended",
        error: "mine.py, line 31: ValueError: [REDACTED]",
        exitValue: null,
        streams: ["left"],
      },
    ]);
    expect(existsSync(join(root, "run"))).toBe(false);
  });

  it("finds the tables of other runs, drops its own alone, and is ended in the middle of a cell, with its processes and files", async () => {
    const stop = new AbortController();
    const pids: number[] = [];
    const cells = [
      "# MAGIC %sql\n# MAGIC DROP TABLE kept; CREATE TABLE kept AS SELECT 2 AS n; DROP TABLE clicks; SELECT * FROM kept",
      "import os, time\nprint(os.getpid(), spark._jvm.ProcessHandle.current().pid())\ntime.sleep(600)",
    ];
    const events = async (): Promise<void> => {
      for await (const event of run(cells, stop.signal)) {
        if (event.type !== "output") continue;
        if (event.output.type === "table") expect(event.output.rows).toEqual([["2"]]);
        else {
          pids.push(...event.output.text.split(" ").map(Number));
          expect(pids.filter(isAlive)).toHaveLength(2);
          stop.abort(new Error("Stopped by Ctrl-C"));
        }
      }
    };
    await expect(events()).rejects.toThrow("Stopped by Ctrl-C");
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(join(root, "run"))).toBe(false);
    // The stream's table is not a notebook's to drop.
    expect(existsSync(join(root, "warehouse", "clicks", "_delta_log"))).toBe(true);
  });

  it("has an output as other programs have, and no input: a cell that asks fails, and does not wait for good", async () => {
    const cells = [
      'import sys\nsys.stdout.writelines(["a", f" {sys.stdout.isatty()}"])',
      'name = input("Who? ")',
    ];
    expect(await all(run(cells, AbortSignal.timeout(90_000)))).toEqual([
      ["python", "python"],
      ...["begin 0", "a False", "end 0", "begin 1", "Who? "],
      {
        type: "ended",
        error: "mine.py, line 7: EOFError: EOF when reading a line",
        exitValue: null,
        streams: [],
      },
    ]);
  });

  it("that ends its own process is told of", async () => {
    await expect(all(run(["import os\nos._exit(7)"]))).rejects.toThrow("The notebook's process has ended");
  });

  it.each([
    [
      "another notebook to run",
      "# MAGIC %run ./other",
      "mine.py: line 2: %run is not offered here: it runs another notebook. Copy that notebook's cells into this one.",
    ],
    [
      "packages to install",
      "# MAGIC %pip install pandas",
      "mine.py: line 2: %pip is not offered here: it installs packages, and only PySpark is here.",
    ],
    [
      "a shell",
      "# MAGIC %sh ls",
      "mine.py: line 2: %sh is not known here; known are %python, %sql, %scala, %md.",
    ],
  ])("is refused before its first cell where it wants %s", async (_, cell, error) => {
    expect(await all(run([cell, "print(1)"]))).toEqual([
      { type: "ended", error, exitValue: null, streams: [] },
    ]);
  });
});
