import fc from "fast-check";
import { refusal, unknownVerb } from "../../page/readOnly";
import { questions } from "../../queries";

describe("a statement that only reads", () => {
  it.each([
    "SELECT * FROM clicks",
    "  -- drop it\nselect 1",
    "/* DELETE FROM clicks */ WITH a AS (SELECT 1) SELECT * FROM a",
    "(SELECT 1) UNION (SELECT 2)",
    "SELECT 'DROP TABLE clicks'",
    "SELECT `insert` FROM clicks",
    "FROM clicks |> AGGREGATE count(*)",
    "SHOW TABLES",
    "DESCRIBE HISTORY clicks",
    "desc clicks",
    "EXPLAIN SELECT 1",
    "VALUES (1)",
    "TABLE clicks",
    "SELECT insert, update FROM clicks",
    "WITH a AS (SELECT `update`, 'INSERT INTO', r'\\' FROM clicks) SELECT * FROM a",
    "WITH a AS (SELECT 1) SELECT * FROM a -- INSERT\r",
    "/* /* */ DROP TABLE clicks */ SELECT 1",
  ])("is let through: %s", (sql) => {
    expect(refusal(sql)).toBeUndefined();
  });

  it.each(questions)("is every question: $name", ({ sql }) => {
    expect(refusal(sql)).toBeUndefined();
  });
});

describe("a statement that changes something", () => {
  it.each([
    ["DROP TABLE clicks", "DROP"],
    ["delete from clicks", "DELETE"],
    ["-- SELECT\nTRUNCATE TABLE clicks", "TRUNCATE"],
    ["/* SELECT */ CREATE TABLE x AS SELECT 1", "CREATE"],
    ["WITH a AS (SELECT 1) INSERT INTO clicks SELECT * FROM a", "INSERT"],
    ["FROM clicks INSERT OVERWRITE x SELECT *", "INSERT"],
    ["WITH a AS (SELECT 1) MERGE INTO clicks USING a ON true WHEN MATCHED THEN DELETE", "MERGE"],
    ["with a as (select 1) update clicks set productid = 1", "UPDATE"],
    [
      "WITH a AS (SELECT 1) MERGE WITH SCHEMA EVOLUTION INTO clicks USING a ON true WHEN MATCHED THEN DELETE",
      "MERGE",
    ],
    ["WITH a AS (SELECT 1) UPDATE clicks AS c SET productid = 1", "UPDATE"],
    ["WITH a AS (SELECT 1) UPDATE `clicks` SET productid = 1", "UPDATE"],
    ["WITH a AS (SELECT 1) /* /* */ ' */ INSERT INTO clicks SELECT 'x'", "INSERT"],
    ["WITH a AS (SELECT r'\\') INSERT INTO clicks SELECT ' '", "INSERT"],
    ["WITH a AS (SELECT 1) -- \\\n '\nINSERT INTO clicks SELECT ' '", "INSERT"],
    ["SET spark.sql.ansi.enabled = false", "SET"],
    ["VACUUM clicks", "VACUUM"],
    ["USE other", "USE"],
  ])("is refused by name: %s", (sql, verb) => {
    expect(refusal(sql)).toBe(
      `${verb} is refused: this page only reads. Begin with SELECT, WITH, SHOW, DESCRIBE or EXPLAIN.`,
    );
  });

  it("is refused whatever is written in comments and white space before it", () => {
    const before = fc.constantFrom(" ", "\n", "\t", "-- SELECT 1\n", "/* WITH */", "/* a\n * b */ ");
    const verb = fc.constantFrom("DROP", "Alter", "insert", "MERGE", "Create", "REFRESH", "CALL", "GRANT");
    fc.assert(
      fc.property(fc.array(before, { maxLength: 6 }), verb, (prefix, word) => {
        expect(refusal(`${prefix.join("")}${word} x`)).toContain(`${word.toUpperCase()} is refused`);
      }),
    );
  });

  it.each([
    ["SELCT 1", "SELCT"],
    ["-- a note\n wiht a AS (SELECT 1) SELECT * FROM a", "wiht"],
    ["SELECT 1", undefined],
    ["DROP TABLE clicks", undefined],
    ["", undefined],
  ])("is told from one that begins with no known word: %j", (sql, verb) => {
    expect(unknownVerb(sql)).toBe(verb);
    if (verb !== undefined) expect(refusal(sql)).toBeUndefined();
  });

  it.each(["", "  \n", "-- nothing", "/* nothing */ ;"])("is not even a statement: %j", (sql) => {
    expect(refusal(sql)).toBe("There is no statement to run.");
  });
});
