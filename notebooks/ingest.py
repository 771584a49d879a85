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
# MAGIC next run goes on where it stopped.
# MAGIC
# MAGIC Its tests run it on open-source Spark 4.0 and, over Spark Connect, on 4.0 and 4.1. Databricks Runtime 17.3 is
# MAGIC Spark 4.0. Serverless compute speaks Spark Connect, takes no trigger but `availableNow`, and chooses most settings
# MAGIC itself.

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
        .foreachBatch(BatchWriter(identity).write_batch)
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
        hub(spark.readStream)
        .option("subscribe", event_hub)
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", max_clicks_per_batch)
        .option("failOnDataLoss", "true")
        .load()
    )


def hub(reader):
    """A reader of the namespace, which has been let in."""
    return (
        reader.format("kafka")
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
    )


# COMMAND ----------

# MAGIC %md
# MAGIC ## From bytes to clicks
# MAGIC A click is a JSON object in UTF-8 with `productid`, `sessionid` and `category` as positive 32-bit integers and
# MAGIC `timestamp` as .NET's round-trip format has it: `2020-11-18T17:17:17.1234567+00:00`, each part with all its digits,
# MAGIC seven or fewer of the fraction or none, the offset at most 14 hours or `Z`, and a year of 0001 to 9999 also in UTC.
# MAGIC Other fields are ignored; of a repeated field the last counts. An event that is not a click gets a reason and stops
# MAGIC nothing. The two conditions, `SOUND_CLICK` and `REASON`, are in *What counts as a click*.

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
# MAGIC Every batch adds its own clicks to the totals: a small one before it is written to `clicks`, because then its clicks
# MAGIC count sooner, a large one from what was written. The first batch of a run counts the whole table, two narrow
# MAGIC columns, unless the tables' histories say that nobody but the run before has written to them since it did so.

# COMMAND ----------


class BatchWriter:
    """Writes the batches of a checkpoint to the tables, one after the other."""

    def __init__(self, identity):
        self.identity, self.run = identity, str(uuid.uuid4())
        # The newest time in the tables of each partition that may not be past it yet (see *What the tables hold*).
        self.behind = dict(identity["held"])
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
        rejected_first = bool(self.behind)
        if rejected_first:
            self.write_rejected(self.leave_out_held())
            if self.first:  # it may have been cut short behind this write, which is then skipped
                self.check_held("reason IS NOT NULL")
        if small:
            _, watched = self.observed()
            self.add_to_totals(self.clicks_of(watched, files))
        seen, version = self.write_clicks(files)
        written = bool(seen) or version is not None
        self.rows = seen.get("rows")
        if not rejected_first and seen.get("rejected") != 0:
            self.write_rejected()
        if not written:
            self.check_held()

        if not written or (self.first and not self.take_over_totals()):
            self.totals.clear()
            self.add_to_totals(self.session.sql(f"SELECT productid, category FROM {table('clicks')}"))
        elif not small:
            self.add_to_totals(appended(version, self.session))
        self.first = False

    def write_clicks(self, files):
        """:returns: what was seen of the batch, and the version of `clicks` it created; neither where Delta skipped it"""
        observation, watched = self.observed(F.count("reason").alias("rejected"))
        self.write_once(self.clicks_of(watched, files), "clicks")
        # A small batch needs no version once it is seen, and asking takes about as long as writing it.
        small = files == 1
        version = None if small else self.version()
        seen = metrics(observation, self.session) if small or version is not None else {}
        return seen, self.version() if small and not seen else version

    def write_rejected(self, lost=None):
        _, rows = self.observed()
        rejected = rows.where("reason IS NOT NULL").select(REJECTED_COLUMNS)
        self.write_once(rejected.unionByName(lost) if lost else rejected, "clicks_rejected")

    def add_to_totals(self, clicks):
        for product, category, more in clicks.groupBy("productid", "category").agg(NUMBER_OF_ROWS).collect():
            self.totals[product, category] += more
        self.write_once(rows_of(self.totals, self.session), "clicks_per_product")

    def take_over_totals(self):
        """Takes the totals from their table, where they count every click but this batch's. :returns: whether they do"""
        rows = self.session.sql(f"SELECT productid, category, clicks FROM {table('clicks_per_product')}").collect()
        # Read before the histories: whoever has changed the table meanwhile is in its history.
        (_, *before), counted = marks("clicks", self.session), marks("clicks_per_product", self.session)
        if not before or not counted or (counted[0]["run"], counted[0]["batch"]) != (before[0]["run"], before[0]["batch"]):
            return False
        # A run is exact from its first batch on, if nobody else has written in between.
        for mark in before:
            if mark["run"] != before[0]["run"]:
                return False
            if mark["first"]:
                self.totals.update({(row.productid, row.category): row.clicks for row in rows})
                return True
        return False

    def write_once(self, rows, name):
        """Writes to a table, the totals all anew, unless it has taken this batch or another run has begun anew since."""
        version = self.identity["since"] + 1 + self.batch_id
        writer = once(rows, name, version, {"run": self.run, "batch": self.batch_id, "first": self.first})
        if name == "clicks_per_product":
            writer.overwrite(F.lit(True))
        else:
            writer.append()
        if read_logs_ahead:
            read_log(name, self.session)

    def clicks_of(self, events, files):
        clicks = events.where("reason IS NULL").select(CLICK_COLUMNS)
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
        history = self.session.sql(f"DESCRIBE HISTORY {table('clicks')} LIMIT 20").select("version", "userMetadata")
        for row in history.collect():
            mark = mark_of(row)
            if (mark["run"], mark["batch"]) == (self.run, self.batch_id):
                return row.version
        return None

    def leave_out_held(self):
        """Leaves out of the batch what the tables hold. :returns: a rejected row where a partition lost events, or None"""
        spans = spans_of(self.batch)
        old = [span for span in spans if span.low <= self.behind.get(span.partition, -1)]
        if old:
            self.batch = without(self.batch, old, self.session)
        lost = lost_events(self.batch, self.behind, self.identity["dropped"], self.session)
        for span in spans:
            if span.high > self.behind.get(span.partition, -1):
                self.behind.pop(span.partition, None)
        return lost

    def check_held(self, condition="true"):
        """Delta skips what a table took before the batch was cut short. Then the tables have those of its events.

        :raises RuntimeError: where they have not, so what was taken under this number was another batch
        """
        _, rows = self.observed()
        events = rows.where(condition)
        spans = spans_of(events)
        if spans and not without(events, spans, self.session).isEmpty():
            raise RuntimeError(f"{NUMBERS_REPEATED}: the tables took another batch {self.batch_id}")


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
dbutils.widgets.text("checkpoint_path", "", "Folder for this stream's checkpoint")
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


def number(name, least, read=int):
    value = parameter(name)
    try:
        if read(value) >= least:
            return read(value)
    except ValueError:
        pass
    kind = "a whole number" if read is int else "a number"
    raise ValueError(f"Parameter {name} is {value!r}: it must be {kind}, {least} or more.")


def is_interval(value):
    return re.fullmatch(r"\d{1,9} (millisecond|second|minute|hour|day|week)s?", value) is not None


def interval(name):
    value = parameter(name)
    if not is_interval(value):
        raise ValueError(f"Parameter {name} is {value!r}: it must be a number and a unit, such as '1 day' or '90 minutes'.")
    return value


bootstrap_servers = parameter("bootstrap_servers", required=True)
event_hub = parameter("event_hub", required=True)
secret_scope = parameter("secret_scope", required=True)
connection_string = dbutils.secrets.get(secret_scope, parameter("connection_secret", required=True))
checkpoint_path = parameter("checkpoint_path", required=True).rstrip("/")
schema, lake_url = parameter("schema"), parameter("lake_url").rstrip("/")
max_clicks_per_batch, rows_per_file = number("max_clicks_per_batch", 1), number("rows_per_file", 1)
compact_minutes, vacuum_minutes = number("compact_minutes", 0, float), number("vacuum_minutes", 0, float)
files_before_maintenance = number("files_before_maintenance", 1)
compile_small_batches, read_logs_ahead = flag("compile_small_batches"), flag("read_logs_ahead")
keep_removed_files, keep_history = interval("keep_removed_files"), interval("keep_history")
if bool(schema) == bool(lake_url):
    raise ValueError("Give either schema (tables in Unity Catalog) or lake_url (tables by path), not both or neither.")

trigger = parameter("trigger", required=True)
if trigger == "availableNow":
    trigger_options = {"availableNow": True}
elif trigger.startswith("processingTime=") and is_interval(trigger.removeprefix("processingTime=")):
    trigger_options = {"processingTime": trigger.removeprefix("processingTime=")}
else:
    raise ValueError(
        f"Parameter trigger is {trigger!r}: it must be availableNow, or processingTime= and an interval such as 1 second."
    )

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


def create(name, columns, properties=""):
    spark.sql(
        f"""CREATE TABLE IF NOT EXISTS {table(name)} ({columns}) USING DELTA TBLPROPERTIES (
          'delta.checkpointInterval' = '100',
          'delta.logRetentionDuration' = 'interval {keep_history}',
          'delta.deletedFileRetentionDuration' = 'interval {keep_removed_files}'
          {properties})"""
    )


TOTALS_COLUMNS = "productid INT, category INT, clicks BIGINT"
CLICK_COLUMNS = ["productid", "category", "sessionid", "event_time", "timestamp", "partition", "offset", "enqueued_time"]
REJECTED_COLUMNS = ["partition", "offset", "enqueued_time", "value", "reason"]
COLUMNS = {
    "clicks": CLICK_COLUMNS,
    "clicks_per_product": ["productid", "category", "clicks"],
    "clicks_rejected": REJECTED_COLUMNS,
}


def create_tables():
    """Creates the tables that are missing.

    :raises ValueError: where one has not the columns that are written
    """
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
    create("clicks_per_product", TOTALS_COLUMNS)
    create(
        "clicks_rejected",
        """partition INT, `offset` BIGINT, enqueued_time TIMESTAMP,
           value BINARY COMMENT 'the event as it came, NULL where it had none',
           reason STRING""",
        ", 'delta.dataSkippingStatsColumns' = 'partition,offset'",
    )
    for name, columns in COLUMNS.items():
        missing = set(columns) - set(spark.sql(f"SELECT * FROM {table(name)}").columns)
        if missing:
            raise ValueError(
                f"{table(name)} has no column {', '.join(sorted(missing))} any more: rename it back, or drop the table, "
                "and the next run creates and fills it again."
            )

# COMMAND ----------

# MAGIC %md
# MAGIC ## What counts as a click

# COMMAND ----------


def digits(number):
    """SQL: how many digits a positive 32-bit integer has, by nothing but comparisons."""
    return f"CASE {' '.join(f'WHEN {number} < {10 ** count} THEN {count}' for count in range(1, 10))} ELSE 10 END"


# Years 1 to 9999, in UTC.
TIMES = "event_time >= timestamp'0001-01-01 00:00:00Z' AND event_time < timestamp'+10000-01-01 00:00:00Z'"

# Spark itself reads single digits, more than seven of a fraction, spaces before the offset and the names of zones.
ROUND_TRIP = (
    r"`timestamp` RLIKE r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.]\d{1,7})?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)\z'"
)
# The same for less, of 33 bytes that Spark has read as a time: with these signs where they belong nothing between them can
# be longer or shorter, and behind a digit no name of a zone begins.
SHAPE = """octet_length(`timestamp`) = 33 AND locate('T', `timestamp`) = 11 AND endswith(`timestamp`, '+00:00')
  AND locate('-', `timestamp`) = 5 AND locate('.', `timestamp`) = 20 AND substr(`timestamp`, 27, 1) BETWEEN '0' AND '9'"""

# A click as short as its fields allow: each byte belongs to one of them, so none is wrong and nothing follows the click.
# Nearly all clicks are, so this alone is what checking a click costs. 87 are the names, the signs and the timestamp.
SOUND_CLICK = f"""malformed IS NULL AND productid > 0 AND category > 0 AND sessionid > 0 AND {TIMES} AND {SHAPE}
  AND octet_length(text) = 87 + {digits("productid")} + {digits("category")} + {digits("sessionid")}"""

# What Spark's reader of JSON takes (Jackson's StreamReadConstraints); the array around a click is one level more.
BEYOND_READER = r"""text RLIKE r'\d{1001}' OR text RLIKE r'"[^"]{50001,}"\s*:'
  OR octet_length(text) - octet_length(translate(text, '[{', '')) >= 1000"""
BEYOND_READER_REASON = "'no JSON, or beyond its reader: 1000 digits, 50000 characters of a name, 1000 levels'"

# Only what Spark compiles: one function that it interprets, such as a second from_json, and a row costs twice as much.
REASON = f"""CASE
  WHEN value IS NULL THEN 'no value'
  WHEN octet_length(value) = 0 THEN 'empty'
  WHEN NOT is_valid_utf8(text) THEN 'not UTF-8'
  WHEN startswith(value, X'EFBBBF') THEN 'a byte order mark before the JSON'
  WHEN productid IS NULL AND category IS NULL AND sessionid IS NULL AND `timestamp` IS NULL THEN
    CASE WHEN malformed IS NULL THEN 'no field of a click' WHEN {BEYOND_READER} THEN {BEYOND_READER_REASON}
    ELSE 'not a JSON object with the fields of a click' END
  WHEN productid IS NULL THEN 'productid: missing or not a 32-bit integer'
  WHEN productid < 1 THEN 'productid: below 1'
  WHEN category IS NULL THEN 'category: missing or not a 32-bit integer'
  WHEN category < 1 THEN 'category: below 1'
  WHEN sessionid IS NULL THEN 'sessionid: missing or not a 32-bit integer'
  WHEN sessionid < 1 THEN 'sessionid: below 1'
  WHEN `timestamp` IS NULL THEN 'timestamp: missing'
  WHEN NOT ({ROUND_TRIP} AND coalesce({TIMES}, false)) THEN 'timestamp: not in round-trip format with an offset'
  WHEN malformed IS NOT NULL THEN 'repeated field: not every value of it is of its type'
  -- Spark stops reading after the first object. Mostly that is where the text ends, and there is nothing to check.
  -- Otherwise a click is the one value of an array, and the first of two. Spark stops after an array too: a text that
  -- closes the array itself gives both the same number of values.
  WHEN instr(text, '}}') <> octet_length(text) AND (json_array_length(concat('[', text, ']')) IS DISTINCT FROM 1
    OR json_array_length(concat('[', text, ',0]')) IS DISTINCT FROM 2)
    THEN if({BEYOND_READER}, {BEYOND_READER_REASON}, 'more than one JSON object, or something else behind it')
END"""

# COMMAND ----------

# MAGIC %md
# MAGIC ## Idempotent writes
# MAGIC Delta remembers, for an application id, the version of the last write it took, and skips one that is not newer. The
# MAGIC version here is the time at which a checkpoint was begun, in milliseconds, and the number of its batch, of which there
# MAGIC is less than one a millisecond. So a batch is taken once; and once a checkpoint has been begun, whoever still writes
# MAGIC with an earlier one is skipped. `checkpoint_path/identity` says which one is in use.
# MAGIC
# MAGIC A new one is begun, and the hub read from its earliest event on, where there is none, where it cannot tell which
# MAGIC batch comes next, where `clicks` or `clicks_rejected` has been dropped, where the hub was re-created, and where the
# MAGIC hub no longer has what comes next, because the stream was stopped for longer than the hub keeps events. What the
# MAGIC tables hold is left out then. Lost events stay lost, but not silently: a row of `clicks_rejected` says which.

# COMMAND ----------

APP_ID = "clickstream-ingest"


def once(rows, name, version, mark):
    """A writer of rows that Delta skips where it has taken this version or a later one. The mark is for the history."""
    writer = rows.writeTo(table(name)).option("userMetadata", json.dumps(mark))
    return writer.option("txnAppId", APP_ID).option("txnVersion", version)


def mark_of(row):
    """The mark in a row of a table's history: of a batch, which run wrote it and whether it was that run's first one."""
    try:
        mark = json.loads(row.userMetadata or "null")
    except ValueError:
        mark = None
    return {"run": None, "batch": None, "first": False, **(mark if isinstance(mark, dict) else {})}


def marks(name, session):
    """The marks of the last 100 changes of a table, newest first. Table maintenance changes nothing."""
    history = session.sql(f"DESCRIBE HISTORY {table(name)} LIMIT 100").select("operation", "userMetadata").collect()
    return [mark_of(row) for row in history if not row.operation.startswith(("OPTIMIZE", "VACUUM"))]


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


def table_id(name):
    """Delta's id of a table, which dropping or replacing it changes; None where there is no table."""
    try:
        return spark.sql(f"DESCRIBE DETAIL {table(name)}").first().id
    except AnalysisException:
        return None


def dropped_tables(identity):
    return [name for name, known in identity["tables"].items() if table_id(name) != known]


def read_identity():
    """The checkpoint in use; None where there is none."""
    try:
        identity = json.loads(first_line("identity") or "null")
    except ValueError:
        return None
    # One of an earlier version of this notebook, whose writes Delta remembers otherwise, is as good as none.
    return identity if isinstance(identity, dict) and "since" in identity else None


def reason_to_begin_anew(identity, running=False):
    """Why a checkpoint cannot be gone on from; None where it can."""
    if identity is None:
        return "There is no checkpoint"
    if not running and not can_resume(identity["id"]):
        return "The checkpoint cannot tell which batch comes next"
    if dropped_tables(identity):
        return f"{' and '.join(table(name) for name in dropped_tables(identity))} was dropped"
    return "The hub was re-created" if hub_was_recreated(identity["id"]) else None


def shut_out_earlier(identity, name):
    """Has a table skip all that earlier checkpoints still write, so that what it holds does not change any more."""
    nothing, later = spark.sql(f"SELECT * FROM {table(name)} LIMIT 0"), 60_000
    while True:
        once(nothing, name, identity["since"], {"begun": identity["id"]}).append()
        if identity["id"] in [mark.get("begun") for mark in marks(name, spark)]:
            return
        # Skipped: an earlier checkpoint was begun at a later time. The clock has been put back since.
        identity["since"] += later
        later *= 2


def new_identity(before=None):
    """Begins a checkpoint.

    :param before: the one in use until now
    """
    dropped = dropped_tables(before) if before else []
    held = {partition: -1 for partition in offsets_read(before["id"])} if dropped else {}
    identity = {
        "id": str(uuid.uuid4()),
        "since": max(time.time_ns() // 1_000_000, before["since"] + 1 if before else 0),
        "tables": {name: table_id(name) for name in EVENT_TABLES},
        "dropped": dropped,
    }
    for name in EVENT_TABLES:
        shut_out_earlier(identity, name)
    identity["held"] = list({**held, **newest_times()}.items())
    # No parameter: over Spark Connect 4.1.1 it is gone (UNBOUND_SQL_PARAMETER) by the time that the line is written.
    lines = spark.sql(f"SELECT '{json.dumps(identity)}' AS value")
    lines.coalesce(1).write.mode("overwrite").text(f"{checkpoint_path}/identity")
    return identity


# COMMAND ----------

# MAGIC %md
# MAGIC ## What the tables hold
# MAGIC An event is held if a row has its partition, its offset and its enqueued time; a re-created hub gives offsets again,
# MAGIC but at another time. A row that somebody inserted without them is no event's. A new checkpoint compares what it reads
# MAGIC with the rows of the same times, until each partition has come to newer events than the tables held at its beginning.

# COMMAND ----------

EVENT_TABLES = ("clicks", "clicks_rejected")
KEY = ["partition", "offset", "enqueued_time"]


def held_events(condition="true"):
    """SQL: the keys of the rows that are events of the hub."""
    return " UNION ALL ".join(
        f"""SELECT partition, `offset`, enqueued_time, '{name}' AS name FROM {table(name)}
            WHERE partition >= 0 AND `offset` >= 0 AND enqueued_time IS NOT NULL AND {condition}"""
        for name in EVENT_TABLES
    )


def newest_times():
    """The newest enqueued time that the tables hold of each partition, in microseconds."""
    newest = f"SELECT partition, unix_micros(max(enqueued_time)) AS at FROM ({held_events()}) GROUP BY partition"
    return {row.partition: row.at for row in spark.sql(newest).collect()}


def spans_of(events):
    """The oldest and newest enqueued time of each partition among some events, in microseconds."""
    times = F.expr("unix_micros(min(enqueued_time)) AS low"), F.expr("unix_micros(max(enqueued_time)) AS high")
    return events.groupBy("partition").agg(*times).collect()


def without(events, spans, session):
    """Events without those that the tables hold, of the times in some spans."""
    low, high = min(span.low for span in spans), max(span.high for span in spans)
    # Bounded, so that Delta reads only files of these times.
    times = f"enqueued_time BETWEEN timestamp_micros({low}) AND timestamp_micros({high})"
    return events.join(session.sql(held_events(times)), KEY, "left_anti")


def lost_events(batch, behind, dropped, session):
    """A rejected row for each partition whose first new event is not the one after what the tables hold; None without.

    :param behind: the partitions to look at
    :param dropped: tables that were dropped: clicks that were in one are lost, unless the hub has them
    """
    first = F.expr("min(struct(`offset`, unix_micros(enqueued_time) AS at)) AS first")
    found = batch.where(F.col("partition").isin(list(behind))).groupBy("partition").agg(first).collect()
    if not found:
        return None
    # A hub gives higher offsets at later times. A higher one at an earlier time was another hub's.
    earlier = " ".join(
        f"""WHEN partition = {partition} THEN
            struct(unix_micros(enqueued_time), `offset`) < struct({first.at}L, {first.offset}L)"""
        for partition, first in found
    )
    before = held_events(f"CASE {earlier} ELSE false END")
    last = f"SELECT partition, max(`offset`) AS last, bool_or(name = 'clicks') AS filled FROM ({before}) GROUP BY partition"
    emptied = "clicks" in dropped
    ends = {row.partition: row.last for row in session.sql(last).collect() if row.filled or not emptied}
    rows = []
    for partition, (offset, _) in found:
        end = ends.get(partition, -1)
        if end >= offset:
            rows.append((partition, end + 1, "lost: the hub was re-created, and events not read before went with it"))
        elif end + 1 < offset:
            when = "when clicks was dropped" if emptied else "before they were read"
            rows.append((partition, end + 1, f"lost: {offset - end - 1} events had left the hub {when}"))
    values = ", ".join(f"({partition}, {offset}L, '{reason}')" for partition, offset, reason in rows)
    return values and session.sql(
        f"""SELECT partition, `offset`, CAST(NULL AS TIMESTAMP) AS enqueued_time, CAST(NULL AS BINARY) AS value, reason
            FROM VALUES {values} AS gaps(partition, `offset`, reason)"""
    )


def offsets_read(stream):
    """The last offset of each partition that the oldest batch in a stream's folder had read."""
    done = batches(f"{stream}/commits") & batches(f"{stream}/offsets")
    lines = spark.read.text(f"{checkpoint_path}/{stream}/offsets/{min(done)}").collect() if done else []
    ends = json.loads(lines[-1].value).get(event_hub, {}) if lines else {}
    return {int(partition): end - 1 for partition, end in ends.items() if end > 0}


def hub_was_recreated(stream):
    """Whether the hub gives other events than it gave to one of the last batches at the same offsets."""
    read = offsets_read(stream)
    if not read:
        return False
    events = (
        hub(spark.read)
        .option("assign", json.dumps({event_hub: list(read)}))
        .option("startingOffsets", json.dumps({event_hub: read}))
        .option("endingOffsets", json.dumps({event_hub: {partition: at + 1 for partition, at in read.items()}}))
        .option("failOnDataLoss", "false")
        .load()
        .selectExpr("partition", "offset", "unix_micros(timestamp) AS at")
    )
    try:
        given = {row.partition: row for row in events.collect() if row.offset == read[row.partition]}
    except Exception as error:  # the hub is away, or has too few partitions: the stream itself will say so
        print(f"The hub was not compared with the checkpoint: {error}")
        return False
    # Of these times first, which is quick; somebody may have deleted the rows.
    times = ", ".join(f"timestamp_micros({row.at})" for row in given.values())
    same = spark.sql(held_events(f"enqueued_time IN ({times})")).collect() if given else []
    unknown = set(given) - {row.partition for row in same if row.offset == read[row.partition]}
    others = " OR ".join(f"partition = {partition} AND `offset` = {read[partition]}" for partition in unknown)
    return bool(unknown) and not spark.sql(held_events(f"({others})")).isEmpty()


# COMMAND ----------

# MAGIC %md
# MAGIC ## Helpers of a batch

# COMMAND ----------

# Metrics arrive within a fraction of a second, on a busy machine within a few.
OBSERVED_SECONDS = 10

# Part of the error where a checkpoint gives a batch a number that it gave to another one before.
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

WATCH_SECONDS = 30


def run(identity):
    """Runs the stream to its end. :returns: why it has to begin anew, or None"""
    query, watched = start(identity), time.monotonic()
    # False after each wait while the stream runs. When the stream ends, it returns True or raises the stream's error.
    while not query.awaitTermination(5):
        maintain_tables()
        if time.monotonic() - watched >= WATCH_SECONDS:
            reason, watched = reason_to_begin_anew(identity, running=True), time.monotonic()
            if reason:
                query.stop()
                return reason
    if "availableNow" in trigger_options and has_many_files():
        maintain_tables(now=True)
    return None


def reason_in(error, identity):
    """Why the stream has to begin anew after its end by an error; None where the error is of another kind."""
    text = str(error)
    if NUMBERS_REPEATED in text:
        if (read_identity() or identity)["id"] != identity["id"]:
            raise RuntimeError(f"Another run has begun anew in {checkpoint_path}. This one ends.") from error
        return "The checkpoint is older than the tables"
    if "KAFKA_DATA_LOSS" in text or "failOnDataLoss" in text:
        return "The hub no longer has what comes next"
    return f"{' and '.join(dropped_tables(identity))} was dropped" if dropped_tables(identity) else None


def say_what_to_undo(error):
    """:raises ValueError: where somebody has changed a table so that it takes no batch any more"""
    create_tables()
    found = re.search(r"\[DELTA_(?:VIOLATE_CONSTRAINT|NOT_NULL_CONSTRAINT)\w*\] (.*?)(?: violated|\n|$)", str(error))
    if found:
        raise ValueError(
            f"A table takes no rows because of a constraint that was added to it: {found.group(1)}. Drop the constraint."
        ) from None


create_tables()
identity = read_identity()
reason = reason_to_begin_anew(identity)
for attempt in range(3):
    if reason:
        print(f"{reason}. Reading the hub from its beginning, without what the tables hold.")
        if attempt:  # one may have been dropped since
            create_tables()
        identity = new_identity(identity)
    try:
        reason = run(identity)
        if reason is None:
            break
    except StreamingQueryException as error:
        reason = reason_in(error, identity)
        if reason is None:
            say_what_to_undo(error)
            raise
else:
    raise RuntimeError(f"{reason}, and so it was with three checkpoints one after the other.")
