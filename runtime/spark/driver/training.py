"""Makes the archive of Java classes that both of the driver's JVMs start from.

Loading and verifying Spark's 17,000 classes is most of what a start costs. Java reads an archive of them, as they are once
loaded, in a fraction of the time (class data sharing, JEP 350). It is made by a JVM that has done, once and with a few rows,
what a session's JVMs will do: a stream into Delta tables, and questions about them.

Takes JSON as its argument: java, spark_home, classpath, folder, archive. Ends with 0 where the archive is there.
"""

import json
import os
import shutil
import sys

JSON_CLICK = """{"productid": 7, "category": 1, "sessionid": 3, "timestamp": "2020-11-18T17:17:17.1234567+00:00"}"""
# A port on which nobody listens: Kafka's client is loaded, tries, and gives up.
NOBODY = "127.0.0.1:9"
KAFKA_LIMIT_MS = "500"


def main():
    options = json.loads(sys.argv[1])
    folder = options["folder"]
    lake, warehouse, temporary = (os.path.join(folder, name) for name in ("lake", "warehouse", "tmp"))
    for path in (lake, warehouse, temporary):
        os.makedirs(path)
    hosts = os.path.join(folder, "hosts")
    open(hosts, "w").close()
    os.environ["SPARK_HOME"] = options["spark_home"]
    os.environ["PYSPARK_PYTHON"] = sys.executable

    from jvm import FOR_JOBS, start_jvm

    dump = [f"-XX:ArchiveClassesAtExit={options['archive']}", "-XX:TieredStopAtLevel=1"]
    jvm = start_jvm(options["java"], FOR_JOBS, dump, options["classpath"], hosts, temporary, sys.stderr)
    try:
        from main import POOLS
        from session import start_session

        spark = start_session({"lake_folder": lake, "warehouse_folder": warehouse}, POOLS, {})
        work(spark, folder)
        # In order, as it dumps them only then.
        jvm.process.terminate()
        code = jvm.process.wait()
    finally:
        jvm.kill()
    for path in (lake, warehouse, temporary):
        shutil.rmtree(path)
    os._exit(0 if os.path.isfile(options["archive"]) else code or 1)


def work(spark, folder):
    """What ingest.py, the page and a reader of the tables ask of Spark, once."""
    spark.sql("CREATE DATABASE training")
    spark.sql("CREATE TABLE training.clicks (productid INT, category INT, at TIMESTAMP) USING DELTA")
    spark.sql("CREATE TABLE training.totals (productid INT, category INT, clicks BIGINT) USING DELTA")
    stream(spark, folder)
    spark.sql("SELECT productid, count(*) FROM training.clicks GROUP BY productid ORDER BY 2 DESC LIMIT 10").collect()
    spark.sql("DESCRIBE HISTORY training.clicks").collect()
    hub(spark)


def stream(spark, folder):
    from pyspark.sql import functions as F

    def write(batch, number):
        clicks = batch.select("event.productid", "event.category", F.col("timestamp").alias("at"))
        clicks.writeTo("training.clicks").option("txnAppId", "training").option("txnVersion", number + 1).append()
        totals = clicks.groupBy("productid", "category").agg(F.count("*").alias("clicks"))
        totals.writeTo("training.totals").overwrite(F.lit(True))

    events = spark.readStream.format("rate-micro-batch").option("rowsPerBatch", 10).load()
    fields = "productid INT, category INT, sessionid INT, `timestamp` STRING"
    parsed = events.select("timestamp", F.from_json(F.lit(JSON_CLICK), fields).alias("event"))
    query = (
        parsed.writeStream.foreachBatch(write)
        .option("checkpointLocation", os.path.join(folder, "tmp", "checkpoint"))
        .trigger(processingTime="1 second")
        .start()
    )
    while query.isActive and (query.lastProgress or {"batchId": 0})["batchId"] < 1:
        query.awaitTermination(0.1)
    query.stop()


def hub(spark):
    limits = {"request.timeout.ms": KAFKA_LIMIT_MS, "default.api.timeout.ms": KAFKA_LIMIT_MS}
    reader = spark.read.format("kafka").option("kafka.bootstrap.servers", NOBODY).option("subscribe", "test")
    for name, value in limits.items():
        reader = reader.option(f"kafka.{name}", value)
    try:
        reader.load().collect()
    except Exception:  # as it must
        pass


if __name__ == "__main__":
    main()
