"""Runs one notebook over Spark Connect.

Reads from standard input a line of JSON that says what to run, and then `"cancel"` as often as its streams are to be
stopped. Writes a line of JSON that says how it ended. Ends when standard input does.
"""

import json
import os
import sys
import threading

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "..", "runtime", "spark", "driver"))

from cells import Cell, NotebookError  # noqa: E402
from dbutils import DBUtils  # noqa: E402
from notebook import NotebookRun, describe  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402


def no_scala(run):
    raise NotebookError("Spark Connect has no Scala: serverless compute runs Python and SQL.")


def main():
    given = json.loads(sys.stdin.readline())
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    spark = SparkSession.builder.remote(given["url"]).getOrCreate()
    secrets = {(scope, key): value for scope, key, value in given["secrets"]}
    cells = [Cell(*cell) for cell in given["cells"]]
    run = NotebookRun(given["path"], cells, spark, DBUtils(given["parameters"], secrets), no_scala)

    def listen():
        for _ in sys.stdin:
            run.cancel()
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    result = {"exitValue": None, "error": None}
    try:
        result["exitValue"] = run.run()
    except NotebookError as error:
        result["error"] = str(error)
    except Exception as error:  # no fault of the notebook's, but its run's end must say so
        result["error"] = describe(error)
    print(json.dumps({**result, "outputs": run.outputs}), file=answers, flush=True)
    try:
        spark.stop()
    finally:
        os._exit(0)


main()
