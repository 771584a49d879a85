import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NotebookResult } from "../../runtime/spark/driver";
import type { ConnectServer } from "../../testbed/connect/connect";
import { sample } from "../long";
import { expectSuccess, tablesOf, type SparkWorkspace } from "../sparkWorkspace";

/**
 * Clicks written by hand. Session 1 was given out twice, because the generator restarted; the first click of its second
 * run has an earlier event time than all of its first. Session 2 looks at one product at the same time twice.
 */
export const HAND_MADE_TABLES = `# Databricks notebook source
place = dbutils.widgets.get("place")
rows = """
  (7, 8, 1, '09:00:00', 0, 0, '10:00:58'), (8, 9, 1, '09:00:40', 0, 1, '10:00:59.5'), (9, 10, 1, '09:01:10', 1, 0, '10:01:00'),
  (7, 8, 2, '09:00:30', 1, 1, '10:01:09'), (7, 8, 2, '09:00:30', 0, 2, '10:01:10'), (17, 8, 2, '09:00:30', 0, 3, '10:01:10'),
  (5, 6, 1, '08:00:00', 1, 2, '10:05:00'), (7, 8, 1, '08:00:20', 1, 3, '10:05:01')"""
spark.sql(f"""CREATE TABLE {place}clicks USING DELTA AS SELECT productid, category, sessionid,
  CAST('2024-05-01 ' || event AS TIMESTAMP) AS event_time, 'as sent' AS timestamp, partition, CAST(offset AS BIGINT) AS offset,
  CAST('2024-05-01 ' || enqueued AS TIMESTAMP) AS enqueued_time
  FROM VALUES {rows} AS hand(productid, category, sessionid, event, partition, offset, enqueued)""")
spark.sql(f"CREATE TABLE {place}clicks_per_product USING DELTA AS SELECT productid, category, count(*) AS clicks FROM {place}clicks GROUP BY ALL")
spark.sql(f"CREATE TABLE {place}clicks_rejected USING DELTA AS SELECT 0 AS partition, 9L AS offset, TIMESTAMP '2024-05-01 10:00:00' AS enqueued_time, X'FF' AS value, 'not UTF-8' AS reason")
`;

const products = [
  ["7", "8", "4"],
  ["5", "6", "1"],
  ["8", "9", "1"],
  ["9", "10", "1"],
  ["17", "8", "1"],
];
const categories = [
  ["6", "1", "1"],
  ["8", "5", "2"],
  ["9", "1", "1"],
  ["10", "1", "1"],
];
const at = (time: string) => `2024-05-01 ${time}`;
const sessions = [
  ["1", at("08:00:00"), at("08:00:20"), "20", "8", "5", "7", "2", at("10:05:01")],
  ["2", at("09:00:30"), at("09:00:30"), "0", "8", "7", "17", "3", at("10:01:10")],
  ["1", at("09:00:00"), at("09:01:10"), "70", "10", "7", "9", "3", at("10:01:00")],
];
const minutes = [
  [at("10:00:00"), "2"],
  [at("10:01:00"), "4"],
  [at("10:05:00"), "2"],
];
const onTables = [products, categories, sessions, minutes];

/** @param server over which notebooks reach Spark; none on a classic cluster */
export function exploreCases(open: () => SparkWorkspace, server?: ConnectServer): void {
  describe("the same questions have the same answers", () => {
    const here = { schema: "explored", lake_url: "", secret_scope: "", account_key_secret: "", polls: "1" };
    const run = async (path: string, parameters: Record<string, string> = here): Promise<NotebookResult> => {
      const checkpoint = { checkpoint_path: open().checkpoint("explored") };
      return expectSuccess(await open().driver.runNotebook(path, { ...checkpoint, ...parameters }));
    };

    beforeAll(async () => {
      await open().driver.createSchema("explored");
      await open().driver.importNotebook(
        "/tables.py",
        "PYTHON",
        Buffer.from(HAND_MADE_TABLES).toString("base64"),
      );
      await run("/tables.py", { place: "explored." });
    });

    it("in SQL", async () => {
      expect(tablesOf(await run("/explore.sql"))).toEqual([
        ...onTables,
        [["not UTF-8", "1", at("10:00:00")]],
      ]);
    });

    it("in Python, on the tables and on the stream", async () => {
      expect(tablesOf(await run("/explore.py"))).toEqual([...onTables, ...onTables]);
    });

    if (server === undefined) {
      it("in Scala, on the tables and on the stream", async () => {
        expect(tablesOf(await run("/explore.scala"))).toEqual([...onTables, ...onTables]);
      });
    } else {
      it("in Scala there are none: Spark Connect has no Scala notebooks", async () => {
        const { error } = await open().driver.runNotebook("/explore.scala", here);
        expect(error).toContain("Spark Connect has no Scala");
      });
    }

    // Account keys are settings, which serverless compute refuses.
    if (server?.interceptor === "Refusals") return;

    const languages = ["/explore.sql", "/explore.py", ...(server === undefined ? ["/explore.scala"] : [])];
    it.each(sample(languages, 1))("on tables by path, in %s", async (path) => {
      const lake = open().container("lakea1b2", path.slice(1).replace(".", "-"));
      await open().driver.importNotebook(
        "/by-path.py",
        "PYTHON",
        Buffer.from(HAND_MADE_TABLES.replaceAll(/\{place\}(\w+)/g, "delta.`{place}$1`")).toString("base64"),
      );
      await run("/by-path.py", { place: `${lake}/` });
      const parameters = {
        ...{ schema: "", lake_url: lake, polls: "1" },
        ...{ secret_scope: "clickstream", account_key_secret: "account-key" },
      };
      expect(tablesOf(await run(path, parameters)).slice(0, 4)).toEqual(onTables);
    });
  });

  it.each(["clicks_per_product", "clicks_per_category", "sessions", "clicks_per_minute"])(
    "explore.sql asks %s as the dashboard and the page do",
    (name) => {
      const root = join(__dirname, "..", "..");
      const question = readFileSync(join(root, "queries", `${name}.sql`), "utf8").replace(/^--.*\n/gm, "");
      expect(question).not.toBe("");
      expect(readFileSync(join(root, "notebooks", "explore.sql"), "utf8")).toContain(question.trim());
    },
  );
}
