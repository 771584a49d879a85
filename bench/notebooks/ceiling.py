# COMMAND ----------

# The ceiling: the cells above are all of ingest.py but the last, which runs it. So this reads and parses as ingest.py
# does, in batches of the same size, and writes nothing.

stream = parse(events()).writeStream.format("noop").option("checkpointLocation", f"{checkpoint_path}/stream")
stream.trigger(availableNow=True).start().awaitTermination()
