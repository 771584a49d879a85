import type { ConnectServer } from "../../testbed/connect/connect";
import { expectSuccess, type SparkWorkspace } from "../sparkWorkspace";
import { clicks, tally, TALLY } from "./ingestCases";

/** What the notebooks do over Spark Connect; more of it than elsewhere, because batches are another process's. */
export function connectCases(open: () => SparkWorkspace, { interceptor }: ConnectServer): void {
  const put = (path: string, ...lines: string[]) => {
    const text = ["# Databricks notebook source", ...lines].join("\n");
    return open().driver.importNotebook(path, "PYTHON", Buffer.from(text).toString("base64"));
  };

  describe("over Spark Connect", () => {
    it("a notebook's session is a client's, and has no Java", async () => {
      await put("/kind.py", "dbutils.notebook.exit(type(spark).__module__ + str(hasattr(spark, '_jvm')))");
      const { exitValue } = expectSuccess(await open().driver.runNotebook("/kind.py", {}));
      expect(exitValue).toBe("pyspark.sql.connect.sessionFalse");
    });

    if (interceptor === "Refusals") {
      it.each(["get('spark.x', None)", "get('spark.x')", "set('spark.x', '1')", "unset('spark.x')"])(
        "the server refuses conf.%s, as serverless compute does",
        async (call) => {
          await put("/refused.py", `spark.conf.${call}`);
          const { error } = await open().driver.runNotebook("/refused.py", {});
          expect(error).toContain("[CONFIG_NOT_AVAILABLE] Configuration spark.x is not available.");
        },
      );

      it("the server refuses a stream that does not end, as serverless compute does", async () => {
        const parameters = { ...open().parameters("default"), trigger: "processingTime=1 second" };
        const { error } = await open().driver.runNotebook("/ingest.py", parameters);
        expect(error).toContain("[INFINITE_STREAMING_TRIGGER_NOT_SUPPORTED]");
      });
    }

    it("a batch's session is the notebook's or its own, as the server has it", async () => {
      const folder = `${open().folder}/session-of-batch`;
      await put(
        "/batch.py",
        `id, folder = spark.session_id, "${folder}"`,
        "def note(batch, number):",
        "    same = batch.sparkSession.session_id == id",
        '    own = batch.sparkSession.sql("SELECT count(*) AS n FROM range(1)").first().n',
        "    seen = batch.sparkSession.catalog.tableExists('of_the_notebook')",
        "    batch.sparkSession.sql(f\"SELECT '{same} {seen} {own}' AS value\").write.mode('overwrite').text(folder)",
        "spark.range(1).createOrReplaceTempView('of_the_notebook')",
        "spark.range(3).write.format('delta').mode('overwrite').save(folder + '-rows')",
        "stream = spark.readStream.format('delta').load(folder + '-rows').writeStream.foreachBatch(note)",
        "stream.option('checkpointLocation', folder + '-checkpoint').trigger(availableNow=True).start().awaitTermination()",
        "dbutils.notebook.exit(spark.read.text(folder).first().value)",
      );
      const { exitValue } = expectSuccess(await open().driver.runNotebook("/batch.py", {}));
      // The worker is told the notebook's id; what it finds there is the server's.
      expect(exitValue).toBe(interceptor === "BatchSessions" ? "True False 1" : "True True 1");
    });

    it("every event is kept exactly once, in small batches and large ones, with table maintenance in between", async () => {
      await open().driver.createSchema("connected");
      await open().newHub(2);
      const parameters = { ...open().parameters("connected"), max_clicks_per_batch: "500" };
      for (const [from, to, more] of [
        [0, 1200, {}],
        [1200, 2100, { rows_per_file: "100", compile_small_batches: "false" }],
        [2100, 2400, { files_before_maintenance: "1", read_logs_ahead: "true" }],
      ] as const) {
        await open().send(clicks(from, to, 2));
        await open().ingest({ ...parameters, ...more });
        expect(await open().ask(TALLY, "connected")).toEqual(tally(to));
      }
    });
  });
}
