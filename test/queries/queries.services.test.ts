import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SparkDriver } from "../../runtime/spark/driver";
import { prepareToolchain } from "../../runtime/toolchain";
import { placed } from "../../page/place";
import { question, type QuestionName } from "../../queries";
import { StatementClient, StatementError } from "../../clients/sqlClient";

/**
 * Tables as the ingest notebook declares them, with clicks written by hand: session 1 was given out twice, because
 * the generator restarted; session 2 has two clicks of the same event time. Times are seconds before now.
 */
const NOTEBOOK = `# Databricks notebook source
spark.sql("USE team")
spark.sql("""CREATE TABLE clicks (productid INT, category INT, sessionid INT, event_time TIMESTAMP, timestamp STRING,
  partition INT, offset BIGINT, enqueued_time TIMESTAMP) USING DELTA""")
spark.sql("CREATE TABLE clicks_per_product (productid INT, category INT, clicks BIGINT) USING DELTA")
spark.sql("CREATE TABLE clicks_rejected (partition INT, offset BIGINT, enqueued_time TIMESTAMP, value BINARY, reason STRING) USING DELTA")
spark.sql("INSERT INTO clicks_rejected VALUES (0, 1, NULL, X'FF', 'not JSON'), (0, 2, NULL, X'00', 'not JSON'), (1, 1, NULL, X'', 'empty')")
spark.sql("INSERT INTO clicks_per_product VALUES (7, 8, 2), (8, 9, 1), (9, 10, 1), (20, 1, 1), (21, 2, 1), (30, 1, 1)")
for clicks in [
  "(7, 1, 0, 100, 3600), (8, 1, 30, 101, 3599), (9, 1, 90, 102, 3598), (20, 2, 40, 103, 3590), (21, 2, 40, 104, 3589)",
  "(7, 1, 500, 105, 9), (30, 1, 700, 106, 4)",
]:
    spark.sql(f"""INSERT INTO clicks
      SELECT product, product % 10 + 1, session, TIMESTAMP '2026-11-24 09:00:00' + make_dt_interval(0, 0, 0, event),
        'as sent', 0, offset, current_timestamp() - make_dt_interval(0, 0, 0, ago)
      FROM VALUES {clicks} AS hand(product, session, event, offset, ago)""")
`;

jest.setTimeout(300_000);

let folder: string;
let driver: SparkDriver | undefined;
let client: StatementClient;

beforeAll(async () => {
  const toolchain = await prepareToolchain({ folder: join(".local", "toolchain") });
  folder = await mkdtemp(join(tmpdir(), "queries-"));
  driver = await SparkDriver.start({
    folder: join(folder, "driver"),
    toolchain,
    hosts: {},
    truststore: { file: join(folder, "truststore.p12"), password: "unused" },
    lakeFolder: join(folder, "lake"),
    warehouseFolder: join(folder, "warehouse"),
  });
  await driver.createSchema("team");
  await driver.importNotebook("/tables", "PYTHON", Buffer.from(NOTEBOOK).toString("base64"));
  const { error } = await driver.runNotebook("/tables", {});
  expect(error).toBeNull();
  const { sqlUrl: host, token } = driver;
  client = new StatementClient({ host, token: async () => token, warehouseId: "local", schema: "team" });
});

afterAll(async () => {
  await driver?.stop();
  await rm(folder, { recursive: true, force: true });
});

const rowsOf = async (name: QuestionName): Promise<readonly (readonly (string | null)[])[]> =>
  (await client.query(question(name).sql)).rows;

const failureOf = async (sql: string): Promise<string> => {
  try {
    await client.query(sql);
  } catch (error) {
    if (error instanceof StatementError) return error.message;
    throw error;
  }
  throw new Error(`succeeded: ${sql}`);
};

describe("the questions, asked of real tables", () => {
  // First, while the last two clicks are less than a minute old.
  it("delay: from the hub to the file that holds them, of the last minute's clicks", async () => {
    const { columns, rows } = await client.query(question("delay").sql);
    expect(columns.map(({ name }) => name)).toEqual([
      "clicks",
      "p50_seconds",
      "p95_seconds",
      "max_seconds",
      "newest_click",
    ]);
    const [clicks, p50, p95, most] = (rows[0] ?? []).map(Number);
    expect(clicks).toBe(2);
    expect(p50).toBeGreaterThanOrEqual(4);
    expect(p95).toBe(most);
    // The two clicks are five seconds apart, and their files were written at the same moment, or nearly.
    expect(Number(most) - Number(p50)).toBeCloseTo(5, 0);
  });

  it("clicks per product: most clicked first", async () => {
    expect(await rowsOf("clicks_per_product")).toEqual([
      ["7", "8", "2"],
      ["8", "9", "1"],
      ["9", "10", "1"],
      ["20", "1", "1"],
      ["21", "2", "1"],
      ["30", "1", "1"],
    ]);
  });

  it("clicks per category, and all", async () => {
    expect(await rowsOf("clicks_per_category")).toEqual([
      ["1", "2", "2"],
      ["2", "1", "1"],
      ["8", "2", "1"],
      ["9", "1", "1"],
      ["10", "1", "1"],
    ]);
    expect(await rowsOf("total")).toEqual([["7", "6"]]);
  });

  it("sessions: a number given out again is another session", async () => {
    const { columns, rows } = await client.query(question("sessions").sql);
    expect(columns.map(({ name }) => name)).toEqual([
      "sessionid",
      "first_click",
      "last_click",
      "duration_seconds",
      "last_category",
      "first_product",
      "last_product",
      "clicks",
      "last_enqueued",
    ]);
    // Newest first; of two clicks at the same event time the later enqueued is the last.
    expect(rows.map(([session, , , ...rest]) => [session, ...rest.slice(0, 5)])).toEqual([
      ["1", "200", "1", "7", "30", "2"],
      ["2", "0", "2", "20", "21", "2"],
      ["1", "90", "10", "7", "9", "3"],
    ]);
  });

  it("clicks per minute hold every click, clicks per second those of the last ten minutes", async () => {
    const sum = (rows: readonly (readonly (string | null)[])[]): number =>
      rows.reduce((total, [, clicks]) => total + Number(clicks), 0);
    expect(sum(await rowsOf("clicks_per_minute"))).toBe(7);
    expect((await rowsOf("clicks_per_second")).map(([, clicks]) => clicks)).toEqual(["1", "1"]);
  });

  it("rejected events, by reason", async () => {
    expect(await rowsOf("rejected")).toEqual([
      ["not JSON", "2", null],
      ["empty", "1", null],
    ]);
  });
});

describe("errors of real Spark", () => {
  it.each([
    ["SELECT * FORM clicks", "PARSE_SYNTAX_ERROR", 1, 15],
    ["SELECT\n  nope\nFROM clicks", "UNRESOLVED_COLUMN", 2, 3],
    ["SELECT *\nFROM nothere", "TABLE_OR_VIEW_NOT_FOUND", 2, 6],
  ])("have their place: %s", async (sql, code, line, column) => {
    const { message, ...place } = placed(await failureOf(sql));
    expect(place).toEqual({ line, column });
    expect(message).toContain(`[${code}`);
    expect(message).not.toMatch(/== SQL|'Project|UnresolvedRelation/);
  });

  it.each([
    "DROP TABLE clicks",
    "DELETE FROM clicks",
    "WITH a AS (SELECT 1) INSERT INTO clicks_rejected SELECT 0, 0, NULL, NULL, 'x' FROM a",
  ])("refuse a change: %s", async (sql) => {
    await failureOf(sql);
    expect(await rowsOf("total")).toEqual([["7", "6"]]);
    expect(await rowsOf("rejected")).toHaveLength(2);
  });
});
