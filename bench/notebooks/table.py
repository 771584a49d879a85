# Databricks notebook source
# A table as large as asked for, of the columns that ingest.py writes, with its counts; without a hub.

for name in ("schema", "clicks"):
    dbutils.widgets.text(name, "")
schema, clicks = dbutils.widgets.get("schema"), int(dbutils.widgets.get("clicks"))

# COMMAND ----------

(
    spark.range(0, clicks, 1, max(1, clicks // 1_000_000))
    .selectExpr(
        "CAST(1 + pmod(hash(id), 670) AS INT) AS productid",
        "CAST(1 + pmod(pmod(hash(id), 670) + 1, 10) AS INT) AS category",
        "CAST(id DIV 49 AS INT) AS sessionid",
        "timestamp_millis(1600000000000 + id) AS event_time",
        "CAST(timestamp_millis(1600000000000 + id) AS STRING) AS timestamp",
        "CAST(id % 4 AS INT) AS partition",
        "id DIV 4 AS offset",
        "timestamp_millis(1600000000000 + id) AS enqueued_time",
    )
    .write.format("delta")
    .saveAsTable(f"{schema}.clicks")
)
spark.sql(
    f"""CREATE TABLE {schema}.clicks_per_product USING DELTA AS
    SELECT /*+ COALESCE(1) */ productid, category, count(*) AS clicks FROM {schema}.clicks GROUP BY productid, category"""
)
