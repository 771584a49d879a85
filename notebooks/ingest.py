# Databricks notebook source
# MAGIC %md
# MAGIC # Ingest: event hub → Delta, every click once
# MAGIC
# MAGIC | table | holds |
# MAGIC |---|---|
# MAGIC | `clicks` | every click, with the partition, offset and enqueued time the hub gave it |
# MAGIC | `clicks_per_product` | the current number of clicks per product, updated by this same stream |
# MAGIC | `clicks_rejected` | every event that is not a click, byte for byte, with the reason |
# MAGIC
# MAGIC **The stream** in four cells: `start` connects the rest, `events` reads the hub, `parse` makes each event a click or
# MAGIC a rejected event, `BatchWriter` writes a batch of them to the three tables. **The machinery** below them: parameters,
# MAGIC tables, what counts as a click, how a write happens only once, table maintenance. The last cell runs it.
# MAGIC
# MAGIC It runs until it is cancelled (or, with the trigger `availableNow`, until it has caught up). However it ended, the
# MAGIC next run goes on where it stopped. Nothing here depends on where it runs: Databricks Runtime 17.3, serverless
# MAGIC compute and open-source Spark 4.0 all run this text.

# COMMAND ----------

# MAGIC %md
# MAGIC ## The stream
# MAGIC No watermark and no state: a click that comes hours late by its own clock is a click like any other.

# COMMAND ----------

import json
import re
import time
import uuid
from collections import Counter

from pyspark import InheritableThread
from pyspark.errors import AnalysisException, StreamingQueryException
from pyspark.sql import Observation
from pyspark.sql import functions as F


def start(identity):
    """Starts the stream with the checkpoint of an identity (see *Idempotent writes*)."""
    return (
        parse(events())
        .writeStream.queryName("ingest")
        .foreachBatch(BatchWriter(identity, spark).write_batch)
        .option("checkpointLocation", f"{checkpoint_path}/{identity['id']}")
        .trigger(**trigger_options)
        .start()
    )


# COMMAND ----------

# MAGIC %md
# MAGIC ## From the hub
# MAGIC Over the Kafka protocol, with the Listen rule's connection string. Spark finds new partitions of the hub by itself and
# MAGIC reads them from their beginning.

# COMMAND ----------


def events():
    """The hub's events from the earliest on, or from where a checkpoint goes on."""
    return (
        spark.readStream.format("kafka")
        .option("kafka.bootstrap.servers", bootstrap_servers)
        .option("kafka.security.protocol", "SASL_SSL")
        .option("kafka.sasl.mechanism", "PLAIN")
        .option(
            "kafka.sasl.jaas.config",
            "kafkashaded.org.apache.kafka.common.security.plain.PlainLoginModule required"
            f' username="$ConnectionString" password="{connection_string}";',
        )
        # Clicks are small: the client's own 500 a poll and 1 MB a fetch make a backlog wait for the hub.
        .option("kafka.max.poll.records", 5_000)
        .option("kafka.max.partition.fetch.bytes", 4 * 2**20)
        # Spark asks for events that it knows to be there. The client asks for the next ones on its own, and what a
        # partition is asked for after that waits until the hub has answered: for half a second, where none come.
        .option("kafka.fetch.max.wait.ms", 1)
        .option("subscribe", event_hub)
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", max_clicks_per_batch)
        .option("failOnDataLoss", "true")
        .load()
    )


# COMMAND ----------

# MAGIC %md
# MAGIC ## From bytes to clicks
# MAGIC A click is a JSON object in UTF-8 with `productid`, `sessionid` and `category` as positive 32-bit integers and
# MAGIC `timestamp` in .NET's round-trip format with its offset (`2020-11-18T17:17:17.1234567+00:00`). Other fields are
# MAGIC ignored; of a repeated field the last counts. An event that is not a click gets a reason and stops nothing. The two
# MAGIC conditions, `SOUND_CLICK` and `REASON`, are in *What counts as a click*.

# COMMAND ----------


def parse(events):
    """Each event as a click (`reason` is NULL) or as a rejected event (`reason` and `value` are not)."""
    text = events.select(
        "partition",
        "offset",
        F.col("timestamp").alias("enqueued_time"),
        "value",
        F.col("value").cast("string").alias("text"),
    )
    fields = "productid INT, category INT, sessionid INT, `timestamp` STRING, malformed STRING"
    strict = {"allowSingleQuotes": "false", "allowNonNumericNumbers": "false"}
    parsed = text.withColumn("event", F.from_json("text", fields, {"columnNameOfCorruptRecord": "malformed", **strict}))
    # Z for +00:00 is the same instant; any other way to write an offset Spark looks up again for each row.
    timed = parsed.select(
        "partition", "offset", "enqueued_time", "value", "text", "event.*",
        F.expr("try_cast(replace(event.`timestamp`, '+00:00', 'Z') AS TIMESTAMP)").alias("event_time"),
    )
    reason = F.when(F.expr(SOUND_CLICK), F.lit(None)).otherwise(F.expr(REASON))
    rejected_value = F.expr("if(reason IS NULL, NULL, value)").alias("value")
    return timed.withColumn("reason", reason).select(*CLICK_COLUMNS, "reason", rejected_value)


# COMMAND ----------

# MAGIC %md
# MAGIC ## One batch
# MAGIC `write_batch` gets the new events and writes to three tables. Each table takes a batch once, whatever happens in
# MAGIC between: the first batch after a restart is the one that was cut short, and each table by itself takes it or skips it.
# MAGIC
# MAGIC The first batch of a run counts the whole table, two narrow columns, and so corrects `clicks_per_product` whatever
# MAGIC happened to it. Every later batch adds its own clicks to those totals: a small one before it is written to `clicks`,
# MAGIC because then its clicks count sooner, a large one from what was written.

# COMMAND ----------


class BatchWriter:
    """Writes the batches of a checkpoint to the tables, one after the other."""

    def __init__(self, identity, session):
        self.app_id, self.run = identity["id"], str(uuid.uuid4())
        self.new_click, self.new_reject = beyond(identity["clicks"]), beyond(identity["clicks_rejected"])
        # The last offset and time of each partition in the tables, if this checkpoint was begun from them.
        self.expected = {}
        if identity["clicks"] or identity["clicks_rejected"]:
            for partition, last, at in positions("clicks", session) + positions("clicks_rejected", session):
                self.expected[partition] = max((last, at), self.expected.get(partition, (last, at)))
        self.first, self.rows = True, None  # rows of the previous batch, where they are known
        self.totals = Counter()  # clicks by product and category, as they are in the table

    def write_batch(self, batch, batch_id):
        self.batch, self.batch_id, self.session = batch, batch_id, batch.sparkSession
        # A file for each partition of the hub each second would be a great many files. How many rows come is not known
        # before they are read, but it is about as many as came before.
        files = None if self.rows is None else 1 + self.rows // rows_per_file
        small = files == 1
        if not compile_small_batches:
            # Spark generates code for each query. On few processors that costs more than it saves a few thousand rows.
            prefer(self.session, "spark.sql.codegen.factoryMode", "NO_CODEGEN" if small else "FALLBACK")

        # What was lost must be on record before the clicks behind it are.
        rejected_first = bool(self.expected)
        if rejected_first:
            self.write_rejected()
        if small:
            _, watched = self.observed()
            self.add_to_totals(self.clicks_of(watched, files))
        seen, version = self.write_clicks(files)
        written = bool(seen) or version is not None
        if not written:
            self.check_skipped_batch()
        self.rows = seen.get("rows")
        if not rejected_first and seen.get("rejected") != 0:
            self.write_rejected()

        if self.first or not written:
            self.first = False
            self.totals.clear()
            self.add_to_totals(self.session.sql(f"SELECT productid, category FROM {table('clicks')}"))
        elif not small:
            self.add_to_totals(appended(version, self.session))

    def write_clicks(self, files):
        """:returns: what was seen of the batch, and the version of `clicks` it created; neither where Delta skipped it"""
        observation, watched = self.observed(F.count("reason").alias("rejected"))
        self.write_once(append, self.clicks_of(watched, files), "clicks")
        # A small batch needs no version once it is seen, and asking takes about as long as writing it.
        small = files == 1
        version = None if small else self.version()
        seen = metrics(observation, self.session) if small or version is not None else {}
        return seen, self.version() if small and not seen else version

    def write_rejected(self):
        _, rows = self.observed()
        rejected = rows.where(f"reason IS NOT NULL AND {self.new_reject}").select(REJECTED_COLUMNS)
        lost = self.expected and lost_events(self.batch, self.expected)
        self.write_once(append, rejected.unionByName(lost) if lost else rejected, "clicks_rejected")

    def add_to_totals(self, clicks):
        for product, category, more in clicks.groupBy("productid", "category").agg(NUMBER_OF_ROWS).collect():
            self.totals[product, category] += more
        self.write_once(replace, rows_of(self.totals, self.session), "clicks_per_product")

    def write_once(self, how, rows, name):
        """Writes to a table, unless it has taken this batch already."""
        writer = rows.write.format("delta").option("userMetadata", self.mark())
        how(writer.option("txnAppId", self.app_id).option("txnVersion", self.batch_id), name)
        if read_logs_ahead:
            read_log(name, self.session)

    def clicks_of(self, events, files):
        clicks = events.where(f"reason IS NULL AND {self.new_click}").select(CLICK_COLUMNS)
        return clicks if files is None else clicks.coalesce(files)

    def observed(self, *more):
        """The batch, and what was seen of it once it has been read."""
        # Also keeps Spark from moving a condition below the parsing, which it would repeat for each field in it.
        seen = Observation()
        return seen, self.batch.observe(seen, NUMBER_OF_ROWS.alias("rows"), *more)

    def version(self):
        """The version of `clicks` this batch has just created; None where Delta skipped it, or over 20 came after it."""
        # Not from the setting that Delta leaves it in: serverless compute does not let a notebook ask for it, and with
        # Spark Connect table maintenance writes in the same session.
        history = self.session.sql(f"DESCRIBE HISTORY {table('clicks')} LIMIT 20")
        rows = history.where(F.col("userMetadata") == self.mark()).select("version").collect()
        return rows[0].version if rows else None

    def mark(self):
        """What a table's history says of this batch, as this run has written it."""
        return f"batch {self.batch_id} of checkpoint {self.app_id}, run {self.run}"

    def check_skipped_batch(self):
        """Delta skips a batch that was cut short after this write. Then `clicks` has its clicks.

        :raises RuntimeError: where it has not, so what was taken under this number was another batch
        """
        _, rows = self.observed()
        held = beyond(positions("clicks", self.session))
        if not rows.where(f"reason IS NULL AND {self.new_click} AND {held}").isEmpty():
            raise RuntimeError(f"{NUMBERS_REPEATED}: {table('clicks')} took another batch {self.batch_id}")


# COMMAND ----------

# MAGIC %md
# MAGIC # The machinery
# MAGIC
# MAGIC ## Parameters
# MAGIC The job sets the first group. The second group is tuning; its defaults suit a cluster.

# COMMAND ----------

dbutils.widgets.text("bootstrap_servers", "", "Kafka endpoint of the namespace, NAME.servicebus.windows.net:9093")
dbutils.widgets.text("event_hub", "test", "Event hub")
dbutils.widgets.text("secret_scope", "", "Secret scope")
dbutils.widgets.text("connection_secret", "", "Secret with the Listen rule's connection string")
dbutils.widgets.text("schema", "", "Schema for the tables; empty: tables by path")
dbutils.widgets.text("lake_url", "", "abfss:// folder for tables by path; empty: tables in the schema")
dbutils.widgets.text("account_key_secret", "", "Secret with the storage account's key; only with tables by path")
dbutils.widgets.text("checkpoint_path", "", "Folder for this stream's checkpoint; a new hub needs a new folder")
dbutils.widgets.text("trigger", "processingTime=1 second", "availableNow, or processingTime=INTERVAL")

dbutils.widgets.text("max_clicks_per_batch", "5000000", "Upper bound of a batch, in events")
dbutils.widgets.text("rows_per_file", "250000", "Rows per file of a batch")
dbutils.widgets.text("compile_small_batches", "true", "Whether Spark generates code for a batch of one file")
dbutils.widgets.text("read_logs_ahead", "false", "Whether a table's log is read right after each write")
dbutils.widgets.text("compact_minutes", "15", "Minutes between compactions of small files")
dbutils.widgets.text("vacuum_minutes", "60", "Minutes between removals of files no longer used")
dbutils.widgets.text("files_before_maintenance", "64", "With availableNow: from how many files on a run ends with both")
dbutils.widgets.text("keep_removed_files", "1 day", "How long a reader may go on using a file that was replaced")
dbutils.widgets.text("keep_history", "1 day", "How long the tables keep their history")

# COMMAND ----------

# COMMAND ----------

def parameter(name, required=False):
    value = dbutils.widgets.get(name).strip()
    if required and not value:
        raise ValueError(f"Parameter {name} is empty: set it in the job, or in the box at the top of the notebook.")
    return value


def flag(name):
    value = parameter(name)
    if value not in ("true", "false"):
        raise ValueError(f"Parameter {name} is {value!r}: it must be true or false.")
    return value == "true"


bootstrap_servers = parameter("bootstrap_servers", required=True)
event_hub = parameter("event_hub", required=True)
secret_scope = parameter("secret_scope", required=True)
connection_string = dbutils.secrets.get(secret_scope, parameter("connection_secret", required=True))
checkpoint_path = parameter("checkpoint_path", required=True).rstrip("/")
schema, lake_url = parameter("schema"), parameter("lake_url").rstrip("/")
max_clicks_per_batch, rows_per_file = int(parameter("max_clicks_per_batch")), int(parameter("rows_per_file"))
compact_minutes, vacuum_minutes = float(parameter("compact_minutes")), float(parameter("vacuum_minutes"))
files_before_maintenance = int(parameter("files_before_maintenance"))
compile_small_batches, read_logs_ahead = flag("compile_small_batches"), flag("read_logs_ahead")
keep_removed_files = parameter("keep_removed_files", required=True)
keep_history = parameter("keep_history", required=True)
if bool(schema) == bool(lake_url):
    raise ValueError("Give either schema (tables in Unity Catalog) or lake_url (tables by path), not both or neither.")

trigger = parameter("trigger", required=True)
if trigger == "availableNow":
    trigger_options = {"availableNow": True}
elif trigger.startswith("processingTime="):
    trigger_options = {"processingTime": trigger.removeprefix("processingTime=")}
else:
    raise ValueError(f"Parameter trigger is {trigger!r}: it must be availableNow or processingTime=INTERVAL.")

# Everything is in UTC: the hub's times, and the zone in which a timestamp is shown.
spark.conf.set("spark.sql.session.timeZone", "UTC")


def prefer(session, name, value):
    """Sets what makes Spark faster, where it lets the notebook choose."""
    try:
        session.conf.set(name, value)
    except Exception:  # serverless compute refuses all but a few settings, and chooses well
        pass


# Eight bytes of a time instead of twelve, and quicker to write.
prefer(spark, "spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
# Hardly two clicks share one of these values: Parquet would fill a dictionary with them and throw it away.
for column in ("event_time", "timestamp", "offset"):
    prefer(spark, f"parquet.enable.dictionary#{column}", "false")


# COMMAND ----------

# MAGIC %md
# MAGIC ## Tables
# MAGIC By name in a Unity Catalog schema, or by path in the lake with the account's key.

# COMMAND ----------

if lake_url and parameter("account_key_secret"):
    account = re.fullmatch(r"abfss://[^@/]+@([^/]+)(/.*)?", lake_url)
    if account is None:
        raise ValueError(f"Parameter lake_url is {lake_url!r}: it must be abfss://CONTAINER@ACCOUNT.dfs.core.windows.net.")
    spark.conf.set(
        f"fs.azure.account.key.{account.group(1)}", dbutils.secrets.get(secret_scope, parameter("account_key_secret"))
    )


def table(name):
    """The table as SQL names it."""
    return f"{schema}.{name}" if schema else f"delta.`{lake_url}/{name}`"


def append(writer, name):
    """Adds rows to a table."""
    if schema:
        writer.mode("append").saveAsTable(table(name))
    else:
        writer.mode("append").save(f"{lake_url}/{name}")


def replace(writer, name):
    """Replaces all rows of a table, columns by position."""
    if schema:
        # Not saveAsTable, which would define the table again as well.
        writer.insertInto(table(name), overwrite=True)
    else:
        writer.mode("overwrite").save(f"{lake_url}/{name}")


def create(name, columns, properties=""):
    spark.sql(
        f"""CREATE TABLE IF NOT EXISTS {table(name)} ({columns}) USING DELTA TBLPROPERTIES (
          'delta.checkpointInterval' = '100',
          'delta.logRetentionDuration' = 'interval {keep_history}',
          'delta.deletedFileRetentionDuration' = 'interval {keep_removed_files}'
          {properties})"""
    )


# The change feed of an append costs nothing: it is the files appended. It lets a large batch be counted from what was
# just written, two narrow columns, instead of being read from the hub and parsed a second time.
create(
    "clicks",
    """productid INT COMMENT 'product that was clicked',
       category INT COMMENT 'category of the product',
       sessionid INT COMMENT 'starts again at 1 when the generator restarts',
       event_time TIMESTAMP COMMENT 'time by the shop: runs hours behind, jumps back at each session',
       `timestamp` STRING COMMENT 'event_time as it was sent, seven digits of fraction',
       partition INT COMMENT 'partition of the hub',
       `offset` BIGINT COMMENT 'offset within the partition: with it, identifies the click',
       enqueued_time TIMESTAMP COMMENT 'time by the hub: real, use it for rates and delays'""",
    """, 'delta.enableChangeDataFeed' = 'true',
        'delta.dataSkippingStatsColumns' = 'enqueued_time'""",
)
TOTALS_COLUMNS = "productid INT, category INT, clicks BIGINT"
create("clicks_per_product", TOTALS_COLUMNS)
create(
    "clicks_rejected",
    """partition INT, `offset` BIGINT, enqueued_time TIMESTAMP,
       value BINARY COMMENT 'the event as it came, NULL where it had none',
       reason STRING""",
    ", 'delta.dataSkippingStatsColumns' = 'partition,offset'",
)

CLICK_COLUMNS = ["productid", "category", "sessionid", "event_time", "timestamp", "partition", "offset", "enqueued_time"]
REJECTED_COLUMNS = ["partition", "offset", "enqueued_time", "value", "reason"]

# COMMAND ----------

# MAGIC %md
# MAGIC ## What counts as a click

# COMMAND ----------


def digits(number):
    """SQL: how many digits a positive 32-bit integer has, by nothing but comparisons."""
    return f"CASE {' '.join(f'WHEN {number} < {10 ** count} THEN {count}' for count in range(1, 10))} ELSE 10 END"


# A click as short as its fields allow: each byte belongs to one of them, so none is wrong and nothing follows the click.
# Nearly all clicks are, so this alone is what checking a click costs. 87 are the names, the signs and the timestamp.
SOUND_CLICK = f"""malformed IS NULL AND productid > 0 AND category > 0 AND sessionid > 0 AND event_time IS NOT NULL
  AND octet_length(`timestamp`) = 33 AND locate('T', `timestamp`) = 11 AND endswith(`timestamp`, '+00:00')
  AND octet_length(text) = 87 + {digits("productid")} + {digits("category")} + {digits("sessionid")}"""

# Only what Spark compiles: one function that it interprets, such as a second from_json, and a row costs twice as much.
REASON = """CASE
  WHEN value IS NULL THEN 'no value'
  WHEN octet_length(value) = 0 THEN 'empty'
  WHEN NOT is_valid_utf8(text) THEN 'not UTF-8'
  WHEN productid IS NULL AND category IS NULL AND sessionid IS NULL AND `timestamp` IS NULL THEN
    if(malformed IS NULL, 'no field of a click', 'not a JSON object with the fields of a click')
  WHEN productid IS NULL THEN 'productid: missing or not a 32-bit integer'
  WHEN productid < 1 THEN 'productid: below 1'
  WHEN category IS NULL THEN 'category: missing or not a 32-bit integer'
  WHEN category < 1 THEN 'category: below 1'
  WHEN sessionid IS NULL THEN 'sessionid: missing or not a 32-bit integer'
  WHEN sessionid < 1 THEN 'sessionid: below 1'
  WHEN `timestamp` IS NULL THEN 'timestamp: missing'
  WHEN event_time IS NULL OR octet_length(`timestamp`) NOT BETWEEN 20 AND 33 OR locate('T', `timestamp`) <> 11
    OR NOT (endswith(`timestamp`, 'Z') OR substr(`timestamp`, -6, 1) IN ('+', '-'))
    THEN 'timestamp: not in round-trip format with an offset'
  WHEN malformed IS NOT NULL THEN 'repeated field: not every value of it is of its type'
  -- Spark stops reading after the first object. Mostly that is where the text ends, and there is nothing to check.
  -- Otherwise a click is the one value of an array, and the first of two. Spark stops after an array too: a text that
  -- closes the array itself gives both the same number of values.
  WHEN instr(text, '}') <> octet_length(text) AND (json_array_length(concat('[', text, ']')) IS DISTINCT FROM 1
    OR json_array_length(concat('[', text, ',0]')) IS DISTINCT FROM 2)
    THEN 'more than one JSON object, or something else behind it'
END"""

# COMMAND ----------

# MAGIC %md
# MAGIC ## Idempotent writes
# MAGIC Delta remembers, for each application id, the last batch it took, and skips a batch it has taken already. The id
# MAGIC belongs to a checkpoint, which numbers the batches; `checkpoint_path/identity` says which one is in use.
# MAGIC
# MAGIC Without that file, or if the checkpoint it names cannot tell which batch comes next, the stream starts under a new id:
# MAGIC it reads the hub from its earliest event on and leaves out what the tables hold already. It does the same when the
# MAGIC hub no longer has what the checkpoint wants next: the stream was stopped for longer than the hub keeps events, or
# MAGIC the hub was re-created. Lost events stay lost, but not silently: a row of `clicks_rejected` says which offsets are
# MAGIC missing.

# COMMAND ----------


def positions(name, session):
    """The last offset, and its enqueued time, that a table holds of each partition."""
    rows = session.sql(
        f"""SELECT partition, max(`offset`) AS last, CAST(max(enqueued_time) AS STRING) AS at
            FROM {table(name)} WHERE enqueued_time IS NOT NULL GROUP BY partition"""
    )
    return [[row.partition, row.last, row.at] for row in rows.collect()]


def first_line(path):
    """The first line of a file or folder; None where there is none."""
    try:
        return next((row.value for row in spark.read.text(f"{checkpoint_path}/{path}").take(1)), None)
    except AnalysisException:  # no such path
        return None


def batches(log):
    """The batch numbers in one of a stream's logs, in which Spark keeps a file for each batch."""
    try:
        files = spark.read.format("binaryFile").load(f"{checkpoint_path}/{log}").select("path").collect()
    except AnalysisException:  # no such folder
        return set()
    return {int(name) for name in (file.path.rsplit("/", 1)[-1] for file in files) if name.isdigit()}


def can_resume(stream):
    """Whether Spark would go on from a stream's folder with the batch that comes next.

    Without `offsets` it counts from 0 again, under numbers that the tables have taken; with fewer of them than `commits`
    it runs batches that are done; with only one it does not know where that batch begins. It needs no `commits`: then it
    does not know that the last batch has ended, and runs it again. Spark newer than 4.0 refuses a folder without
    `metadata`.
    """
    begun, done = batches(f"{stream}/offsets"), batches(f"{stream}/commits")
    if not begun or first_line(f"{stream}/metadata") is None:
        return False
    last = max(begun)
    return max(done, default=last) <= last and (last == 0 or last - 1 in begun)


def read_identity():
    line = first_line("identity")
    identity = line and json.loads(line)
    # A run that ended before its first batch leaves nothing to resume either: a new identity is as good.
    return identity if identity and can_resume(identity["id"]) else None


def new_identity():
    identity = {"id": str(uuid.uuid4()), **{name: positions(name, spark) for name in ("clicks", "clicks_rejected")}}
    lines = spark.sql(f"SELECT '{json.dumps(identity)}' AS value")
    lines.coalesce(1).write.mode("overwrite").text(f"{checkpoint_path}/identity")
    return identity


def beyond(held):
    """SQL: the event is not among those held. Its time tells an event of a re-created hub from a repeated one."""
    cases = " ".join(
        f"WHEN partition = {partition} THEN `offset` > {last} OR enqueued_time > timestamp'{at}'"
        for partition, last, at in held
    )
    return f"CASE {cases} ELSE true END" if held else "true"


# COMMAND ----------

# MAGIC %md
# MAGIC ## Helpers of a batch

# COMMAND ----------

# Metrics arrive within a fraction of a second, on a busy machine within a few.
OBSERVED_SECONDS = 10

# Part of the error when a checkpoint gives a batch a number that it gave to another one before.
NUMBERS_REPEATED = "NUMBERS_REPEATED"

NUMBER_OF_ROWS = F.count(F.lit(1))


def metrics(observation, session):
    """What was seen of the rows that were written; empty where that is not known.

    Where Delta skipped the write nobody read the rows, and `get` waits for ever. Spark Connect does not wait, and may
    have no metrics (SPARK-54279).
    """
    seen = {}
    waiting = InheritableThread(target=lambda: seen.update(observation.get), session=session, daemon=True)
    waiting.start()
    waiting.join(OBSERVED_SECONDS)
    return dict(seen)


def lost_events(batch, expected):
    """A rejected row for each partition that does not go on where the tables end. Removes from `expected` what it saw."""
    new = beyond([[partition, last, at] for partition, (last, at) in expected.items()])
    found, rows = batch.where(new).groupBy("partition").agg(F.min("offset").alias("low")).collect(), []
    for partition, low in found:
        last, _ = expected.pop(partition, (low - 1, None))
        if low > last + 1:
            rows.append((partition, last + 1, f"lost: {low - last - 1} events had left the hub before they were read"))
        elif low <= last:
            rows.append((partition, last + 1, "lost: the hub was re-created, and events not read before went with it"))
    values = ", ".join(f"({partition}, {offset}L, '{reason}')" for partition, offset, reason in rows)
    return values and batch.sparkSession.sql(
        f"""SELECT partition, `offset`, CAST(NULL AS TIMESTAMP) AS enqueued_time, CAST(NULL AS BINARY) AS value, reason
            FROM VALUES {values} AS gaps(partition, `offset`, reason)"""
    )


def appended(version, session):
    """The clicks that a version of `clicks` added."""
    changes = session.read.format("delta").option("readChangeFeed", "true")
    changes = changes.option("startingVersion", version).option("endingVersion", version)
    return changes.table(table("clicks")) if schema else changes.load(f"{lake_url}/clicks")


def read_log(name, session):
    """Has Spark compute a table's state from its log while the stream goes on; the table's next write needs it."""

    def read():
        try:
            session.sql(f"DESCRIBE DETAIL {table(name)}").collect()
        except Exception:  # the stream was stopped, or its next write fails for the same reason and says so
            pass

    InheritableThread(target=read, session=session, daemon=True).start()


def rows_of(totals, session):
    """Totals as rows of their table."""
    # As one value: thousands of products as rows of SQL would take longer to parse than to write.
    rows = [{"productid": product, "category": category, "clicks": n} for (product, category), n in totals.items()]
    return session.sql(f"SELECT inline(from_json('{json.dumps(rows)}', 'ARRAY<STRUCT<{TOTALS_COLUMNS}>>'))").coalesce(1)


# COMMAND ----------

# MAGIC %md
# MAGIC ## Table maintenance
# MAGIC A batch a second is a file a second. While the stream runs, the notebook's main thread joins small files and removes
# MAGIC those that no reader can still be using. Neither changes a row, and neither holds the stream up.

# COMMAND ----------

maintenance = {
    "OPTIMIZE": {"tables": ["clicks", "clicks_rejected"], "every": compact_minutes * 60, "at": time.monotonic()},
    "VACUUM": {
        "tables": ["clicks", "clicks_rejected", "clicks_per_product"],
        "every": vacuum_minutes * 60,
        "at": time.monotonic(),
    },
}


def has_many_files():
    """Whether a run that ends (`availableNow`) leaves more small files than the next ones should have to read."""
    return spark.sql(f"DESCRIBE DETAIL {table('clicks')}").first().numFiles >= files_before_maintenance


def maintain_tables(now=False):
    """Runs what is due; with `now`, everything."""
    for command, what in maintenance.items():
        if now or time.monotonic() - what["at"] >= what["every"]:
            for name in what["tables"]:
                spark.sql(f"{command} {table(name)}")
            what["at"] = time.monotonic()


# COMMAND ----------

# MAGIC %md
# MAGIC ## Run

# COMMAND ----------


def run(identity):
    query = start(identity)
    # False after each wait while the stream runs. When the stream ends, it returns True or raises the stream's error.
    while not query.awaitTermination(5):
        maintain_tables()
    if "availableNow" in trigger_options and has_many_files():
        maintain_tables(now=True)


try:
    run(read_identity() or new_identity())
except StreamingQueryException as error:
    if NUMBERS_REPEATED in str(error):
        print(f"The checkpoint in {checkpoint_path} is older than the tables. Going on from what they hold.")
    elif "KAFKA_DATA_LOSS" in str(error) or "failOnDataLoss" in str(error):
        print(f"The hub no longer has what comes next; {table('clicks_rejected')} says what is lost. Going on without it.")
    else:
        raise
    run(new_identity())
