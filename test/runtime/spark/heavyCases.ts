import { setTimeout as sleep } from "node:timers/promises";
import type { SparkWorkspace } from "../../sparkWorkspace";
import { PATH, statementApi, type WireAnswer } from "./statementApi";

const ANSWER_LIMIT_MS = 5_000;
const BATCH_LIMIT_S = 10;
/** It tries each way to part forty letters into 25 (Java remembers what it has tried of simpler ones). */
const endlessRegex = (id: number): string =>
  `SELECT count(*) FROM range(100) WHERE rlike(concat(repeat('a', 40), id, '${id}'), '(.*a){25}b')`;

/** What a question may take from others, the stream first of all. */
export function heavyCases(open: () => SparkWorkspace): void {
  const { call, start, execute } = statementApi(open);

  /** A stream of a batch a second, which writes when each batch began and was written. */
  const stream = `# Databricks notebook source
from pyspark.sql import functions as F
spark.sql("CREATE DATABASE IF NOT EXISTS heavy")
spark.sql("CREATE TABLE IF NOT EXISTS heavy.beats (at TIMESTAMP, written TIMESTAMP) USING DELTA")
def write(batch, number):
    batch.select(F.col("timestamp").alias("at"), F.current_timestamp().alias("written")).write.mode("append").insertInto("heavy.beats")
stream = spark.readStream.format("rate").option("rowsPerSecond", 1).load().writeStream.foreachBatch(write)
stream.option("checkpointLocation", "file:" + dbutils.widgets.get("checkpoint")).start().awaitTermination()
`;

  const oneIn = async (): Promise<number> => {
    const began = performance.now();
    const { status } = await execute("SELECT 1");
    expect(status).toEqual({ state: "SUCCEEDED" });
    return performance.now() - began;
  };
  const ended = async (id: string): Promise<WireAnswer> => {
    for (;;) {
      const answer = await call(`${PATH}/${id}`);
      if (answer.code !== 200 || !["PENDING", "RUNNING"].includes(answer.status.state)) return answer;
      await sleep(200);
    }
  };

  describe("a question takes nothing from the stream:", () => {
    let began: string;
    let quiet: number;
    let answerLimit: number;

    /** Of the beats since a moment: how long after it began a batch was written, 95 of 100 times, in seconds. */
    const delay = async (since: string): Promise<[p95: number, beats: number]> => {
      const [[p95, beats] = []] = await open().ask(
        `SELECT percentile(double(written) - double(at), 0.95), count(*) FROM heavy.beats WHERE at > '${since}'`,
      );
      return [Number(p95), Number(beats)];
    };

    beforeAll(async () => {
      const { driver, folder } = open();
      await driver.importNotebook("/Shared/beats", "PYTHON", Buffer.from(stream).toString("base64"));
      const parameters = { checkpoint: `${folder}/beats` };
      await driver.startJob("beats", { notebookPath: "/Shared/beats", parameters, continuous: true });
      while ((await execute("SELECT 1 FROM heavy.beats LIMIT 1")).result?.data_array?.length !== 1)
        await sleep(500);
      await sleep(15_000);
      [quiet] = await delay("2000-01-01");
      // A machine that is busy with something else takes longer anyway.
      answerLimit = Math.max(ANSWER_LIMIT_MS, 4 * Math.max(await oneIn(), await oneIn(), await oneIn()));
      [[began = ""] = []] = (await open().ask("SELECT current_timestamp()")) as [string][];
    });

    afterAll(() => open().driver.cancelJob("beats"));

    it.each([
      [
        "20 000 nested parentheses",
        `SELECT ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
        /nested 20000 deep/,
      ],
      ["a result of a gigabyte", "SELECT repeat(uuid(), 30000) FROM range(1000)", /^Inline byte limit/],
      ["many millions of short rows", "SELECT '' FROM range(100000000)", /^Inline byte limit/],
      [
        "an array of a hundred million",
        "SELECT explode(sequence(1, 100000000))",
        /^sequence would make 99999999 /,
      ],
      ["a text of two thousand million", "SELECT repeat('x', 2000000000)", /^repeat would make 2000000000 /],
    ])("%s are refused, and meanwhile others are answered", async (_, statement, why) => {
      const { statement_id } = await start(statement, { wait_timeout: "0s" });
      const slowest = Math.max(await oneIn(), await oneIn());
      const { status, message } = await ended(statement_id);
      expect(status?.error?.message ?? message).toMatch(why);
      expect(slowest).toBeLessThan(answerLimit);
    });

    it("of eight regular expressions that never end others are answered, tables too", async () => {
      const ids = await Promise.all(
        Array.from({ length: 8 }, (_, id) => start(endlessRegex(id), { wait_timeout: "0s" })),
      );
      await sleep(3_000);
      const times = [await oneIn(), await oneIn(), await oneIn()];
      expect((await execute("SELECT count(*) > 0 FROM heavy.beats")).result.data_array).toEqual([["true"]]);
      expect(Math.max(...times)).toBeLessThan(answerLimit);
      const { driver } = open();
      const before = await driver.questionPids();
      // They do not end when they are told to: whoever does not is lost, and replaced.
      for (const { statement_id } of ids) await call(`${PATH}/${statement_id}/cancel`, {});
      expect((await call(`${PATH}/${ids[0]?.statement_id}`)).status).toEqual({ state: "CANCELED" });
      while ((await driver.questionPids()).some((pid) => before.includes(pid))) await sleep(200);
      expect((await execute("SELECT count(*) > 0 FROM heavy.beats")).result.data_array).toEqual([["true"]]);
    });

    it.each([
      ["memory", "SELECT repeat('x', 1000000 * 2000)"],
      ["memory", "SELECT explode(sequence(1, 1000 * 1000 * 1000))"],
      ["disk", "SELECT count(*) FROM (SELECT uuid() AS u FROM range(10000000000) DISTRIBUTE BY u)"],
    ])(
      "more %s than there is for it ends the process that answers, which is there again: %s",
      async (_, statement) => {
        const [before] = await open().driver.questionPids();
        const { statement_id, code, message } = await start(statement, { wait_timeout: "50s" });
        // It may be just starting to run when the request's own time is over.
        const answer = code === 200 ? await ended(statement_id) : { code, message };
        expect([500, 404]).toContain(answer.code);
        expect(answer.message).toMatch(/ended while it had this one|was not found/);
        expect((await execute("SELECT 1")).result.data_array).toEqual([["1"]]);
        expect((await open().driver.questionPids())[0]).not.toBe(before);
      },
    );

    it("and all the while the stream goes on", async () => {
      const [p95, beats] = await delay(began);
      expect(beats).toBeGreaterThan(20);
      expect(p95).toBeLessThan(Math.max(BATCH_LIMIT_S, 2 * quiet));
      expect(open().driver.restarts).toBe(0);
      expect(await open().driver.jobState("beats")).toMatchObject({ state: "RUNNING", runs: 1, error: null });
    });
  });
}
