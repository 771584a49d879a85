# COMMAND ----------

# The ceiling: the cells above are those of ingest.py up to its batches, so this reads and parses what ingest.py reads
# and parses, in batches as large, and keeps nothing of it.

events = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", bootstrap_servers)
    .option("kafka.security.protocol", "SASL_SSL")
    .option("kafka.sasl.mechanism", "PLAIN")
    .option(
        "kafka.sasl.jaas.config",
        "kafkashaded.org.apache.kafka.common.security.plain.PlainLoginModule required"
        f' username="$ConnectionString" password="{dbutils.secrets.get(secret_scope, parameter("connection_secret"))}";',
    )
    .option("subscribe", event_hub)
    .option("startingOffsets", "earliest")
    .option("maxOffsetsPerTrigger", max_clicks_per_batch)
    .load()
)
stream = parse(events).writeStream.format("noop").option("checkpointLocation", f"{checkpoint_path}/stream")
stream.trigger(availableNow=True).start().awaitTermination()
