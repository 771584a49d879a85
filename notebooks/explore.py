# Databricks notebook source
# MAGIC %md
# MAGIC # Explore the clicks, in Python
# MAGIC
# MAGIC The same questions in three languages: `explore-sql`, `explore-python`, `explore-scala`. Pick the one you like, run it from top to bottom, then change a query and see. On serverless compute only the first two run: it has no Scala.
# MAGIC
# MAGIC | table | holds |
# MAGIC |---|---|
# MAGIC | `clicks` | one row for each click |
# MAGIC | `clicks_per_product` | the current number of clicks per product, updated by the stream |
# MAGIC | `clicks_rejected` | events that are no clicks, and why |
# MAGIC
# MAGIC Two times are in `clicks`. **`enqueued_time`** is when the event hub took the click: real time, use it for rates and delays. **`event_time`** is what the shop's clock said: it runs up to three hours behind and jumps back with every new session, so it only says something within a session.

# COMMAND ----------

# MAGIC %md
# MAGIC ## Reach the tables
# MAGIC The boxes at the top are filled in for your team. With a schema, it becomes the current one; without one, the tables are read by their path in the lake, with the account's key from the secret scope.

# COMMAND ----------

dbutils.widgets.text("schema", "@schema@")
dbutils.widgets.text("lake_url", "@lake_url@")
dbutils.widgets.text("secret_scope", "@secret_scope@")
dbutils.widgets.text("account_key_secret", "@account_key_secret@")
dbutils.widgets.text("checkpoint_path", "@checkpoint_path@")
dbutils.widgets.text("polls", "12", "How often to ask in the loop")
dbutils.widgets.text("seconds", "5", "How long to wait in between")

# COMMAND ----------

import re

schema, lake_url = dbutils.widgets.get("schema"), dbutils.widgets.get("lake_url")
if schema:
    spark.sql(f"USE {schema}")
else:
    account = re.fullmatch(r"abfss://[^@/]+@([^/]+)(/.*)?", lake_url).group(1)
    key = dbutils.secrets.get(dbutils.widgets.get("secret_scope"), dbutils.widgets.get("account_key_secret"))
    spark.conf.set(f"fs.azure.account.key.{account}", key)
    for name in ("clicks", "clicks_per_product", "clicks_rejected"):
        spark.read.format("delta").load(f"{lake_url}/{name}").createOrReplaceTempView(name)
spark.conf.set("spark.sql.session.timeZone", "UTC")

clicks = spark.table("clicks")

# COMMAND ----------

# MAGIC %md
# MAGIC ## Clicks per product, now
# MAGIC `clicks_per_product` has one row a product, so asking costs the same after fifty million clicks as after a thousand. The loop asks again every few seconds, and gets the number of that moment each time.

# COMMAND ----------

import time

from pyspark.sql import functions as F


def clicks_per_product():
    return spark.table("clicks_per_product").orderBy(F.desc("clicks"), "productid", "category")


display(clicks_per_product())

# COMMAND ----------

for poll in range(int(dbutils.widgets.get("polls"))):
    if poll > 0:
        time.sleep(float(dbutils.widgets.get("seconds")))
    top = clicks_per_product().limit(3).collect()
    total = spark.table("clicks_per_product").agg(F.sum("clicks")).first()[0]
    print(f"{total or 0} clicks, most of them on", ", ".join(f"product {row.productid} ({row.clicks})" for row in top))

# COMMAND ----------

# MAGIC %md
# MAGIC ## Clicks per category

# COMMAND ----------

display(
    spark.table("clicks_per_product")
    .groupBy("category")
    .agg(F.sum("clicks").alias("clicks"), F.count("*").alias("products"))
    .orderBy("category")
)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Sessions
# MAGIC First and last click, duration, last category, first and last product, number of clicks.
# MAGIC
# MAGIC Mind that the generator numbers its sessions from 1 again whenever it restarts: two visits can carry the same `sessionid`. Within a session clicks reach the hub about a second apart, so ten seconds without one mean that the number was given out again. `lag` looks at the click before; the running sum counts how often the number has been given out.

# COMMAND ----------

from pyspark.sql import Window

order = F.struct("event_time", "enqueued_time", "partition", "offset")
measures = [
    F.min("event_time").alias("first_click"),
    F.max("event_time").alias("last_click"),
    F.expr("timestampdiff(SECOND, min(event_time), max(event_time))").alias("duration_seconds"),
    F.max_by("category", order).alias("last_category"),
    F.min_by("productid", order).alias("first_product"),
    F.max_by("productid", order).alias("last_product"),
    F.count("*").alias("clicks"),
    F.max("enqueued_time").alias("last_enqueued"),
]


def newest_first(sessions):
    columns = ["first_click", "last_click", "duration_seconds", "last_category", "first_product", "last_product"]
    return sessions.select("sessionid", *columns, "clicks", "last_enqueued").orderBy(
        F.desc("last_enqueued"), "sessionid", "first_click"
    )


by_number = Window.partitionBy("sessionid").orderBy("enqueued_time", "partition", "offset")
gap = F.col("enqueued_time") - F.lag("enqueued_time").over(by_number)
sessions = (
    clicks.withColumn("given_anew", F.when(gap > F.expr("INTERVAL 10 SECONDS"), 1).otherwise(0))
    .withColumn("run", F.sum("given_anew").over(by_number.rowsBetween(Window.unboundedPreceding, Window.currentRow)))
    .groupBy("sessionid", "run")
    .agg(*measures)
)
display(newest_first(sessions))

# COMMAND ----------

# MAGIC %md
# MAGIC ## Clicks per minute
# MAGIC Of the time in which they reached the hub. By `event_time` the same clicks would be scattered over three hours.

# COMMAND ----------

display(
    clicks.groupBy(F.date_trunc("MINUTE", "enqueued_time").alias("minute"))
    .agg(F.count("*").alias("clicks"))
    .orderBy("minute")
)

# COMMAND ----------

# MAGIC %md
# MAGIC ## The same, on the stream
# MAGIC A streaming DataFrame takes the same questions. `spark.readStream` reads the table `clicks` as a stream. Each query below takes what is there now, keeps its answer in a table in memory, and ends: the trigger `availableNow`, the only one that serverless compute has. Run a cell again, and its answer is of that moment. With the trigger `processingTime="1 second"` and without `awaitTermination`, on a cluster, the answer would follow the clicks until you stop the stream.

# COMMAND ----------

import uuid

# A few groups do not need the hundreds of partitions that a stream has by default.
spark.conf.set("spark.sql.shuffle.partitions", "4")
stream = spark.readStream.table("clicks") if schema else spark.readStream.format("delta").load(f"{lake_url}/clicks")


def follow(name, answer):
    """Keeps the answer for all clicks of now in the table `name`."""
    # How far a stream has read is in its checkpoint. A table in memory is empty at first, so it begins with a new one.
    checkpoint = f"{dbutils.widgets.get('checkpoint_path')}-explore/{name}-{uuid.uuid4()}"
    query = answer.writeStream.format("memory").queryName(name).outputMode("complete")
    query.option("checkpointLocation", checkpoint).trigger(availableNow=True).start().awaitTermination()
    return spark.table(name)

# COMMAND ----------

by_product = follow("stream_products", stream.groupBy("productid", "category").agg(F.count("*").alias("clicks")))
display(by_product.orderBy(F.desc("clicks"), "productid", "category"))

# COMMAND ----------

by_category = follow(
    "stream_categories",
    stream.groupBy("category").agg(
        # As the table's answer has it; a stream counts different values only approximately, unless it collects them.
        F.count("*").alias("clicks"), F.size(F.collect_set(F.struct("productid", "category"))).alias("products")
    ),
)
display(by_category.orderBy("category"))

# COMMAND ----------

# MAGIC %md
# MAGIC A stream knows no `lag`. It has `session_window`, which closes a session by itself after ten seconds without a click.

# COMMAND ----------

by_session = follow(
    "stream_sessions", stream.groupBy("sessionid", F.session_window("enqueued_time", "10 seconds")).agg(*measures)
)
display(newest_first(by_session))

# COMMAND ----------

by_minute = follow(
    "stream_minutes",
    stream.groupBy(F.date_trunc("MINUTE", "enqueued_time").alias("minute")).agg(F.count("*").alias("clicks")),
)
display(by_minute.orderBy("minute"))

# COMMAND ----------

# MAGIC %md
# MAGIC ## Your turn
# MAGIC Below each task add a cell, write your answer, run it.

# COMMAND ----------

# MAGIC %md
# MAGIC ### 1. Which product is clicked most in each category?
# MAGIC Hint: `clicks_per_product` has one row a product, and `F.max_by("productid", "clicks")` is the product of the row with the most clicks in a group.

# COMMAND ----------

# MAGIC %md
# MAGIC ### 2. Which sessions looked at one category only?
# MAGIC Hint: begin with the query of *Sessions*, group in the same way, and keep the groups with one value: `F.countDistinct("category")`, then `.where("categories = 1")`.

# COMMAND ----------

# MAGIC %md
# MAGIC ### 3. How many clicks came in the last minute?
# MAGIC Hint: compare `enqueued_time` with `F.expr("current_timestamp() - INTERVAL 1 MINUTE")`. What would `event_time` have said?

# COMMAND ----------

# MAGIC %md
# MAGIC ### 4. The challenge's own: an aggregate query for marketing
# MAGIC Marketing wants a table of its own, `category_report`: one row a category, with its clicks, products and sessions, and its percentage of all clicks. Then ask a question that nobody has asked here yet.
# MAGIC
# MAGIC Hint: `F.sum("clicks").over(Window.partitionBy())` is the sum over all rows. `.write.mode("overwrite").saveAsTable("category_report")` keeps an answer; without a schema, `.format("delta").save(f"{lake_url}/category_report")` does.
