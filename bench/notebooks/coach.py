# Databricks notebook source
# What the challenge's own notebook does, in Python: from_json, a plain append, everything else as Spark has it.

for name in ("bootstrap_servers", "event_hub", "secret_scope", "connection_secret", "schema", "checkpoint_path"):
    dbutils.widgets.text(name, "")
get = dbutils.widgets.get

# COMMAND ----------

from pyspark.sql import functions as F

connection_string = dbutils.secrets.get(get("secret_scope"), get("connection_secret"))
click = "productid INT, timestamp STRING, sessionid INT, category INT"
events = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", get("bootstrap_servers"))
    .option("kafka.security.protocol", "SASL_SSL")
    .option("kafka.sasl.mechanism", "PLAIN")
    .option(
        "kafka.sasl.jaas.config",
        "kafkashaded.org.apache.kafka.common.security.plain.PlainLoginModule required"
        f' username="$ConnectionString" password="{connection_string}";',
    )
    .option("subscribe", get("event_hub"))
    .option("startingOffsets", "earliest")
    .load()
)
clicks = events.select(F.from_json(F.col("value").cast("string"), click).alias("click")).select("click.*")
path = f"{spark.conf.get('spark.sql.warehouse.dir')}/{get('schema')}.db/clicks"
(
    clicks.writeStream.format("delta")
    .outputMode("append")
    .option("checkpointLocation", f"{get('checkpoint_path')}/stream")
    .trigger(availableNow=True)
    .start(path)
    .awaitTermination()
)
spark.sql(f"CREATE TABLE {get('schema')}.clicks USING DELTA LOCATION '{path}'")
