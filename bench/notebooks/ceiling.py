# COMMAND ----------

# The ceiling: the cells above are those of ingest.py up to its batches, so this reads and parses what ingest.py reads
# and parses, in batches as large, and keeps nothing of it.

stream = parse(events()).writeStream.format("noop").option("checkpointLocation", f"{checkpoint_path}/stream")
stream.trigger(availableNow=True).start().awaitTermination()
