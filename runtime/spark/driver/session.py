"""The Spark session, configured for a small machine.

This is what the cluster's configuration is on Databricks. Notebooks do not see it.
"""

import os
import secrets

from py4j.java_gateway import JavaObject
from py4j.protocol import GATEWAY_SERVER_OBJECT_ID
from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import ensure_callback_server_started
from pyspark.sql import SparkSession


def start_session(options, pools_file, own):
    """
    :param options: the options that this process was given (see `main.py`)
    :param own: settings in place of these, or beside them
    """
    # More slots than processors: a few long questions do not hold all of them against the stream.
    slots = (os.cpu_count() or 2) + 4
    settings = {
        "spark.master": f"local[{slots}]",
        "spark.app.name": "clickstream",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        # Spark listens on loopback for executors, though there are none, and deserialises Java objects from what it is
        # sent: with this it ignores whoever lacks a secret, which it generates itself and keeps in memory.
        "spark.authenticate": "true",
        # The JVM's working directory, by no other name: this setting is a list, and a comma in a path would end it.
        "spark.local.dir": ".",
        "spark.sql.warehouse.dir": f"file:{options['warehouse_folder']}",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.session.timeZone": "UTC",
        # As on Databricks: a table is Delta Lake's where nobody says otherwise.
        "spark.sql.sources.default": "delta",
        # The lake, and a local file system that can be committed to quickly.
        "spark.hadoop.fs.abfss.impl": "clickstream.spark.LakeFileSystem",
        "spark.hadoop.fs.AbstractFileSystem.abfss.impl": "clickstream.spark.LakeFiles",
        "spark.hadoop.fs.abfss.local.root": options["lake_folder"],
        "spark.hadoop.fs.file.impl": "clickstream.spark.LeanLocalFileSystem",
        "spark.hadoop.fs.AbstractFileSystem.file.impl": "clickstream.spark.LeanLocalFiles",
        # Questions and the stream take turns.
        "spark.scheduler.mode": "FAIR",
        "spark.scheduler.allocation.file": f"file:{pools_file}",
        "spark.sql.files.maxPartitionBytes": "32m",
        # A table's log is many small files. A task for each few of them costs far more than reading them.
        "spark.sql.files.openCostInBytes": "4k",
        "spark.sql.files.minPartitionNum": "1",
        # A batch is a few thousand rows: what pays on a cluster costs a second here.
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        # The stream and the page's questions need more than the 100 kept by default, in turn: each would be compiled again.
        "spark.sql.codegen.cache.maxEntries": "1000",
        # Vacuum lists folders in as many tasks.
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.databricks.delta.writeChecksumFile.enabled": "false",
        # Compaction leaves files of this size alone, so that its work does not grow with the table.
        "spark.databricks.delta.optimize.minFileSize": str(16 * 2**20),
        "spark.databricks.delta.optimize.maxFileSize": str(64 * 2**20),
        "spark.databricks.delta.optimize.maxThreads": "1",
        # All of it is one process: what does not answer is waiting for a processor, it is not lost.
        "spark.network.timeout": "600s",
        # What Spark remembers of the past, so that memory stays flat.
        "spark.ui.retainedJobs": "20",
        "spark.ui.retainedStages": "20",
        "spark.ui.retainedTasks": "100",
        "spark.sql.ui.retainedExecutions": "10",
        "spark.sql.streaming.numRecentProgressUpdates": "10",
        "spark.sql.streaming.stopTimeout": "5s",
    }
    context = SparkContext(conf=SparkConf().setAll(list({**settings, **own}.items())))
    guard_callbacks(context)
    return SparkSession(context)


def guard_callbacks(context):
    """Lets the JVM alone call functions of this process, as a stream does with each batch.

    PySpark opens that port without a secret, though py4j supports one: both ends get it here, before the first call. Python
    asks for it at each connection from then on. PySpark creates Java's end, which has no setter.
    """
    gateway, secret = context._gateway, secrets.token_urlsafe(24)
    ensure_callback_server_started(gateway)
    client = JavaObject(GATEWAY_SERVER_OBJECT_ID, gateway._gateway_client).getCallbackClient()
    field = context._jvm.java.lang.Class.forName("py4j.CallbackClient").getDeclaredField("authToken")
    field.setAccessible(True)
    field.set(client, secret)
    gateway.python_parameters.auth_token = secret


def trust(spark, truststore):
    """Makes Java trust certificates; to be called before it has opened its first connection."""
    system = spark._jvm.java.lang.System
    system.setProperty("javax.net.ssl.trustStore", truststore["file"])
    system.setProperty("javax.net.ssl.trustStorePassword", truststore["password"])
