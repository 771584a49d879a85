import { join } from "node:path";
import { expectSuccess, type SparkWorkspace } from "../../sparkWorkspace";

/** The second look at a question, by itself: what the first one refuses never comes to it otherwise. */
export function planCases(open: () => SparkWorkspace): void {
  /** What is objected to in the analysed plan of a DataFrame, as a notebook may build it. */
  async function objectionTo(frame: string): Promise<string | null> {
    const { folder, driver } = open();
    const lines = [
      "import json",
      "from pyspark.sql import functions as F",
      `home, lake = "${join(folder, "plans")}", "${open().container("plans1", "lake")}"`,
      `spark.range(1).write.format("delta").mode("overwrite").save("file:" + home + "/table")`,
      `spark.range(1).write.format("delta").mode("overwrite").save(lake + "/table")`,
      `spark.sql("SELECT 'x'").write.mode("overwrite").text("file:" + home + "/text")`,
      `spark.sql("CREATE DATABASE IF NOT EXISTS plans")`,
      `spark.sql("CREATE TABLE IF NOT EXISTS plans.t USING DELTA AS SELECT 1L AS id")`,
      `roots = spark.sparkContext._gateway.new_array(spark._jvm.java.lang.String, 1)`,
      `roots[0] = "${join(folder, "warehouse")}"`,
      `plan = (${frame})._jdf.queryExecution().analyzed()`,
      `dbutils.notebook.exit(json.dumps(spark._jvm.clickstream.spark.ReadingPlan.objectionTo(plan, roots)))`,
    ];
    const text = `# Databricks notebook source\n${lines.join("\n")}\n`;
    await driver.importNotebook("/Shared/plans", "PYTHON", Buffer.from(text).toString("base64"));
    const { exitValue } = expectSuccess(await driver.runNotebook("/Shared/plans", {}));
    return JSON.parse(exitValue ?? "") as string | null;
  }

  describe("an analysed plan", () => {
    it.each([
      ["a table of a schema", 'spark.table("plans.t").where("id IN (SELECT max(id) FROM plans.t)")'],
      ["a table in the lake", 'spark.read.format("delta").load(lake + "/table").groupBy("id").count()'],
      [
        "windows, generators and joins",
        'spark.sql("SELECT count(*) OVER (ORDER BY id), explode(array(1)) FROM plans.t JOIN range(2) USING (id)")',
      ],
    ])("of %s is let through", async (_, frame) => {
      expect(await objectionTo(frame)).toBeNull();
    });

    it.each([
      ["a file", 'spark.read.text("file:" + home + "/text")', /^a table of the format Text/],
      [
        "a file in a subquery",
        'spark.sql(f"SELECT (SELECT max(value) FROM text.`{home}/text`)")',
        /^a table of the format Text/,
      ],
      [
        "a Delta table elsewhere",
        'spark.read.format("delta").load("file:" + home + "/table")',
        /^the folder file:.*\/plans\/table$/,
      ],
      [
        "Java by its name",
        "spark.sql(\"SELECT reflect('java.lang.System', 'nanoTime')\")",
        /^CallMethodViaReflection$/,
      ],
      ["Python's code", 'spark.range(1).select(F.udf(lambda x: x)("id"))', /^PythonUDF$/],
      ["another source", 'spark.readStream.format("rate").load()', /^StreamingRelation/],
    ])("of %s is not", async (_, frame, objection) => {
      expect(await objectionTo(frame)).toMatch(objection);
    });
  });
}
