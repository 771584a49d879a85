import fc from "fast-check";

/** What the statements name. */
export interface Canaries {
  /** Root of the lake, with a table `clicks`. */
  readonly lake: string;
  /** A folder outside of it, with a file `id_rsa` and a Delta table `table`. */
  readonly folder: string;
}

/**
 * Statements of Spark's grammar (`SqlBaseParser.g4`), those that do something among them, put into each other wherever the
 * grammar lets a query, a table, an expression or a statement be.
 */
export function askedStatements({ lake, folder }: Canaries): fc.Arbitrary<string> {
  const { statement } = fc.letrec<Record<"statement" | "query" | "table" | "value" | "act", string>>(
    (tie) => {
      const [query, table, value] = [tie("query"), tie("table"), tie("value")];
      const text = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
        fc
          .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
          .map((all) => all.join(""));
      const among = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
      return {
        value: fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          { weight: 8, arbitrary: among("1", "'x'", "id") },
          among("count(*)", "current_timestamp()", "'${env:HOME}'", ":p", "IDENTIFIER('id')"),
          among(
            "reflect('java.io.File', 'createTempFile', 'canary', '.x')",
            "java_method('java.lang.System', 'setProperty', 'canary', 'x')",
            "try_reflect('java.io.File', 'createTempFile', 'canary', '.x')",
            "IDENTIFIER('reflect')('java.io.File', 'createTempFile', 'canary', '.x')",
            "`reflect`('java.io.File', 'createTempFile', 'canary', '.x')",
            "system.builtin.reflect('java.io.File', 'createTempFile', 'canary', '.x')",
          ),
          text("(", query, ")"),
          text("EXISTS (", query, ")"),
          text("CASE WHEN ", value, " = 1 THEN ", value, " END"),
          text("transform(array(", value, "), x -> ", value, ")"),
          text("count(", value, ") FILTER (WHERE ", value, " = 1) OVER (ORDER BY ", value, ")"),
          text("struct(", value, ").col1"),
        ),
        table: fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          { weight: 8, arbitrary: among("fuzz.clicks", "fuzz.clicks AS c", "range(3)") },
          among("clicks", `delta.\`${lake}/clicks\``, "range(3)", "VALUES (1)", "IDENTIFIER('fuzz.clicks')"),
          among(
            `text.\`${folder}/id_rsa\``,
            `delta.\`${folder}/table\``,
            `delta.\`${lake}/../canary\``,
            `read_files('${folder}/id_rsa')`,
            "table_changes('fuzz.clicks', 0)",
          ),
          text("(", query, ") AS s"),
          text(table, " JOIN ", table, " ON ", value, " = 1"),
          text(table, " VERSION AS OF 0"),
          text(table, " TABLESAMPLE (50 PERCENT)"),
          text(table, ", LATERAL (", query, ") AS l"),
          text(table, " LATERAL VIEW explode(array(", value, ")) AS v"),
          text(table, " PIVOT (count(*) FOR id IN (1, 2))"),
          text(table, " UNPIVOT (v FOR n IN (id))"),
          text("explode(array(", value, "))"),
        ),
        query: fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          { weight: 6, arbitrary: text("SELECT ", value, " FROM ", table) },
          text("SELECT /*+ BROADCAST(clicks) */ ", value, " FROM ", table, " WHERE ", value, " = 1"),
          text(
            "SELECT ",
            value,
            " FROM ",
            table,
            " GROUP BY ",
            value,
            " HAVING ",
            value,
            " = 1 ORDER BY ",
            value,
          ),
          text("SELECT count(*) OVER w FROM ", table, " WINDOW w AS (ORDER BY ", value, ")"),
          text("WITH a AS (", query, ") ", query),
          text("WITH a AS (", query, ") ", tie("act")),
          text("(", query, ") UNION ALL (", query, ")"),
          text("TABLE ", table),
          text("FROM ", table, " SELECT ", value),
          text("FROM ", table, " |> WHERE ", value, " = 1 |> EXTEND ", value),
          text(
            "FROM ",
            table,
            " INSERT INTO fuzz.clicks SELECT ",
            value,
            " INSERT INTO fuzz.clicks SELECT ",
            value,
          ),
          text("SELECT TRANSFORM (", value, `) USING 'touch ${folder}/canary' FROM `, table),
        ),
        act: fc.oneof(
          text("INSERT INTO fuzz.clicks ", query),
          text("INSERT OVERWRITE fuzz.clicks ", query),
          text(`INSERT INTO delta.\`${lake}/clicks\` `, query),
          text(`INSERT OVERWRITE DIRECTORY '${folder}/out' USING text `, query),
          text(`INSERT OVERWRITE LOCAL DIRECTORY '${folder}/table' USING parquet `, query),
          text("CREATE TABLE fuzz.other USING DELTA AS ", query),
          text("CREATE OR REPLACE TEMPORARY VIEW clicks AS ", query),
          text("CREATE VIEW fuzz.view AS ", query),
          text("CACHE TABLE cached AS ", query),
          text("MERGE INTO fuzz.clicks USING ", table, " ON true WHEN MATCHED THEN DELETE"),
          text("DELETE FROM fuzz.clicks WHERE ", value, " = 1"),
          text("UPDATE fuzz.clicks SET id = ", value),
          text("EXECUTE IMMEDIATE 'DROP TABLE fuzz.clicks' USING ", value),
          text("SET VAR canary = (", query, ")"),
          among(
            "DROP TABLE fuzz.clicks",
            "DROP SCHEMA fuzz CASCADE",
            "TRUNCATE TABLE fuzz.clicks",
            "ALTER TABLE fuzz.clicks ADD COLUMNS (canary INT)",
            "ALTER TABLE fuzz.clicks SET TBLPROPERTIES ('canary' = 'x')",
            "RESTORE TABLE fuzz.clicks TO VERSION AS OF 0",
            "OPTIMIZE fuzz.clicks",
            "VACUUM fuzz.clicks RETAIN 0 HOURS",
            "REFRESH TABLE fuzz.clicks",
            "ANALYZE TABLE fuzz.clicks COMPUTE STATISTICS",
            "SET spark.sql.variable.substitute = true",
            "SET spark.sql.session.timeZone = Asia/Tokyo",
            "SET spark.sql.caseSensitive = true",
            "SET spark.sql.ansi.enabled = false",
            "SET spark.sql.runSQLOnFiles = true",
            "RESET",
            "USE fuzz",
            "USE IDENTIFIER('fuzz')",
            "SET CATALOG spark_catalog",
            "SET TIME ZONE 'Asia/Tokyo'",
            "CREATE SCHEMA canary",
            `CREATE TEMPORARY FUNCTION canary AS 'x.Y' USING JAR '${folder}/id_rsa'`,
            "CREATE TEMPORARY FUNCTION canary() RETURNS INT RETURN 1",
            "DECLARE VARIABLE canary = 1",
            `ADD FILE '${folder}/id_rsa'`,
            `LOAD DATA INPATH '${folder}/id_rsa' INTO TABLE fuzz.clicks`,
            "BEGIN DROP TABLE fuzz.clicks; END",
            "CLEAR CACHE",
            `CONVERT TO DELTA parquet.\`${folder}/table\``,
            "GENERATE symlink_format_manifest FOR TABLE fuzz.clicks",
          ),
        ),
        statement: fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          { weight: 4, arbitrary: query },
          { weight: 3, arbitrary: tie("act") },
          text("EXPLAIN ", tie("statement")),
          text("EXPLAIN EXTENDED ", tie("statement")),
          text("DESCRIBE QUERY ", query),
          text("DESCRIBE ", table),
          text("DESCRIBE HISTORY ", table),
          text("SHOW COLUMNS IN ", table),
          text("/* SELECT ' */ ", tie("statement")),
          text("/* a /* SELECT */ b */ ", tie("statement")),
          text("-- SELECT 1\n", tie("statement")),
          text(tie("statement"), ";"),
          text("SELECT 1; ", tie("statement")),
          text("(", tie("statement"), ")"),
        ),
      };
    },
  );
  return statement;
}
