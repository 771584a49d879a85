import { setTimeout as sleep } from "node:timers/promises";
import { ENDLESS, PATH, statementApi, type WireAnswer } from "./statementApi";
import type { SparkWorkspace } from "../../sparkWorkspace";

export function statementCases(open: () => SparkWorkspace): void {
  const { call, start, execute } = statementApi(open);

  describe("the SQL Statement Execution API", () => {
    it("gives values as text, and describes their columns", async () => {
      const { status, manifest, result } = await execute(
        `SELECT 1 AS i, 2L AS l, 'é' AS s, 1.50BD AS d, TRUE AS b, NULL AS n, DATE '2024-05-01' AS day, X'0102' AS bin,
          TIMESTAMP '2024-05-01 10:00:00.123456' AS t, array(1, 2) AS a, named_struct('x', 1) AS o, 0.5D AS f`,
      );
      expect(status).toEqual({ state: "SUCCEEDED" });
      expect(result.data_array).toEqual([
        [
          ...["1", "2", "é", "1.50", "true", null, "2024-05-01", "AQI="],
          ...["2024-05-01T10:00:00.123Z", "[1,2]", '{"x":1}', "0.5"],
        ],
      ]);
      expect(
        manifest.schema.columns.map(({ name, type_name, type_text }) => [name, type_name, type_text]),
      ).toEqual([
        ["i", "INT", "INT"],
        ["l", "LONG", "BIGINT"],
        ["s", "STRING", "STRING"],
        ["d", "DECIMAL", "DECIMAL(3,2)"],
        ["b", "BOOLEAN", "BOOLEAN"],
        ["n", "NULL", "VOID"],
        ["day", "DATE", "DATE"],
        ["bin", "BINARY", "BINARY"],
        ["t", "TIMESTAMP", "TIMESTAMP"],
        ["a", "ARRAY", "ARRAY<INT>"],
        ["o", "STRUCT", "STRUCT<X:INT>"],
        ["f", "DOUBLE", "DOUBLE"],
      ]);
      expect(manifest.schema.columns[3]).toEqual({
        ...{ name: "d", type_text: "DECIMAL(3,2)", type_name: "DECIMAL", position: 3 },
        ...{ type_precision: 3, type_scale: 2 },
      });
    });

    it("gives long results in chunks, each row once and in order", async () => {
      const first = await execute("SELECT id, repeat('x', 100) FROM range(30000) ORDER BY id");
      expect(first.manifest).toMatchObject({ total_row_count: 30_000, truncated: false });
      expect(first.manifest.total_chunk_count).toBeGreaterThan(2);
      const ids: (string | null | undefined)[] = [];
      let result: WireAnswer["result"] | undefined = first.result;
      while (result !== undefined) {
        ids.push(...(result.data_array ?? []).map(([id]) => id));
        const next: number | undefined = result.next_chunk_index;
        if (next === undefined) break;
        const chunk = await call(`${PATH}/${first.statement_id}/result/chunks/${next}`);
        result = chunk as unknown as WireAnswer["result"];
      }
      expect(ids).toEqual(Array.from({ length: 30_000 }, (_, id) => String(id)));
      expect(await call(`${PATH}/${first.statement_id}/result/chunks/99`)).toMatchObject({ code: 400 });
    });

    it.each([
      [{ row_limit: 3 }, 3, true],
      [{ row_limit: 5 }, 5, false],
      [{ byte_limit: 2 }, 2, true],
      [{}, 5, false],
    ])("limits %j", async (limits, rows, truncated) => {
      const { manifest } = await execute("SELECT id FROM range(5)", limits);
      expect(manifest).toMatchObject({ total_row_count: rows, truncated });
    });

    it("refuses a result that is too large to be given inline", async () => {
      const { status } = await execute("SELECT repeat('x', 1000000) FROM range(30)");
      expect(status.state).toBe("FAILED");
      expect(status.error?.message).toMatch(/^Inline byte limit exceeded/);
    });

    it("binds parameters as values, never as SQL", async () => {
      const parameters = [
        { name: "s", value: "x' OR 'a'='a" },
        { name: "l", value: "41", type: "BIGINT" },
        { name: "d", value: "1.50", type: "DECIMAL(3,2)" },
        { name: "day", value: "2024-05-01", type: "DATE" },
        { name: "b", value: "false", type: "BOOLEAN" },
        { name: "n" },
      ];
      const { result, manifest } = await execute(
        "SELECT :s, :l + 1 AS l, :d * 2, :day + INTERVAL 1 DAY, NOT :b, :n",
        { parameters },
      );
      expect(result.data_array).toEqual([["x' OR 'a'='a", "42", "3.00", "2024-05-02", "true", null]]);
      expect(manifest.schema.columns[1]).toMatchObject({ name: "l", type_name: "LONG" });
    });

    it("looks names up in the schema of the request", async () => {
      await open().driver.createSchema("one_two");
      const { result } = await execute("SELECT current_schema()", { schema: "one_two" });
      expect(result.data_array).toEqual([["one_two"]]);
      const absent = await execute("SELECT 1", { schema: "absent" });
      expect(absent.status.error?.message).toMatch(/^\[SCHEMA_NOT_FOUND\]/);
    });

    it("answers while a statement runs, and cancels it", async () => {
      const { statement_id, status } = await start(ENDLESS, { wait_timeout: "0s" });
      expect(["PENDING", "RUNNING"]).toContain(status.state);
      while ((await call(`${PATH}/${statement_id}`)).status.state !== "RUNNING") await sleep(50);
      expect((await execute("SELECT 1")).status.state).toBe("SUCCEEDED");
      expect(await call(`${PATH}/${statement_id}/cancel`, {})).toEqual({ code: 200 });
      expect((await call(`${PATH}/${statement_id}`)).status).toEqual({ state: "CANCELED" });
    });

    it("cancels a statement whose time to wait is over, if asked to", async () => {
      const { status } = await start(ENDLESS, { wait_timeout: "5s", on_wait_timeout: "CANCEL" });
      expect(status).toEqual({ state: "CANCELED" });
    });

    it.each([
      ["SELECT 1; DROP TABLE x", /^\[PARSE_SYNTAX_ERROR\].*\(line 1, pos 10\)/s],
      ["SELEC 1", /^\[PARSE_SYNTAX_ERROR\].*\(line 1, pos 0\)/s],
      ["SELECT *\nFROM nowhere", /^\[TABLE_OR_VIEW_NOT_FOUND\].*line 2 pos 5$/s],
      ["SELECT 1 / 0", /^\[DIVIDE_BY_ZERO\].*== SQL \(line 1, position 8\) ==/s],
    ])("keeps Spark's message and position: %s", async (statement, message) => {
      const { status } = await execute(statement);
      expect(status.state).toBe("FAILED");
      expect(status.error?.message).toMatch(message);
    });

    it.each([["SHOW TABLES"], ["VALUES (1)"], ["EXPLAIN SELECT 1"], ["DESCRIBE QUERY SELECT 1"]])(
      "takes what reads: %s",
      async (statement) => {
        expect((await execute(statement)).status).toEqual({ state: "SUCCEEDED" });
      },
    );

    it.each([
      [{ statement: "" }, "statement is missing."],
      [{ warehouse_id: "" }, "warehouse_id is missing."],
      [{ wait_timeout: "4s" }, "wait_timeout 4s is not allowed: it must be 0s, or 5s to 50s."],
      [{ wait_timeout: "60s" }, "wait_timeout 60s is not allowed: it must be 0s, or 5s to 50s."],
      [{ on_wait_timeout: "WAIT" }, "on_wait_timeout WAIT is not allowed: it must be CONTINUE or CANCEL."],
      [{ row_limit: 0 }, "row_limit 0 is not allowed: it must be a whole number, at least 1."],
      [{ disposition: "EXTERNAL_LINKS" }, "disposition EXTERNAL_LINKS is not offered here: INLINE is."],
      [
        { parameters: [{ name: "a", value: "x", type: "INT" }] },
        "The value x of parameter a is not of type INT.",
      ],
    ])("refuses the request %j", async (fields, message) => {
      const body = { statement: "SELECT 1", warehouse_id: "local", ...fields };
      expect(await call(PATH, body)).toEqual({ code: 400, error_code: "INVALID_PARAMETER_VALUE", message });
    });

    it("answers nobody without its token", async () => {
      for (const path of [PATH, "/control/stop", "/"])
        expect(await call(path, {}, "guess")).toMatchObject({ code: 401, error_code: "UNAUTHENTICATED" });
      expect(await call(PATH, "no json")).toMatchObject({ code: 400 });
      expect(await call("/elsewhere")).toMatchObject({ code: 404 });
      expect(await call(`${PATH}/unknown`)).toMatchObject({ code: 404 });
    });
  });
}
