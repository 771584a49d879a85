import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { statementApi } from "./statementApi";
import { expectSuccess, type SparkWorkspace } from "../../sparkWorkspace";

/** What a question may reach. */
export function readingCases(open: () => SparkWorkspace): void {
  const { execute } = statementApi(open);

  describe("a question reads tables and nothing else:", () => {
    let folder: string;
    let lake: string;

    beforeAll(async () => {
      folder = join(open().folder, "home");
      lake = open().container("readonly1", "lake");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "id_rsa"), "PRIVATE KEY\n");
      // Where a path without a slash begins.
      writeFileSync(join(open().folder, "spark", "questions", "plain"), "PRIVATE KEY\n");
      const tables = [
        `spark.range(3).write.format("delta").save("file:${folder}/table")`,
        `spark.range(3).write.format("delta").save("${lake}/clicks")`,
        `spark.sql("CREATE DATABASE reading")`,
        `spark.sql("CREATE TABLE reading.clicks USING DELTA TBLPROPERTIES (delta.enableChangeDataFeed = true) AS SELECT 7L AS id")`,
      ];
      const text = `# Databricks notebook source\n${tables.join("\n")}\n`;
      await open().driver.importNotebook("/Shared/reading", "PYTHON", Buffer.from(text).toString("base64"));
      expectSuccess(await open().driver.runNotebook("/Shared/reading", {}));
    });

    const filled = (statement: string): string =>
      statement
        .replaceAll("FILE", join(folder, "id_rsa"))
        .replaceAll("FOLDER", folder)
        .replaceAll("LAKE", lake);
    const refused = async (statement: string, why: RegExp, fields: object = {}): Promise<void> => {
      const { status, result } = await execute(filled(statement), fields);
      expect([status.state, result?.data_array ?? []]).toEqual(["FAILED", []]);
      expect(status.error?.message).toMatch(why);
    };
    const file = /^\[PERMISSION_DENIED\] .* is a file's name and not a table's/;

    it.each([
      ["SELECT * FROM text.`FILE`"],
      ["SELECT * FROM TEXT . `FILE`"],
      ["SELECT * FROM `text`.`file:FILE`"],
      ["SELECT * FROM csv.`FILE`"],
      ["SELECT * FROM json.`FILE`"],
      ["SELECT * FROM parquet.`FOLDER/table`"],
      ["SELECT content FROM binaryFile.`FILE`"],
      ["SELECT * FROM `org.apache.spark.sql.execution.datasources.text.TextFileFormat`.`FILE`"],
      ["SELECT * FROM delta.`FOLDER/table`"],
      ["SELECT * FROM spark_catalog.delta.`FOLDER/table`"],
      ["SELECT * FROM delta.`FOLDER/table` VERSION AS OF 0"],
      ["SELECT * FROM delta.`FOLDER/table@v0`"],
      ["SELECT * FROM delta.`LAKE/../../../home/table`"],
      ["SELECT * FROM delta.`abfss://..@readonly1.dfs.core.windows.net/lake/clicks`"],
      ["TABLE text.`FILE`"],
      ["FROM text.`FILE` |> SELECT *"],
      ["WITH a AS (SELECT * FROM text.`FILE`) SELECT * FROM a"],
      ["SELECT (SELECT max(value) FROM text.`FILE`)"],
      ["SELECT 1 WHERE 'PRIVATE KEY' IN (SELECT value FROM text.`FILE`)"],
      ["SELECT u.value FROM range(1), LATERAL (SELECT * FROM text.`FILE`) AS u"],
      ["SELECT * FROM range(1) LATERAL VIEW explode(array((SELECT max(value) FROM text.`FILE`))) AS x"],
      ["SELECT count(*) OVER w FROM range(1) WINDOW w AS (ORDER BY (SELECT max(value) FROM text.`FILE`))"],
      ["EXPLAIN SELECT * FROM text.`FILE`"],
      ["DESCRIBE QUERY SELECT * FROM text.`FILE`"],
      ["DESCRIBE delta.`FOLDER/table`"],
      ["DESCRIBE HISTORY delta.`FOLDER/table`"],
      ["DESCRIBE HISTORY 'FOLDER/table'"],
      ["DESCRIBE DETAIL delta.`FOLDER/table`"],
      ["DESCRIBE DETAIL 'FOLDER'"],
      ["SHOW COLUMNS IN delta.`FOLDER/table`"],
      ["SHOW TBLPROPERTIES delta.`FOLDER/table`"],
    ])("not a file: %s", (statement) => refused(statement, file));

    it.each([
      ["SELECT * FROM IDENTIFIER('text.`FILE`')", "IDENTIFIER(…) is not taken here"],
      ["SELECT * FROM IDENTIFIER('te' || 'xt.`FILE`')", "IDENTIFIER(…) is not taken here"],
      ["SELECT IDENTIFIER('reflect')('java.lang.System', 'getProperty', 'user.home')", "IDENTIFIER(…)"],
      ["SELECT * FROM read_files('FILE')", "The function read_files may not be called here"],
      ["SELECT * FROM table_changes_by_path('FOLDER/table', 0)", "The function table_changes_by_path"],
      ["SELECT * FROM table_changes('reading.clicks', 0)", "The function table_changes may not"],
      ["SELECT xpath_string('<!DOCTYPE a SYSTEM \"file:FILE\"><a/>', '/a')", "The function xpath_string"],
      [
        "SELECT x FROM range(1) LATERAL VIEW reflect('java.lang.System', 'nanoTime') AS x",
        "The function reflect",
      ],
      ["SELECT from_xml('<a/>', 'b INT', map('rowValidationXSDPath', 'FILE'))", "The function from_xml"],
      ["SELECT * FROM reading.clicks WITH ('path' = 'FOLDER/table')", "WITH (…) behind a table"],
      ["SELECT * FROM delta.`LAKE/clicks`, text.`plain`", "must name all of them so"],
      ["EXPLAIN SELECT reflect('java.lang.System', 'getProperty', 'user.home')", "The function reflect"],
      ["EXPLAIN DROP TABLE reading.clicks", "questions only, and EXPLAIN is not one"],
      [
        "SELECT count(*) OVER w FROM range(1) WINDOW w AS (ORDER BY java_method('java.lang.System', 'nanoTime'))",
        "The function java_method",
      ],
      ["CALL nothing()", "questions only, and CALL is not one"],
      ["SET spark.sql.runSQLOnFiles = true", "questions only, and SET is not one"],
      ["ADD JAR 'FILE'", "questions only, and ADD is not one"],
      ["LIST JARS", "questions only, and LIST is not one"],
      ["CREATE TEMPORARY VIEW v USING text OPTIONS (path 'FILE')", "and CREATE is not one"],
      ["CREATE TEMPORARY FUNCTION f AS 'x' USING JAR 'FILE'", "and CREATE is not one"],
      ["SELECT TRANSFORM (id) USING 'cat FILE' FROM range(1)", "and SELECT is not one"],
    ])("and runs no code: %s", (statement, why) =>
      refused(statement, new RegExp(`^\\[PERMISSION_DENIED\\] .*${why.replace(/[()]/g, "\\$&")}`)),
    );

    it.each([
      ["INSERT OVERWRITE DIRECTORY 'FOLDER/out' USING text SELECT 'x'"],
      ["INSERT OVERWRITE LOCAL DIRECTORY 'FOLDER/out' USING text SELECT 'x'"],
      ["WITH a AS (SELECT 'x') INSERT OVERWRITE DIRECTORY 'FOLDER/out' USING text SELECT * FROM a"],
    ])("and writes no file: %s", async (statement) => {
      await refused(statement, /^\[PERMISSION_DENIED\] This endpoint answers questions only/);
      expect(existsSync(join(folder, "out"))).toBe(false);
    });

    it.each([["${env:HOME}"], ["${system:user.dir}"], ["${spark.app.id}"], ["${hivevar:spark.app.id}"]])(
      "and tells nothing of its own process: %s stays as it is",
      async (text) => {
        const { result } = await execute(`SELECT '${text}'`);
        expect(result.data_array).toEqual([[text]]);
      },
    );

    it.each([
      ["too long", `SELECT '${"x".repeat(100_000)}'`, "A statement of 100009 characters is too long"],
      [
        "nested too deep",
        `SELECT ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
        "are nested 20000 deep: at most 100",
      ],
      [
        "nested too deep, in brackets",
        `SELECT ${"array[".repeat(101)}1${"]".repeat(101)}`,
        "are nested 101 deep",
      ],
      [
        "nested too deep, between quotes that are in comments",
        `SELECT /* ' */ ${"(".repeat(20_000)}1${")".repeat(20_000)} /* ' */`,
        "are nested 20000 deep",
      ],
      [
        "nested too deep, behind a backslash that ends a raw text",
        `SELECT r'\\', ${"(".repeat(20_000)}1${")".repeat(20_000)} AS a, '`,
        "are nested 20000 deep",
      ],
      ["a comment in comments", `SELECT 1 ${"/*".repeat(20)} x`, "each /* must have its */ before the next"],
      ["a comment in a closed one", "SELECT 1 /* a /* b */ c */", "each /* must have its */ before the next"],
      ["a comment that is not closed", "SELECT 1 /* a", "each /* must have its */"],
    ])("and is refused before Spark reads it where it is %s", async (_, statement, why) => {
      const { status } = await execute(statement);
      expect(status.error?.message).toContain(why);
    });

    it("but may be nested, have comments, and hold as many parentheses in texts as it likes", async () => {
      const { result } = await execute(
        `/* one */ SELECT ${"(".repeat(100)}1${")".repeat(100)}, /* two */ length('${"(".repeat(5_000)}') -- (`,
      );
      expect(result.data_array).toEqual([["1", "5000"]]);
    });

    it("not a file that is named without a slash", () =>
      refused("SELECT * FROM text.`plain`", /^\[TABLE_OR_VIEW_NOT_FOUND\]/));

    it.each([
      ["SELECT id FROM reading.clicks", {}, [["7"]]],
      ["SELECT id FROM clicks VERSION AS OF 0", { schema: "reading" }, [["7"]]],
      ["SELECT count(*) FROM delta.`LAKE/clicks`", {}, [["3"]]],
      ["SELECT count(*) FROM delta.`LAKE/clicks/` AS a JOIN Delta.`LAKE/clicks` USING (id)", {}, [["3"]]],
      ["WITH a AS (SELECT * FROM delta.`LAKE/clicks@v0`) SELECT count(*) FROM a", {}, [["3"]]],
      ["SHOW COLUMNS IN delta.`LAKE/clicks`", {}, [["id"]]],
      ["SHOW COLUMNS IN reading.clicks", {}, [["id"]]],
      ["FROM clicks |> WHERE id > 1 |> AGGREGATE sum(id)", { schema: "reading" }, [["7"]]],
      ["SELECT sum(id) OVER w FROM range(1) WINDOW w AS (ORDER BY id)", {}, [["0"]]],
    ])("but tables, by name and by their place in the lake: %s", async (statement, fields, rows) => {
      const { status, result } = await execute(filled(statement), fields);
      expect(status).toEqual({ state: "SUCCEEDED" });
      expect(result.data_array).toEqual(rows);
    });

    it.each([
      ["DROP TABLE x"],
      ["WITH a AS (SELECT 1) INSERT INTO x SELECT * FROM a"],
      ["FROM x INSERT INTO y SELECT * INSERT INTO z SELECT *"],
      ["/* SELECT */ CREATE TABLE x (a INT)"],
      ["-- SELECT 1\nDELETE FROM x"],
      ["SET a = b"],
      ["USE default"],
      ["CACHE TABLE x AS SELECT 1"],
      ["CREATE TEMPORARY VIEW x AS SELECT 1"],
      ["EXECUTE IMMEDIATE 'DROP TABLE x'"],
      ["ADD JAR '/x.jar'"],
      ["OPTIMIZE x"],
      ["VACUUM x"],
      ["TRUNCATE TABLE x"],
      ["MERGE INTO x USING y ON x.a = y.a WHEN MATCHED THEN DELETE"],
      ["SELECT java_method('java.lang.System', 'exit', 0)"],
      ["WITH a AS (SELECT reflect('java.lang.System', 'exit', 0)) SELECT * FROM a"],
      ["SELECT * FROM VALUES (1) AS t(a) WHERE a IN (SELECT reflect('java.lang.System', 'exit', 0))"],
      ["SELECT TRANSFORM (a) USING 'cat' FROM VALUES (1) AS t(a)"],
    ])("refuses what does not only read: %s", async (statement) => {
      const { status } = await execute(statement);
      expect(status.state).toBe("FAILED");
      expect(status.error).toMatchObject({ error_code: "BAD_REQUEST" });
      expect(status.error?.message).toMatch(/^\[PERMISSION_DENIED\]/);
    });
  });
}
