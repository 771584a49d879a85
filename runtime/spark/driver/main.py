"""A Spark driver that runs notebooks as Databricks jobs do, or answers its SQL Statement Execution API.

Reads one line of JSON from standard input: serves (`jobs` or `questions`), log, folder, java, jvm_options, spark_home,
classpath, token, truststore, hosts_file, lake_folder, warehouse_folder. Prints one line of JSON on standard output: the port
on which it serves, and the process id of Spark's JVM. Ends when standard input does, which is when the process that started
it is gone.
"""

import json
import logging
import os
import shutil
import signal
import sys
import threading


POOLS = os.path.join(os.path.dirname(__file__), "pools.xml")


def main(settings=None, make_run=None):
    """:param settings: of Spark, for the process that runs notebooks, beside this machine's
    :param make_run: creates a run of a notebook; without it, one in this process
    """
    options, answers, log = begin()
    asks = options["serves"] == "questions"
    temporary = os.path.join(options["folder"], "questions" if asks else "tmp")
    if asks:
        # What a process before this one left: it ends at any moment.
        shutil.rmtree(temporary, ignore_errors=True)
        # The stream comes first, whatever is asked.
        os.nice(5)

    from jvm import FOR_JOBS, FOR_QUESTIONS

    jvm, _ = start_watched_jvm(options, FOR_QUESTIONS if asks else FOR_JOBS, temporary, log)

    from priorities import put_long_work_last
    from server import Server
    from temporary import bound_temporary_files

    # It logs each error in a query again, with the whole stack.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    server = Server(options["token"], questions(options) if asks else jobs(options, settings or {}, make_run))
    if asks:
        put_long_work_last(jvm.pid)
        bound_temporary_files(temporary)
    print(json.dumps({"port": server.server_port, "jvm": jvm.pid}), file=answers, flush=True)
    server.serve_forever()


def begin():
    """:returns: what this process was given, the file for its answers, and its log, to which goes all else that it prints"""
    options = json.loads(sys.stdin.readline())
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    log = open(os.path.join(options["folder"], options["log"]), "a", buffering=1)
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    return options, answers, log


def start_watched_jvm(options, own, temporary, log):
    """Starts Spark's JVM; it and this process end together, and both with the process that started this one.

    :param own: options for what it is to do
    :returns: the JVM, and what ends both with an exit code
    """
    os.makedirs(temporary, exist_ok=True)
    os.environ["SPARK_HOME"] = options["spark_home"]
    # For Python code that runs inside queries.
    os.environ["PYSPARK_PYTHON"] = sys.executable

    from jvm import start_jvm

    java, classpath, hosts_file = (options[name] for name in ("java", "classpath", "hosts_file"))
    jvm = start_jvm(java, own, options["jvm_options"], classpath, hosts_file, temporary, log)

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
    return jvm, end


def jobs(options, settings, make_run):
    from catalog import create_schema, keep_logs_short
    from cells import NotebookError
    from jobs import Jobs, run_here
    from server import ApiError
    from session import start_session, trust

    spark = start_session(options, POOLS, settings)
    trust(spark, options["truststore"])
    keep_logs_short(spark, [options["lake_folder"], options["warehouse_folder"]])
    running = Jobs(spark, make_run or run_here)
    control = {
        "put-notebook": running.put_notebook,
        "delete-notebook": running.delete_notebook,
        "put-secret": running.put_secret,
        "delete-secret": running.delete_secret,
        "create-schema": lambda name: create_schema(spark, name, options["warehouse_folder"]),
        "start-job": running.start,
        "cancel-job": running.cancel,
        "job-state": running.describe,
        "stop": running.cancel_all,
    }

    def route(method, path, fields):
        operation = control.get(path.removeprefix("/control/")) if path.startswith("/control/") else None
        if method != "POST" or operation is None:
            return None
        try:
            return {"result": operation(**fields)}
        except NotebookError as error:
            raise ApiError(400, "BAD_REQUEST", str(error)) from error

    return route


def questions(options):
    from catalog import TablesInFolders
    from session import start_session
    from statements import Statements

    own = {
        # More than the workers' tasks: one that never ends holds none that another question needs.
        "spark.master": "local[64]",
        # `${env:NAME}` and `${system:NAME}` in a statement would be the values of this process's variables and properties.
        "spark.sql.variable.substitute": "false",
    }
    spark = start_session(options, POOLS, own)
    tables = TablesInFolders(spark, options["warehouse_folder"])
    return Statements(spark, tables, [options["lake_folder"], options["warehouse_folder"]]).route


if __name__ == "__main__":
    main()
