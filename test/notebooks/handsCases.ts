import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { longRun, sample } from "../long";
import { expectSuccess, type SparkWorkspace } from "../sparkWorkspace";
import { clicks, tally, TALLY } from "./ingestCases";

/** Half a minute each, and more: tried where hours are. */
const whenLong = longRun ? it : it.skip;

const LOST =
  "SELECT partition, offset, reason FROM clicks_rejected WHERE enqueued_time IS NULL ORDER BY 1, 2";
const RECREATED = "lost: the hub was re-created, and events not read before went with it";
/** Events kept, different ones, clicks less those counted. */
const KEPT = `SELECT count(*), count(DISTINCT partition, offset, enqueued_time),
  (SELECT count(*) FROM clicks) - (SELECT sum(clicks) FROM clicks_per_product)
  FROM (SELECT partition, offset, enqueued_time FROM clicks
    UNION ALL SELECT partition, offset, enqueued_time FROM clicks_rejected WHERE enqueued_time IS NOT NULL)`;
const kept = (events: number) => [[String(events), String(events), "0"]];

/** What somebody may do to `clicks` and its rows. */
const changes = [
  "DELETE FROM clicks WHERE offset < 10",
  "UPDATE clicks SET productid = 5 WHERE offset < 10",
  "RESTORE TABLE clicks TO VERSION AS OF 2",
  "CREATE OR REPLACE TABLE clicks SHALLOW CLONE before",
];
const countsChanged = [
  "UPDATE clicks_per_product SET clicks = 7",
  "DELETE FROM clicks_per_product",
  "DROP TABLE clicks_per_product",
];

/** What people who may write to tables, checkpoint and hub do to them. */
export function handsCases(open: () => SparkWorkspace): void {
  // A group of its own: what comes before each of its tests would come before each of the file's.
  describe("hands", () => {
    let hub = 0;
    const schema = () => `hands${hub}`;
    const ask = (question: string) => open().ask(question, schema());
    const ingest = (more: Record<string, string> = {}) =>
      open().ingest({ ...open().parameters(schema()), ...more });
    /** The notebook's error. */
    const refusal = async () =>
      (await open().driver.runNotebook("/ingest.py", open().parameters(schema()))).error;
    const change = (...statements: string[]) => open().change(schema(), ...statements);
    /** Lets the hub forget the first events of each of its two partitions. */
    const trim = (offset: number) =>
      open().asOwner(async (admin) => {
        await admin.fetchTopicOffsets("test");
        const partitions = [0, 1].map((partition) => ({ partition, offset: String(offset) }));
        await admin.deleteTopicRecords({ topic: "test", partitions });
      });

    beforeEach(async () => {
      await open().driver.createSchema(`hands${++hub}`);
      await open().newHub(2);
    });

    describe("whatever is done to the hub", () => {
      it("one that was re-created and has grown past the checkpoint is read from its beginning", async () => {
        await open().send(clicks(0, 400, 2));
        await ingest();
        await open().newHub(2);
        await open().send(clicks(0, 700, 2));
        await ingest({ max_clicks_per_batch: "200" });
        expect(await ask(KEPT)).toEqual(kept(1100));
        expect(await ask(LOST)).toEqual([
          ["0", "200", RECREATED],
          ["1", "200", RECREATED],
        ]);
        // What goes on from there is a checkpoint like any other.
        await open().send(clicks(700, 800, 2));
        await ingest();
        expect(await ask(KEPT)).toEqual(kept(1200));
        expect(await ask(LOST)).toHaveLength(2);
      });

      // A stream looks every half minute.
      whenLong("it is noticed while the stream runs", async () => {
        await open().send(clicks(0, 100, 2));
        const parameters = { ...open().parameters(schema()), trigger: "processingTime=15 seconds" };
        await open().driver.startJob("live", { notebookPath: "/ingest.py", parameters, continuous: false });
        try {
          await until(async () => (await ask(KEPT))[0]?.[0] === "100");
          // Between two batches.
          await open().newHub(2);
          await open().send(clicks(0, 300, 2));
          await until(async () => (await ask(KEPT))[0]?.[0] === "400");
          expect(await ask(KEPT)).toEqual(kept(400));
          expect(await ask(LOST)).toEqual([
            ["0", "50", RECREATED],
            ["1", "50", RECREATED],
          ]);
          expect((await open().driver.jobState("live"))?.runs).toBe(1);
        } finally {
          await open().driver.cancelJob("live");
        }
      });
    });

    describe("whatever is done to the tables", () => {
      it("clicks that was dropped is filled again with what the hub has, and the rest is on record", async () => {
        await open().send(clicks(0, 300, 2));
        await ingest();
        await trim(20);
        await change("DROP TABLE clicks");
        await open().send(clicks(300, 350, 2));
        await ingest({ max_clicks_per_batch: "100" });
        expect(await ask(KEPT)).toEqual(kept(310));
        const reason = "lost: 20 events had left the hub when clicks was dropped";
        expect(await ask(LOST)).toEqual([
          ["0", "0", reason],
          ["1", "0", reason],
        ]);
      });

      whenLong(
        "each event is kept once by a checkpoint that begins after the clock was put back",
        async () => {
          await open().send(clicks(0, 200, 2));
          await open().importIngestWith(
            "/ahead.py",
            "class Ahead:\n    time_ns = staticmethod(lambda real=time.time_ns: real() + 3_600 * 10**9)\n" +
              "    monotonic = staticmethod(time.monotonic)\n\n\ntime = Ahead",
          );
          expectSuccess(await open().driver.runNotebook("/ahead.py", open().parameters(schema())));
          rmSync(open().checkpoint(schema()), { recursive: true });
          await open().send(clicks(200, 400, 2));
          await ingest();
          expect(await ask(TALLY)).toEqual(tally(400));
          expect(await ask(LOST)).toEqual([]);
        },
      );

      it("rows that are no event's are nobody's position", async () => {
        await open().send(clicks(0, 300, 2));
        await ingest();
        const row = (partition: string, offset: string) =>
          `INSERT INTO clicks VALUES (1, 2, 3, now(), 'by hand', ${partition}, ${offset}, now())`;
        await change(row("NULL", "5"), row("0", "NULL"), row("0", "-7"), row("-1", "0"), row("7", "5"));
        rmSync(open().checkpoint(schema()), { recursive: true });
        await open().send(clicks(300, 400, 2));
        await ingest();
        expect(await ask("SELECT count(*) FROM clicks WHERE timestamp = 'by hand'")).toEqual([["5"]]);
        await change("DELETE FROM clicks WHERE timestamp = 'by hand'");
        await open().send(clicks(400, 500, 2));
        await ingest();
        expect(await ask(TALLY)).toEqual(tally(500));
        expect(await ask(LOST)).toEqual([]);
      });

      it("columns that were added, moved or widened change nothing", async () => {
        await open().send(clicks(0, 200, 2));
        await ingest();
        await change(
          "ALTER TABLE clicks ADD COLUMN note STRING FIRST",
          "ALTER TABLE clicks_rejected ADD COLUMN note STRING",
          "ALTER TABLE clicks_per_product ADD COLUMN note STRING",
          "ALTER TABLE clicks_per_product ALTER COLUMN clicks FIRST",
          "ALTER TABLE clicks_per_product SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')",
          "ALTER TABLE clicks_per_product ALTER COLUMN productid TYPE BIGINT",
        );
        await open().send(clicks(200, 400, 2));
        await ingest({ max_clicks_per_batch: "100" });
        expect(await ask(TALLY)).toEqual(tally(400));
      });

      it("a column that was renamed, and a constraint that rows violate, are named with what to undo", async () => {
        await open().send(clicks(0, 100, 2));
        await ingest();
        await change(
          "ALTER TABLE clicks_per_product SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')",
          "ALTER TABLE clicks_per_product RENAME COLUMN clicks TO number",
        );
        expect(await refusal()).toMatch(
          /: ValueError: hands\d+\.clicks_per_product has no column clicks any more: rename it back, or drop the table, and the next run creates and fills it again\.$/,
        );
        await change("ALTER TABLE clicks_per_product RENAME COLUMN number TO clicks");
        await change("ALTER TABLE clicks ADD CONSTRAINT few CHECK (offset < 60)");
        await open().send(clicks(100, 200, 2));
        expect(await refusal()).toMatch(
          /: ValueError: A table takes no rows because of a constraint that was added to it: CHECK constraint few \(`?offset`? < 60\)[^\n]*\. Drop the constraint\.$/,
        );
        await change("ALTER TABLE clicks DROP CONSTRAINT few");
        await ingest();
        expect(await ask(TALLY)).toEqual(tally(200));
      });

      it.each(sample(changes, 1))(
        "after %s the stream goes on from its checkpoint, and counts what is there",
        async (statement) => {
          await open().send(clicks(0, 100, 2));
          await ingest();
          await change("CREATE TABLE before SHALLOW CLONE clicks");
          await open().send(clicks(100, 400, 2));
          await ingest();
          await change(statement);
          const [left] = await ask("SELECT count(*), sum(productid) FROM clicks");
          await open().send(clicks(400, 500, 2));
          await ingest({ max_clicks_per_batch: "50" });
          expect(await ask("SELECT count(*) FROM clicks")).toEqual([[String(Number(left?.[0]) + 99)]]);
          expect(await ask("SELECT sum(clicks), sum(clicks * productid) FROM clicks_per_product")).toEqual(
            await ask("SELECT count(*), sum(productid) FROM clicks"),
          );
        },
      );

      whenLong(
        "they can be read as they were, also when small files have been joined and removed",
        async () => {
          await open().send(clicks(0, 100, 2));
          await ingest();
          const [before] = await ask("DESCRIBE HISTORY clicks LIMIT 1");
          await open().send(clicks(100, 300, 2));
          await ingest({ files_before_maintenance: "1" });
          expect(await ask(`SELECT count(*) FROM clicks VERSION AS OF ${before?.[0]}`)).toEqual([["99"]]);
        },
      );
    });

    describe("the counts", () => {
      it("are taken over where the run before left them, without reading the clicks again", async () => {
        await open().send(clicks(0, 100, 2));
        await ingest();
        const folder = join(open().folder, "warehouse", `${schema()}.db`, "clicks");
        const files = () => readdirSync(folder).filter((name) => name.endsWith(".parquet"));
        // The hub is compared with a row of these.
        const first = new Set(files());
        await open().send(clicks(100, 300, 2));
        await ingest();
        const read = files().filter((name) => !first.has(name));
        expect(read.length).toBeGreaterThan(0);
        for (const file of read) rmSync(join(folder, file));
        await open().send(clicks(300, 400, 2));
        await ingest();
        expect(await ask("SELECT sum(clicks) FROM clicks_per_product")).toEqual([["396"]]);
      });

      it.each(sample(countsChanged, 1))("are those of the clicks again after %s", async (statement) => {
        await open().send(clicks(0, 100, 2));
        await ingest();
        await change(statement);
        await open().send(clicks(100, 200, 2));
        await ingest();
        expect(await ask(TALLY)).toEqual(tally(200));
      });
    });

    describe("two runs at once", () => {
      const both = async (first: number, one: Record<string, string>, other: Record<string, string>) => {
        const { driver } = open();
        for (const [job, parameters] of Object.entries({ one, other }))
          await driver.startJob(job, { notebookPath: "/ingest.py", parameters, continuous: true });
        try {
          for (let from = first; from < 2000; from += 100) {
            await open().send(clicks(from, from + 100, 2));
            await sleep(500);
          }
          await until(async () => Number((await ask(KEPT))[0]?.[0]) >= 2000);
        } finally {
          for (const job of ["one", "other"]) await driver.cancelJob(job);
        }
        await open().ingest(one);
        expect(await ask(TALLY)).toEqual(tally(2000));
      };
      const live = () => ({ ...open().parameters(schema()), trigger: "processingTime=0 seconds" });

      whenLong("with the same checkpoint keep each event once", () => both(0, live(), live()));

      whenLong("each with a copy of the checkpoint keep each event once", async () => {
        await open().send(clicks(0, 100, 2));
        await ingest();
        const other = `${open().checkpoint(schema())}-copy`;
        cpSync(open().checkpoint(schema()), other, { recursive: true });
        await both(100, live(), { ...live(), checkpoint_path: other });
      });
    });
  });
}

/** Asks until something is so; the tests' own limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await sleep(500);
}
