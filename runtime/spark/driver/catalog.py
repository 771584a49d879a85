"""Schemas, which are Spark databases, and the clean-up of their tables' logs."""

import os
import shutil
import threading

LOG_CLEANUP_SECONDS = 120


def create_schema(spark, name, warehouse_folder):
    """Creates a database. Tables that an earlier process left in its folder are in it again."""
    spark.sql(f"CREATE DATABASE IF NOT EXISTS {quoted(name)}")
    folder = os.path.join(warehouse_folder, f"{name}.db")
    for table in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        place = os.path.join(folder, table)
        if has_commits(place):
            spark.sql(
                f"CREATE TABLE IF NOT EXISTS {quoted(name)}.{quoted(table)} USING DELTA LOCATION {literal(f'file:{place}')}"
            )
        elif os.path.isdir(os.path.join(place, "_delta_log")):
            # Whoever was creating the table was killed before its first commit; Delta would refuse to create it here.
            shutil.rmtree(place)


def has_commits(table):
    """Whether a folder is a Delta table: its log has a commit, or a checkpoint of older ones."""
    log = os.path.join(table, "_delta_log")
    return os.path.isdir(log) and any(
        name[:20].isdigit() and name.endswith((".json", ".parquet")) for name in os.listdir(log)
    )


def quoted(name):
    return f"`{name.replace('`', '``')}`"


def literal(text):
    """A text in SQL. A folder's name may have a quote in it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def keep_logs_short(spark, folders):
    """Removes expired files from the Delta logs below some folders, every two minutes, until this process ends.

    Delta removes them by itself, but to the day. A local folder with a day of commits, a second apart, takes longer
    and longer to list, and every commit lists it.
    """

    def forever():
        while not never.wait(LOG_CLEANUP_SECONDS):
            for folder in folders:
                for path, names, _ in os.walk(folder):
                    if "_delta_log" in names:
                        names.clear()
                        shorten_log(spark, path)

    never = threading.Event()
    threading.Thread(target=forever, name="log-cleanup", daemon=True).start()


def shorten_log(spark, path):
    """Removes what is older than the table's own `delta.logRetentionDuration`, to the minute."""
    delta, none = spark._jvm.org.apache.spark.sql.delta, spark._jvm.scala.Option.empty()
    try:
        log = delta.DeltaLog.forTable(spark._jsparkSession, f"file:{path}")
        log.cleanUpExpiredLogs(log.update(False, none, none), none, none, delta.TruncationGranularity.MINUTE())
    except Exception as error:  # the table may be going away; the next round tries again
        print(f"the log of {path} was not shortened: {error}", flush=True)
