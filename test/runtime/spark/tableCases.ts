import { setTimeout as sleep } from "node:timers/promises";
import { expectSuccess, type SparkWorkspace } from "../../sparkWorkspace";
import { ENDLESS, PATH, statementApi } from "./statementApi";

/** More than are answered at once in the tests before: whatever answers has then had one that was cancelled. */
const CANCELLED = 8;
/** A little more than what a cancelled question is given to end in (`LOST_SECONDS` in statements.py). */
const LOST_MS = 18_000;

/** Questions are answered by another process than the one that creates the tables. */
export function tableCases(open: () => SparkWorkspace): void {
  const { call, start, execute } = statementApi(open);
  const run = async (...statements: string[]): Promise<void> => {
    const cell = statements.map((statement) => `spark.sql("""${statement}""")`).join("\n");
    const text = `# Databricks notebook source\n${cell}\n`;
    await open().driver.importNotebook("/Shared/tables", "PYTHON", Buffer.from(text).toString("base64"));
    expectSuccess(await open().driver.runNotebook("/Shared/tables", {}));
  };

  it("questions find what notebooks create, change, drop and create again, and take nothing of it away", async () => {
    const rows = async (table = "comes.t"): Promise<unknown> => {
      const { status, result } = await execute(`SELECT * FROM ${table} ORDER BY 1`);
      return result?.data_array ?? status.error?.message.split("]")[0];
    };
    expect(await rows()).toBe("[TABLE_OR_VIEW_NOT_FOUND");
    await run("CREATE DATABASE comes", "CREATE TABLE comes.t USING DELTA AS SELECT 1L AS id");
    expect(await rows()).toEqual([["1"]]);
    await run("INSERT INTO comes.t VALUES (2)");
    expect(await rows()).toEqual([["1"], ["2"]]);
    await run("DROP TABLE comes.t");
    expect(await rows()).toBe("[TABLE_OR_VIEW_NOT_FOUND");
    expect((await execute("SHOW TABLES IN comes")).status).toEqual({ state: "SUCCEEDED" });
    // Another table by the same name, between two questions.
    await run("CREATE TABLE comes.t USING DELTA AS SELECT 'a' AS name, 7 AS n");
    expect(await rows()).toEqual([["a", "7"]]);
    await run("DROP TABLE comes.t", "CREATE TABLE comes.t USING DELTA AS SELECT 'b' AS other");
    expect(await rows()).toEqual([["b"]]);
    await run("INSERT INTO comes.t VALUES ('c')");
    expect(await rows()).toEqual([["b"], ["c"]]);
    await run("CREATE TABLE in_default USING DELTA AS SELECT 3L AS id");
    expect(await rows("in_default")).toEqual([["3"]]);
    await run("DROP DATABASE comes CASCADE", "DROP TABLE in_default");
    expect(await rows()).toBe("[TABLE_OR_VIEW_NOT_FOUND");
  });

  let cancelled: { readonly at: number; readonly pids: readonly number[] };

  it("a table that is new after questions were cancelled is found", async () => {
    const ids = await Promise.all(
      Array.from({ length: CANCELLED }, () => start(ENDLESS, { wait_timeout: "5s" })),
    );
    for (const { statement_id } of ids) await call(`${PATH}/${statement_id}/cancel`, {});
    cancelled = { at: performance.now(), pids: await open().driver.questionPids() };
    await run("CREATE DATABASE after", "CREATE TABLE after.t USING DELTA AS SELECT 1L AS id");
    const { status, result } = await execute("SELECT * FROM after.t");
    expect([status, result?.data_array]).toEqual([{ state: "SUCCEEDED" }, [["1"]]]);
    await run("DROP DATABASE after CASCADE");
  });

  it("a name that Spark refuses, and leaves a folder for, is in no question's way", async () => {
    await expect(run("CREATE TABLE `not a name` USING DELTA AS SELECT 1 AS id")).rejects.toThrow(
      /INVALID_SCHEMA_OR_RELATION_NAME/,
    );
    expect((await execute("SELECT 1")).status).toEqual({ state: "SUCCEEDED" });
  });

  it("questions that ended when they were cancelled leave the process that answers as it is", async () => {
    await sleep(cancelled.at + LOST_MS - performance.now());
    expect(await open().driver.questionPids()).toEqual(cancelled.pids);
  });
}
