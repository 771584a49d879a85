import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expectSuccess, type SparkWorkspace } from "../sparkWorkspace";
import { clicks, tally, TALLY } from "./ingestCases";

/** The notebook, under names for which the driver refuses what serverless compute refuses. */
const REFUSED = "/serverless.py";
const REFUSED_UNOBSERVED = "/serverless-unobserved.py";

/**
 * Serverless compute lets a notebook use the settings of https://docs.databricks.com/spark/conf.html. Asked for another it
 * fails, whatever default is given (github.com/databricks/databricks-sdk-py/issues/1112, with this message). What an
 * observation saw can be missing there (SPARK-54279).
 */
const refuse = `# Databricks notebook source
import sys

from pyspark.errors import AnalysisException
from pyspark.sql import Observation
from pyspark.sql.conf import RuntimeConfig

KNOWN = ("spark.sql.session.timeZone", "spark.sql.shuffle.partitions", "spark.sql.ansi.enabled")


def asking():
    """The notebook whose line asked; other notebooks, and the driver itself, run in this process too."""
    return sys._getframe(2).f_code.co_filename


def refusing(method):
    def call(self, key, *rest):
        if asking() in ("${REFUSED}", "${REFUSED_UNOBSERVED}") and key not in KNOWN:
            raise AnalysisException(f"[CONFIG_NOT_AVAILABLE] Configuration {key} is not available. SQLSTATE: 42K0I")
        return method(self, key, *rest)

    return call


for name in ("get", "set", "unset"):
    setattr(RuntimeConfig, name, refusing(getattr(RuntimeConfig, name)))
observed = Observation.get.fget
Observation.get = property(lambda self: {} if asking() == "${REFUSED_UNOBSERVED}" else observed(self))
`;

export function serverlessCases(open: () => SparkWorkspace): void {
  describe("on serverless compute, which refuses settings", () => {
    const put = (path: string, text: string | Buffer) =>
      open().driver.importNotebook(path, "PYTHON", Buffer.from(text).toString("base64"));

    const ingest = readFileSync(join(__dirname, "..", "..", "notebooks", "ingest.py"));

    beforeAll(async () => {
      for (const path of [REFUSED, REFUSED_UNOBSERVED]) await put(path, ingest);
      await put("/refuse.py", refuse);
      expectSuccess(await open().driver.runNotebook("/refuse.py", {}));
    });

    it("a notebook is refused one, even with a default", async () => {
      const text = "# Databricks notebook source\nspark.conf.get('spark.x', None)\n";
      await put("/classic.py", text);
      expectSuccess(await open().driver.runNotebook("/classic.py", {}));
      await put(REFUSED, text);
      const { error } = await open().driver.runNotebook(REFUSED, {});
      expect(error).toContain("[CONFIG_NOT_AVAILABLE] Configuration spark.x is not available.");
      await put(REFUSED, ingest);
    });

    // A batch of one file is counted before it is written, one of several from what was written.
    it.each([
      { batches: "small", path: REFUSED, rows_per_file: "250000", compile_small_batches: "false" },
      { batches: "large", path: REFUSED, rows_per_file: "100", compile_small_batches: "true" },
      {
        batches: "unobserved",
        path: REFUSED_UNOBSERVED,
        rows_per_file: "250000",
        compile_small_batches: "true",
      },
    ])("every event is kept exactly once, in $batches batches", async ({ batches, path, ...given }) => {
      const schema = `serverless_${batches}`;
      await open().driver.createSchema(schema);
      await open().newHub(2);
      const parameters = {
        ...open().parameters(schema),
        ...given,
        max_clicks_per_batch: "500",
      };
      for (const [from, to] of [
        [0, 1200],
        [1200, 2100],
      ] as const) {
        await open().send(clicks(from, to, 2));
        expectSuccess(await open().driver.runNotebook(path, parameters));
        expect(await open().ask(TALLY, schema)).toEqual(tally(to));
      }
    });
  });
}
