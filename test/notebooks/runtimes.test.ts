import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { OLDEST_RUNTIME, runtimeOrder } from "../../program/settings";
import { readRuntimeTable, unusedRows, withoutRow, type RuntimeRow } from "./runtimeTable";
import { usedBy, type NotebookText } from "./runtimeUse";

const folder = join(__dirname, "..", "..", "notebooks");
const languages: Readonly<Record<string, NotebookText["language"]>> = {
  ".py": "python",
  ".sql": "sql",
  ".scala": "scala",
};
const notebooks = readdirSync(folder).map((name): NotebookText => {
  const language = languages[extname(name)];
  if (language === undefined)
    throw new Error(`${name}: a notebook's name ends with ${Object.keys(languages).join(", ")}.`);
  return { language, text: readFileSync(join(folder, name), "utf8") };
});
const used = usedBy(notebooks);
const rows = readRuntimeTable(readFileSync(join(__dirname, "runtimes.md"), "utf8"));

/** The runtime with the Spark that the notebooks' tests run on. */
const TESTED = "17.3";

/** Rows that a runtime may lack. Of an unknown one it is only known that the tested runtime has it. */
const newerThan = (release: string, table: readonly RuntimeRow[]) => {
  const order = ({ since }: RuntimeRow) =>
    since === "all" ? 0 : runtimeOrder(since === "unknown" ? TESTED : since);
  return table.filter((row) => order(row) > runtimeOrder(release)).map(({ name }) => name);
};

describe("what the notebooks need of a Databricks runtime", () => {
  it("has a row in runtimes.md, each thing that a notebook uses", () => {
    expect(withoutRow(used, rows)).toEqual([]);
  });

  it("has no row in runtimes.md that is about nothing used", () => {
    expect(unusedRows(used, rows)).toEqual([]);
  });

  it("is in the oldest runtime that a stack may have", () => {
    expect(newerThan(OLDEST_RUNTIME, rows)).toEqual([]);
    // The same for a runtime that is too old, or the line above would say nothing.
    const known = rows.filter(({ since }) => since !== "unknown");
    expect(newerThan("15.3", known)).toEqual(["is_valid_utf8"]);
    expect(newerThan("16.4", rows)).toEqual(
      rows.filter((row) => !known.includes(row)).map(({ name }) => name),
    );
  });

  it("has each row once, with a page of Databricks' documentation, or says that none was found", () => {
    const names = rows.map(({ section, name }) => `${section}: ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const documentation =
      /^https:\/\/(?:docs\.databricks\.com|learn\.microsoft\.com\/(?:[\w-]+\/)?azure\/databricks|docs\.azure\.cn\/(?:[\w-]+\/)?databricks)\//i;
    const others = rows.filter(
      ({ page, since }) => !documentation.test(page) && (since !== "unknown" || page !== "none found"),
    );
    expect(others).toEqual([]);
  });
});

describe("a table of what notebooks need", () => {
  const table = (...lines: string[]) => readRuntimeTable(["## SQL functions", ...lines].join("\n"));
  const row = (name: string, since = "all") =>
    `| \`${name}\` | ${since} | https://docs.databricks.com/${name} |`;
  const use = usedBy([{ language: "sql", text: "SELECT from_json(made_up(x)) FROM clicks" }]);

  it("lacks a row for a function that nobody has heard of", () => {
    expect(withoutRow(use, table(row("from_json")))).toEqual(["SQL functions: made_up"]);
    expect(withoutRow(use, table(row("from_json"), row("made_up")))).toEqual([]);
  });

  it("has a row too many", () => {
    expect(unusedRows(use, table(row("from_json"), row("concat")))).toEqual(["SQL functions: concat"]);
  });

  it("has a row that is newer than a runtime", () => {
    const newer = table(row("a"), row("b", "17.3"), row("c", "17.10"), row("d", "9.1"), row("e", "unknown"));
    expect(newerThan("17.3", newer)).toEqual(["c"]);
    expect(newerThan("16.4", newer)).toEqual(["b", "c", "e"]);
  });

  it.each([
    ["a runtime that is none", row("a", "latest")],
    ["an address without its scheme", "| `a` | all | docs.databricks.com |"],
    ["no address", "| `a` | all | |"],
  ])("is refused with %s", (_, line) => {
    expect(() => table(line)).toThrow(`No row: ${line}`);
  });
});

describe("what a notebook uses", () => {
  const nothing = {
    "SQL functions": [],
    SQL: [],
    "Table properties": [],
    Options: [],
    Formats: [],
    "Python and Scala": [],
  };
  const found = (language: NotebookText["language"], ...lines: string[]) =>
    Object.fromEntries(
      Object.entries(usedBy([{ language, text: lines.join("\n") }])).map(([section, names]) => [
        section,
        [...names],
      ]),
    );

  it("is found in SQL: calls, words, literals, properties; not in comments, texts and names", () => {
    expect(
      found(
        "sql",
        "-- MAGIC %md",
        "-- MAGIC a_title(1) of OTHERS",
        "-- COMMAND ----------",
        "-- by_hand(1)",
        "WITH gaps AS (SELECT a, `no(b)` FROM VALUES (1, 'no(c)') AS given(a, b))",
        "SELECT Sum(a), x'00', TIMESTAMP'2024-05-01' FROM gaps WHERE a IN (1) AND a RLIKE r'\\d(e)'",
        "-- COMMAND ----------",
        "CREATE TABLE t (a INT) TBLPROPERTIES ('delta.appendOnly' = 'true')",
      ),
    ).toEqual({
      ...nothing,
      "SQL functions": ["sum"],
      SQL: [
        ..."WITH AS SELECT FROM VALUES WHERE IN AND RLIKE CREATE TABLE INT TBLPROPERTIES".split(" "),
        ..."x'…' timestamp'…' r'…'".split(" "),
      ],
      "Table properties": ["delta.appendOnly"],
    });
  });

  it("is found in Python: names of Spark's by what they come from, methods by their name, SQL wherever it stands", () => {
    expect(
      found(
        "python",
        "# Databricks notebook source",
        "import json",
        "from pyspark.sql import Window, functions as F",
        "def counted(session, names):",
        '    """Not made(up)."""',
        '    rows = session.sql(f"""SELECT inline({json.loads(text)}) FROM {names.strip()}""")',
        '    return rows.madeUp().filter(F.col("a").desc()).withColumn("b", F.expr("try_cast(a AS INT)"))',
        "class Writer:",
        "    def write_batch(self, batch):",
        '        self.rows = batch.selectExpr("concat(a, b)").write.format("delta").option("txnAppId", "o(1)").save()',
        "        self.write_batch(', '.join(json.dumps(batch)).encode())",
        'if not dbutils.widgets.get("x"):',
        '    raise ValueError("OTHER (1) than wanted(x)")',
        'display(spark.table("t").over(Window.partitionBy("a")))',
        "# COMMAND ----------",
        "# MAGIC %sql OPTIMIZE clicks",
        "# MAGIC WHERE lag(a)",
      ),
    ).toEqual({
      ...nothing,
      "SQL functions": ["lag", "inline", "try_cast", "concat"],
      SQL: ["OPTIMIZE", "WHERE", "SELECT", "FROM", "AS", "INT"],
      Options: ["txnAppId"],
      Formats: ["delta"],
      "Python and Scala": [
        ...".desc .filter .format .madeUp .option .over .save .selectExpr .sql .strip .table .withColumn .write".split(
          " ",
        ),
        ..."dbutils.widgets.get display Window.partitionBy functions.col functions.expr".split(" "),
      ],
    });
  });

  it("is found in Scala by the names that Python has: no comments, no texts but what is filled into them", () => {
    expect(
      found(
        "scala",
        "// Databricks notebook source",
        "import org.apache.spark.sql.functions._",
        "/** Not made(up). */",
        "def counted(name: String) = spark.table(name)",
        '  .agg(made_up("a.b"))',
        "// by.hand(1)",
        'for (n <- 1 to 3) println(s"$n of ${counted("t").first().getLong(0)}")',
        'spark.sql(s"VACUUM $schema").select(expr("octet_length(a)"), col("a").over(Window.partitionBy("a").orderBy("b")))',
        'display(counted(dbutils.widgets.get("t")).write.format("delta").option("txnAppId", 1).save())',
      ),
    ).toEqual({
      ...nothing,
      "SQL functions": ["octet_length"],
      SQL: ["VACUUM"],
      Options: ["txnAppId"],
      Formats: ["delta"],
      "Python and Scala": [
        ..."Window.partitionBy dbutils.widgets.get .table .agg .first .getLong .sql .select .over .orderBy".split(
          " ",
        ),
        ...".write .format .option .save functions.made_up functions.expr functions.col display".split(" "),
      ],
    });
  });
});
