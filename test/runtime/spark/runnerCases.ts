import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expectSuccess, tablesOf, type SparkWorkspace } from "../../sparkWorkspace";

const python = (...cells: string[]) =>
  `# Databricks notebook source\n${cells.join("\n\n# COMMAND ----------\n\n")}\n`;
const magic = (language: string, text: string) =>
  [`%${language}`, ...text.split("\n")].map((line) => `# MAGIC ${line}`).join("\n");

export function runnerCases(open: () => SparkWorkspace): void {
  const put = (text: string, language: "PYTHON" | "SQL" | "SCALA" = "PYTHON") =>
    open().driver.importNotebook("/Shared/note", language, Buffer.from(text).toString("base64"));
  const run = async (text: string, parameters: Record<string, string> = {}) => {
    await put(text);
    return open().driver.runNotebook("/Shared/note", parameters);
  };

  describe("notebooks", () => {
    it("run cell by cell in all languages, which share their tables", async () => {
      const result = expectSuccess(
        await run(
          python(
            magic("md", "# Title"),
            'dbutils.widgets.text("limit", "2")\ndbutils.widgets.dropdown("kind", "a", ["a", "b"])',
            "spark.range(5).createOrReplaceTempView('numbers')",
            magic(
              "sql",
              "-- a comment; with a semicolon\nSELECT id FROM numbers WHERE id < CAST(:limit AS INT);\nSELECT 'x;y' AS text",
            ),
            "display(_sqldf)",
            magic(
              "scala",
              'val kind = dbutils.widgets.get("kind")\ndisplay(spark.table("numbers").selectExpr(s"count(*) || \'$kind\'"))',
            ),
            "dbutils.notebook.exit(dbutils.widgets.get('limit'))",
            "raise Exception('not reached')",
          ),
          { limit: "3" },
        ),
      );
      expect(result.exitValue).toBe("3");
      expect(tablesOf(result)).toEqual([[["0"], ["1"], ["2"]], [["x;y"]], [["x;y"]], [["5a"]]]);
    });

    it("show a cell's last value, of a DataFrame its columns", async () => {
      const result = expectSuccess(await run(python("{'a': 1}", "spark.range(3)", "count = 4", "None")));
      expect(result.outputs).toEqual([
        { type: "text", text: "{'a': 1}\n" },
        { type: "text", text: "DataFrame[id: bigint]\n" },
      ]);
    });

    it.each([
      [
        "a Python error",
        python("a = 1", "\n\n1 / 0"),
        "/Shared/note, line 8: ZeroDivisionError: division by zero",
      ],
      [
        "the cause of a Python error",
        python(
          "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('no rate') from error",
        ),
        "/Shared/note, line 5: ValueError: no rate (caused by ZeroDivisionError: division by zero)",
      ],
      ["a Python syntax error", python("a = 1", "b = (\nc"), /^\/Shared\/note, line 6: /],
      [
        "an error inside a function of an earlier cell",
        python("def fail():\n    return {}['x']", "fail()"),
        "/Shared/note, line 3: KeyError: 'x'",
      ],
      [
        "a SQL error",
        python(magic("sql", "SELECT 1;\n\nSELECT nothing")),
        /^\/Shared\/note, line 5: \[UNRESOLVED_COLUMN/,
      ],
      [
        "a Scala error",
        python("a = 1", magic("scala", 'val a: Int = "x"')),
        /^\/Shared\/note, cell at line 6: .*type mismatch/s,
      ],
      [
        "a missing widget",
        python("dbutils.widgets.get('x')"),
        /^\/Shared\/note, line 2: .*No input widget named x is defined/,
      ],
    ])("say where %s is", async (_, text, message) => {
      const { error } = await run(text);
      if (typeof message === "string") expect(error).toBe(message);
      else expect(error).toMatch(message);
    });

    it("show the value of an expression at a cell's end, text that is displayed, and cells with a title", async () => {
      const { outputs } = expectSuccess(
        await run(
          python(
            "# DBTITLE 1,In words\n" + magic("sql", "SELECT X'00ff' AS bytes, array(1, 2) AS pair"),
            "1 + 1",
            "a = 1\nNone",
            'display("x")',
            magic("scala", 'println("printed")\ndisplay(spark.range(1).toDF("n"))'),
          ),
        ),
      );
      expect(outputs).toEqual([
        {
          type: "table",
          columns: [
            { name: "bytes", type: "BINARY" },
            { name: "pair", type: "ARRAY<INT>" },
          ],
          rows: [["AP8=", "[1,2]"]],
          truncated: false,
        },
        { type: "text", text: "2\n" },
        { type: "text", text: "x\n" },
        { type: "table", columns: [{ name: "n", type: "BIGINT" }], rows: [["0"]], truncated: false },
      ]);
    });

    it("display of a stream what it holds now: all of a count, and of other streams what was added", async () => {
      const cells = [
        "spark.sql('CREATE OR REPLACE TABLE displayed USING DELTA AS SELECT id FROM range(3)')\nNone",
        "display(spark.readStream.table('displayed').groupBy().count())",
        "display(spark.readStream.table('displayed').where('id = 2'))",
      ];
      expect(tablesOf(expectSuccess(await run(python(...cells))))).toEqual([[["3"]], [["2"]]]);
    });

    it("that are none are refused", async () => {
      await expect(put("print(1)")).rejects.toThrow("The first line must be `# Databricks notebook source`.");
      await expect(put(python(magic("r", "x")))).rejects.toThrow("%r is not known here");
      await expect(put(python(magic("run", "./other")))).rejects.toThrow(
        "line 2: %run is not offered here: it runs another notebook. Copy that notebook's cells into this one.",
      );
      const { error } = await open().driver.runNotebook("/absent", {});
      expect(error).toBe("/absent: there is no such notebook.");
    });

    it("know secrets only while they are there", async () => {
      const text = python("dbutils.notebook.exit(dbutils.secrets.get('scope', 'key').upper())");
      await open().driver.putSecret("scope", "key", "value");
      expect((await run(text)).exitValue).toBe("VALUE");
      await open().driver.deleteSecret("scope", "key");
      expect((await run(text)).error).toMatch(/Secret does not exist with scope: scope and key: key/);
    });
  });

  describe("jobs", () => {
    it("that are continuous run again, later each time they fail, until they are cancelled", async () => {
      await put(python("raise Exception('as ever')"));
      const { driver } = open();
      await driver.startJob("failing", { notebookPath: "/Shared/note", parameters: {}, continuous: true });
      let state = await driver.jobState("failing");
      while ((state?.runs ?? 0) < 2) {
        await sleep(100);
        state = await driver.jobState("failing");
      }
      expect(state?.error).toBe("/Shared/note, line 2: Exception: as ever");
      await driver.cancelJob("failing");
      expect(await driver.jobState("failing")).toBeUndefined();
    });
  });

  it("no process shows a secret, a key or a token to others", () => {
    const { driver, folder } = open();
    const secrets = [driver.token, "bGlzdGVuLWtleQ==", "YWNjb3VudC1rZXk="];
    const own = readdirSync("/proc").filter(
      (name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`),
    );
    const lines = own.flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8"), readFileSync(`/proc/${pid}/environ`, "utf8")];
      } catch {
        return []; // It has ended, or is somebody else's.
      }
    });
    expect(lines.some((line) => line.includes(folder))).toBe(true);
    for (const secret of secrets) expect(lines.filter((line) => line.includes(secret))).toEqual([]);
    const log = readFileSync(`${folder}/spark/driver.log`, "utf8");
    for (const secret of secrets) expect(log).not.toContain(secret);
  });
}
