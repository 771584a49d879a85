// Databricks notebook source
// MAGIC %md
// MAGIC # Explore the clicks, in Scala
// MAGIC
// MAGIC The same questions in three languages: `explore-sql`, `explore-python`, `explore-scala`. Pick the one you like, run it from top to bottom, then change a query and see. On serverless compute only the first two run: it has no Scala.
// MAGIC
// MAGIC | table | holds |
// MAGIC |---|---|
// MAGIC | `clicks` | one row for each click |
// MAGIC | `clicks_per_product` | the current number of clicks per product, updated by the stream |
// MAGIC | `clicks_rejected` | events that are no clicks, and why |
// MAGIC
// MAGIC Two times are in `clicks`. **`enqueued_time`** is when the event hub took the click: real time, use it for rates and delays. **`event_time`** is what the shop's clock said: it runs up to three hours behind and jumps back with every new session, so it only says something within a session.

// COMMAND ----------

// MAGIC %md
// MAGIC ## Reach the tables
// MAGIC The boxes at the top are filled in for your team. With a schema, it becomes the current one; without one, the tables are read by their path in the lake, with the account's key from the secret scope.

// COMMAND ----------

dbutils.widgets.text("schema", "@schema@")
dbutils.widgets.text("lake_url", "@lake_url@")
dbutils.widgets.text("secret_scope", "@secret_scope@")
dbutils.widgets.text("account_key_secret", "@account_key_secret@")
dbutils.widgets.text("polls", "12", "How often to ask in the loop")
dbutils.widgets.text("seconds", "5", "How long to wait in between")

// COMMAND ----------

val schema = dbutils.widgets.get("schema")
val lakeUrl = dbutils.widgets.get("lake_url")
if (schema.nonEmpty) {
  spark.sql(s"USE $schema")
} else {
  val account = "abfss://[^@/]+@([^/]+)(?:/.*)?".r.findFirstMatchIn(lakeUrl).get.group(1)
  val key = dbutils.secrets.get(dbutils.widgets.get("secret_scope"), dbutils.widgets.get("account_key_secret"))
  spark.conf.set(s"fs.azure.account.key.$account", key)
  for (name <- Seq("clicks", "clicks_per_product", "clicks_rejected"))
    spark.read.format("delta").load(s"$lakeUrl/$name").createOrReplaceTempView(name)
}
spark.conf.set("spark.sql.session.timeZone", "UTC")
val clicks = spark.table("clicks")

// COMMAND ----------

// MAGIC %md
// MAGIC ## Clicks per product, now
// MAGIC `clicks_per_product` has one row a product, so asking costs the same after fifty million clicks as after a thousand. The loop asks again every few seconds, and gets the number of that moment each time.

// COMMAND ----------

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.expressions.Window
import org.apache.spark.sql.functions._

def clicksPerProduct: DataFrame =
  spark.table("clicks_per_product").orderBy(col("clicks").desc, col("productid"), col("category"))

display(clicksPerProduct)

// COMMAND ----------

for (poll <- 1 to dbutils.widgets.get("polls").toInt) {
  if (poll > 1) Thread.sleep((dbutils.widgets.get("seconds").toDouble * 1000).toLong)
  val top = clicksPerProduct.limit(3).collect().map(row => s"product ${row.getAs[Int]("productid")} (${row.getAs[Long]("clicks")})")
  val total = spark.table("clicks_per_product").agg(coalesce(sum("clicks"), lit(0L))).first().getLong(0)
  println(s"$total clicks, most of them on ${top.mkString(", ")}")
}

// COMMAND ----------

// MAGIC %md
// MAGIC ## Clicks per category

// COMMAND ----------

display(
  spark.table("clicks_per_product")
    .groupBy("category")
    .agg(sum("clicks").as("clicks"), count("*").as("products"))
    .orderBy("category")
)

// COMMAND ----------

// MAGIC %md
// MAGIC ## Sessions
// MAGIC First and last click, duration, last category, first and last product, number of clicks.
// MAGIC
// MAGIC Mind that the generator numbers its sessions from 1 again whenever it restarts: two visits can carry the same `sessionid`. Within a session clicks reach the hub about a second apart, so ten seconds without one mean that the number was given out again. `lag` looks at the click before; the running sum counts how often the number has been given out.

// COMMAND ----------

val order = struct("event_time", "enqueued_time", "partition", "offset")
val measures = Seq(
  min("event_time").as("first_click"),
  max("event_time").as("last_click"),
  expr("timestampdiff(SECOND, min(event_time), max(event_time))").as("duration_seconds"),
  max_by(col("category"), order).as("last_category"),
  min_by(col("productid"), order).as("first_product"),
  max_by(col("productid"), order).as("last_product"),
  count("*").as("clicks"),
  max("enqueued_time").as("last_enqueued")
)

def newestFirst(sessions: DataFrame): DataFrame =
  sessions
    .select("sessionid", "first_click", "last_click", "duration_seconds", "last_category", "first_product",
      "last_product", "clicks", "last_enqueued")
    .orderBy(col("last_enqueued").desc, col("sessionid"), col("first_click"))

val byNumber = Window.partitionBy("sessionid").orderBy("enqueued_time", "partition", "offset")
val gap = col("enqueued_time") - lag("enqueued_time", 1).over(byNumber)
val sessions = clicks
  .withColumn("given_anew", when(gap > expr("INTERVAL 10 SECONDS"), 1).otherwise(0))
  .withColumn("run", sum("given_anew").over(byNumber.rowsBetween(Window.unboundedPreceding, Window.currentRow)))
  .groupBy("sessionid", "run")
  .agg(measures.head, measures.tail: _*)
display(newestFirst(sessions))

// COMMAND ----------

// MAGIC %md
// MAGIC ## Clicks per minute
// MAGIC Of the time in which they reached the hub. By `event_time` the same clicks would be scattered over three hours.

// COMMAND ----------

display(
  clicks
    .groupBy(date_trunc("MINUTE", col("enqueued_time")).as("minute"))
    .agg(count("*").as("clicks"))
    .orderBy("minute")
)

// COMMAND ----------

// MAGIC %md
// MAGIC ## The same, on the stream
// MAGIC A streaming DataFrame takes the same questions and keeps the answers current as clicks arrive. `spark.readStream` follows the table `clicks`; each query below keeps its answer in a table in memory, which you can read again and again while it runs. The last cell stops them all.

// COMMAND ----------

// A few groups do not need the hundreds of partitions that a stream has by default.
spark.conf.set("spark.sql.shuffle.partitions", "4")
val stream =
  if (schema.nonEmpty) spark.readStream.table("clicks")
  else spark.readStream.format("delta").load(s"$lakeUrl/clicks")

/** Keeps the answer in the table `name`, and waits until it holds all clicks of now. */
def follow(name: String, answer: DataFrame): DataFrame = {
  val query = answer.writeStream.format("memory").queryName(name).outputMode("complete").start()
  query.processAllAvailable()
  spark.table(name)
}

// COMMAND ----------

val byProduct = follow("stream_products", stream.groupBy("productid", "category").agg(count("*").as("clicks")))
display(byProduct.orderBy(col("clicks").desc, col("productid"), col("category")))

// COMMAND ----------

// As the table's answer has it; a stream counts different values only approximately, unless it collects them.
val byCategory = follow(
  "stream_categories",
  stream
    .groupBy("category")
    .agg(count("*").as("clicks"), size(collect_set(struct("productid", "category"))).as("products"))
)
display(byCategory.orderBy("category"))

// COMMAND ----------

// MAGIC %md
// MAGIC A stream knows no `lag`. It has `session_window`, which closes a session by itself after ten seconds without a click.

// COMMAND ----------

val bySession = follow(
  "stream_sessions",
  stream
    .groupBy(col("sessionid"), session_window(col("enqueued_time"), "10 seconds"))
    .agg(measures.head, measures.tail: _*)
)
display(newestFirst(bySession))

// COMMAND ----------

val byMinute = follow(
  "stream_minutes",
  stream.groupBy(date_trunc("MINUTE", col("enqueued_time")).as("minute")).agg(count("*").as("clicks"))
)
display(byMinute.orderBy("minute"))

// COMMAND ----------

// MAGIC %md
// MAGIC Read `stream_products` again while clicks arrive, `display(spark.table("stream_products"))`, and the numbers have moved. Then stop the streams: they keep the cluster busy.

// COMMAND ----------

for (query <- spark.streams.active if query.name != null && query.name.startsWith("stream_")) query.stop()

// COMMAND ----------

// MAGIC %md
// MAGIC ## Your turn
// MAGIC Below each task add a cell, write your answer, run it.

// COMMAND ----------

// MAGIC %md
// MAGIC ### 1. Which product is clicked most in each category?
// MAGIC Hint: `clicks_per_product` has one row a product, and `max_by(col("productid"), col("clicks"))` is the product of the row with the most clicks in a group.

// COMMAND ----------

// MAGIC %md
// MAGIC ### 2. Which sessions looked at one category only?
// MAGIC Hint: begin with the query of *Sessions*, group in the same way, and keep the groups with one value: `count_distinct(col("category"))`, then `.where("categories = 1")`.

// COMMAND ----------

// MAGIC %md
// MAGIC ### 3. How many clicks came in the last minute?
// MAGIC Hint: compare `enqueued_time` with `expr("current_timestamp() - INTERVAL 1 MINUTE")`. What would `event_time` have said?

// COMMAND ----------

// MAGIC %md
// MAGIC ### 4. The challenge's own: an aggregate query for marketing
// MAGIC Marketing wants a table of its own, `category_report`: one row a category, with its clicks, products and sessions, and its percentage of all clicks. Then ask a question that nobody has asked here yet.
// MAGIC
// MAGIC Hint: `sum("clicks").over(Window.partitionBy())` is the sum over all rows. `.write.mode("overwrite").saveAsTable("category_report")` keeps an answer; without a schema, `.format("delta").save(s"$lakeUrl/category_report")` does.
