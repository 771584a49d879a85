"""A Spark driver that runs notebooks as Databricks jobs do and answers its SQL Statement Execution API.

Reads one line of JSON from standard input: folder, java, jvm_options, spark_home, classpath, port, token, control_token, truststore,
hosts_file, lake_folder, warehouse_folder. Prints one line of JSON on standard output: the port on which it serves, and the
process id of Spark's JVM. Ends when standard input does, which is when the process that started it is gone.
"""

import json
import logging
import os
import signal
import sys
import threading


def main(settings=None, make_run=None):
    """:param settings: of Spark, beside this machine's
    :param make_run: creates a run of a notebook; without it, one in this process
    """
    options = json.loads(sys.stdin.readline())
    answers = os.fdopen(os.dup(1), "w")
    log = open(os.path.join(options["folder"], "driver.log"), "a", buffering=1)
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    os.makedirs(os.path.join(options["folder"], "tmp"), exist_ok=True)
    os.environ["SPARK_HOME"] = options["spark_home"]
    # For Python code that runs inside queries.
    os.environ["PYSPARK_PYTHON"] = sys.executable

    from jvm import start_jvm

    jvm = start_jvm(
        options["java"],
        options["jvm_options"],
        options["classpath"],
        options["hosts_file"],
        os.path.join(options["folder"], "tmp"),
        log,
    )

    def end(code):
        # Whatever is under way is safe to cut short: the stream takes each batch once, whenever it is cut.
        jvm.process.kill()
        os._exit(code)

    def watch(wait, code):
        def watching():
            wait()
            end(code)

        threading.Thread(target=watching, daemon=True).start()

    watch(lambda: sys.stdin.read(), 0)
    watch(jvm.process.wait, 3)
    signal.signal(signal.SIGTERM, lambda *_: end(0))

    from catalog import create_schema, keep_logs_short
    from jobs import Jobs, run_here
    from server import Server
    from session import start_session, trust
    from statements import Statements

    # It logs each error in a query again, with the whole stack.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    spark = start_session(options, os.path.join(os.path.dirname(__file__), "pools.xml"), settings or {})
    trust(spark, options["truststore"])
    keep_logs_short(spark, [options["lake_folder"], options["warehouse_folder"]])
    jobs = Jobs(spark, make_run or run_here)
    control = {
        "put-notebook": jobs.put_notebook,
        "delete-notebook": jobs.delete_notebook,
        "put-secret": jobs.put_secret,
        "delete-secret": jobs.delete_secret,
        "create-schema": lambda name: create_schema(spark, name, options["warehouse_folder"]),
        "start-job": jobs.start,
        "cancel-job": jobs.cancel,
        "job-state": jobs.describe,
        "stop": jobs.cancel_all,
    }
    server = Server(options["port"], options["token"], Statements(spark), options["control_token"], control)
    print(json.dumps({"port": server.server_port, "jvm": jvm.pid}), file=answers, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
