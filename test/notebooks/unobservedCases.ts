import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expectSuccess, type SparkWorkspace } from "../sparkWorkspace";
import { clicks, tally, TALLY } from "./ingestCases";

/** The notebook, under a name for which an observation has seen nothing. */
const UNOBSERVED = "/unobserved.py";

/** What an observation saw can be missing over Spark Connect (SPARK-54279), now and then; here it always is. */
const hide = `# Databricks notebook source
import sys

from pyspark.sql import Observation

observed = Observation.get.fget


def get(self):
    # Other notebooks, and the driver itself, run in this process too.
    return {} if sys._getframe(1).f_code.co_filename == "${UNOBSERVED}" else observed(self)


Observation.get = property(get)
`;

export function unobservedCases(open: () => SparkWorkspace): void {
  it("every event is kept exactly once where nothing is seen of the batches", async () => {
    const put = (path: string, text: string | Buffer) =>
      open().driver.importNotebook(path, "PYTHON", Buffer.from(text).toString("base64"));
    await put(UNOBSERVED, readFileSync(join(__dirname, "..", "..", "notebooks", "ingest.py")));
    await put("/hide.py", hide);
    expectSuccess(await open().driver.runNotebook("/hide.py", {}));
    await open().driver.createSchema("unobserved");
    await open().newHub(2);
    const parameters = { ...open().parameters("unobserved"), max_clicks_per_batch: "500" };
    for (const [from, to] of [
      [0, 1200],
      [1200, 2100],
    ] as const) {
      await open().send(clicks(from, to, 2));
      expectSuccess(await open().driver.runNotebook(UNOBSERVED, parameters));
      expect(await open().ask(TALLY, "unobserved")).toEqual(tally(to));
    }
  });
}
