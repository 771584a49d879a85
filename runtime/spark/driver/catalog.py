"""Schemas, which are Spark databases, and the clean-up of their tables' logs."""

import os
import re
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


class TablesInFolders:
    """Keeps the catalog of a process that only asks as the folders say: another process creates and drops the tables."""

    def __init__(self, spark, warehouse_folder):
        self._spark = spark
        self._folder = warehouse_folder
        self._known = {"default": {}}
        self._lock = threading.Lock()

    def look(self):
        """Costs a listing of each schema's folder."""
        with self._lock:
            folders = {entry.name.removesuffix(".db"): entry.path for entry in os.scandir(self._folder) if entry.name.endswith(".db")}
            for schema, folder in [*folders.items(), ("default", self._folder)]:
                self._look_at(schema, folder)
            # The schema stays, without tables: to drop it would remove its folder, which may be there again by now.
            for schema in self._known.keys() - folders.keys() - {"default"}:
                self._look_at(schema, None)

    def take(self, others):
        """Has `DROP TABLE` remove the files of a table, too, but of some tables.

        :param others: names of tables that another process writes: without its files that one could not go on
        """
        jvm, catalog = self._spark._jvm, self._spark._jsparkSession.sessionState().catalog()
        types = jvm.org.apache.spark.sql.catalyst.catalog.CatalogTableType
        for schema, tables in self._known.items():
            for table in tables.keys() - set(others):
                name = jvm.org.apache.spark.sql.catalyst.TableIdentifier(table, jvm.scala.Option.apply(schema))
                found = catalog.getTableMetadata(name)
                # Scala's `found.copy(tableType = MANAGED)`.
                values = [getattr(found, f"copy$default${number + 1}")() for number in range(found.productArity())]
                values[1] = types.MANAGED()
                catalog.alterTable(found.copy(*values))

    def _look_at(self, schema, folder):
        if schema not in self._known:
            self._spark.sql(f"CREATE DATABASE IF NOT EXISTS {quoted(schema)}")
            self._known[schema] = {}
        known = self._known[schema]
        entries = os.scandir(folder) if folder is not None else []
        # Spark leaves a folder behind for a name that it then refuses.
        named = [entry for entry in entries if re.fullmatch(r"[A-Za-z0-9_]+", entry.name)]
        found = {entry.name: entry.inode() for entry in named if has_commits(entry.path)}
        for table in [table for table in known if known[table] != found.get(table)]:
            # Its files are not this process's to delete: it knows the table by its place.
            self._spark.sql(f"DROP TABLE IF EXISTS {quoted(schema)}.{quoted(table)}")
            del known[table]
        for table in found.keys() - known.keys():
            place = os.path.join(folder, table)
            self._spark.sql(f"CREATE TABLE {quoted(schema)}.{quoted(table)} USING DELTA LOCATION {literal(f'file:{place}')}")
            known[table] = found[table]


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
