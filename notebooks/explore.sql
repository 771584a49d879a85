-- Databricks notebook source
-- MAGIC %md
-- MAGIC # Explore the clicks, in SQL
-- MAGIC
-- MAGIC The same questions in three languages: `explore-sql`, `explore-python`, `explore-scala`. Pick the one you like, run it from top to bottom, then change a query and see. On serverless compute only the first two run: it has no Scala.
-- MAGIC
-- MAGIC | table | holds |
-- MAGIC |---|---|
-- MAGIC | `clicks` | one row for each click |
-- MAGIC | `clicks_per_product` | the current number of clicks per product, updated by the stream |
-- MAGIC | `clicks_rejected` | events that are no clicks, and why |
-- MAGIC
-- MAGIC Two times are in `clicks`. **`enqueued_time`** is when the event hub took the click: real time, use it for rates and delays. **`event_time`** is what the shop's clock said: it runs up to three hours behind and jumps back with every new session, so it only says something within a session.

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Reach the tables
-- MAGIC The boxes at the top are filled in for your team. With a schema, it becomes the current one; without one, the tables are read by their path in the lake, with the account's key from the secret scope.

-- COMMAND ----------

CREATE WIDGET TEXT schema DEFAULT '@schema@';
CREATE WIDGET TEXT lake_url DEFAULT '@lake_url@';
CREATE WIDGET TEXT secret_scope DEFAULT '@secret_scope@';
CREATE WIDGET TEXT account_key_secret DEFAULT '@account_key_secret@';

-- COMMAND ----------

-- MAGIC %python
-- MAGIC import re
-- MAGIC
-- MAGIC schema, lake_url = dbutils.widgets.get("schema"), dbutils.widgets.get("lake_url")
-- MAGIC if schema:
-- MAGIC     spark.sql(f"USE {schema}")
-- MAGIC else:
-- MAGIC     account = re.fullmatch(r"abfss://[^@/]+@([^/]+)(/.*)?", lake_url).group(1)
-- MAGIC     key = dbutils.secrets.get(dbutils.widgets.get("secret_scope"), dbutils.widgets.get("account_key_secret"))
-- MAGIC     spark.conf.set(f"fs.azure.account.key.{account}", key)
-- MAGIC     for name in ("clicks", "clicks_per_product", "clicks_rejected"):
-- MAGIC         spark.read.format("delta").load(f"{lake_url}/{name}").createOrReplaceTempView(name)
-- MAGIC spark.conf.set("spark.sql.session.timeZone", "UTC")

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Clicks per product, now
-- MAGIC `clicks_per_product` has one row a product, so asking costs the same after fifty million clicks as after a thousand. To watch it, run the cell again, or add it to a dashboard and let that refresh: every run reads the table as it is at that moment.

-- COMMAND ----------

SELECT productid, category, clicks
FROM clicks_per_product
ORDER BY clicks DESC, productid, category

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Clicks per category

-- COMMAND ----------

SELECT category, sum(clicks) AS clicks, count(*) AS products
FROM clicks_per_product
GROUP BY category
ORDER BY category

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Sessions
-- MAGIC First and last click, duration, last category, first and last product, number of clicks.
-- MAGIC
-- MAGIC Mind that the generator numbers its sessions from 1 again whenever it restarts: two visits can carry the same `sessionid`. Within a session clicks reach the hub about a second apart, so ten seconds without one mean that the number was given out again. `lag` looks at the click before; the running sum counts how often the number has been given out.

-- COMMAND ----------

WITH gaps AS (
  SELECT *,
    enqueued_time - lag(enqueued_time) OVER (PARTITION BY sessionid ORDER BY enqueued_time, `partition`, `offset`) AS gap
  FROM clicks
),
runs AS (
  SELECT *,
    sum(CASE WHEN gap > INTERVAL 10 SECONDS THEN 1 ELSE 0 END) OVER (
      PARTITION BY sessionid ORDER BY enqueued_time, `partition`, `offset`
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS run
  FROM gaps
)
SELECT
  sessionid,
  min(event_time) AS first_click,
  max(event_time) AS last_click,
  timestampdiff(SECOND, min(event_time), max(event_time)) AS duration_seconds,
  max_by(category, struct(event_time, enqueued_time, `partition`, `offset`)) AS last_category,
  min_by(productid, struct(event_time, enqueued_time, `partition`, `offset`)) AS first_product,
  max_by(productid, struct(event_time, enqueued_time, `partition`, `offset`)) AS last_product,
  count(*) AS clicks,
  max(enqueued_time) AS last_enqueued
FROM runs
GROUP BY sessionid, run
ORDER BY last_enqueued DESC, sessionid, first_click

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Clicks per minute
-- MAGIC Of the time in which they reached the hub. By `event_time` the same clicks would be scattered over three hours.

-- COMMAND ----------

SELECT date_trunc('MINUTE', enqueued_time) AS minute, count(*) AS clicks
FROM clicks
GROUP BY date_trunc('MINUTE', enqueued_time)
ORDER BY minute

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## What was not a click
-- MAGIC Nothing that came from the hub is thrown away: what could not be read as a click is kept with the reason.

-- COMMAND ----------

SELECT reason, count(*) AS events, max(enqueued_time) AS last_seen
FROM clicks_rejected
GROUP BY reason
ORDER BY events DESC, reason

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ## Your turn
-- MAGIC Below each task add a cell, write your answer, run it.

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ### 1. Which product is clicked most in each category?
-- MAGIC Hint: `clicks_per_product` has one row a product, and `max_by(productid, clicks)` is the product of the row with the most clicks in a group.

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ### 2. Which sessions looked at one category only?
-- MAGIC Hint: begin with the query of *Sessions*, group in the same way, and keep the groups with one value: `HAVING count(DISTINCT category) = 1`.

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ### 3. How many clicks came in the last minute?
-- MAGIC Hint: compare `enqueued_time` with `current_timestamp() - INTERVAL 1 MINUTE`. What would `event_time` have said?

-- COMMAND ----------

-- MAGIC %md
-- MAGIC ### 4. The challenge's own: an aggregate query for marketing
-- MAGIC Marketing wants a table of its own, `category_report`: one row a category, with its clicks, products and sessions, and its percentage of all clicks. Then ask a question that nobody has asked here yet.
-- MAGIC
-- MAGIC Hint: `sum(count(*)) OVER ()` is the count over all groups. `CREATE OR REPLACE TABLE category_report AS SELECT …` keeps an answer; without a schema, give a path in the lake, quoted, behind `delta.` in place of the name.
