"""Starts the JVM that Spark runs in, and connects PySpark to it.

Spark's own `spark-submit` would start three processes in turn to do the same, and put all configuration into the
process list.
"""

import os
import pathlib
import struct
import subprocess
import tempfile
import time
from dataclasses import dataclass

# What Spark 4 opens of Java's own modules (org.apache.spark.launcher.JavaModuleOptions).
OPENED = [
    "java.base/java.lang",
    "java.base/java.lang.invoke",
    "java.base/java.lang.reflect",
    "java.base/java.io",
    "java.base/java.net",
    "java.base/java.nio",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
    "java.base/jdk.internal.ref",
    "java.base/sun.nio.ch",
    "java.base/sun.nio.cs",
    "java.base/sun.security.action",
    "java.base/sun.util.calendar",
]

START_SECONDS = 150

# Enough for five million clicks in one backlog. A batch allocates hundreds of megabytes a second and keeps hardly
# any: with Java's own choice of 126 MB, collecting them paused everything for 46 ms of each second. The other sizes are
# what it grows to anyway, so that it need not collect everything on the way there.
FOR_JOBS = ["-Xmx1g", "-Xmn384m", "-Xms576m", "-XX:MetaspaceSize=256m", "-XX:ReservedCodeCacheSize=192m", "-XX:+UseSerialGC"]
# Questions are a few at a time, and small: what a larger one takes of this, it takes for a moment, and mostly for one array.
# Java's optimizing compiler would take longer over them than it saves.
FOR_QUESTIONS = [
    "-Xmx1536m",
    "-Xmn128m",
    "-XX:MetaspaceSize=192m",
    "-XX:ReservedCodeCacheSize=128m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
]
# One person's questions, beside a stream: a cell that collects too much ends its own process alone.
FOR_NOTEBOOK = [
    "-Xmx1g",
    "-Xmn192m",
    "-XX:MetaspaceSize=192m",
    "-XX:ReservedCodeCacheSize=128m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
]


@dataclass(frozen=True)
class Jvm:
    """A running JVM; it ends when this process ends, because it reads this process's end of a pipe."""

    process: subprocess.Popen

    @property
    def pid(self):
        return self.process.pid

    def kill(self):
        self.process.kill()
        self.process.wait()


def start_jvm(java, own, options, classpath, hosts_file, folder, log):
    """Starts Spark's gateway for Python.

    :param own: options for what it is to do
    :param options: further ones
    :param classpath: jars, and folders ending in `*`
    :param hosts_file: names and their addresses; Java reads it again for each name, so it may change at any time
    :param folder: for what the JVM keeps while it runs
    :param log: open file for its output
    """
    # Where Spark writes which port it listens on, and the secret to be let in there.
    handle, connection = tempfile.mkstemp(dir=folder)
    os.close(handle)
    os.unlink(connection)
    command = [
        java,
        *own,
        # Whatever else is under way would go on with what is left of it; who started this process starts it again.
        "-XX:+ExitOnOutOfMemoryError",
        *options,
        "-Xss4m",
        "-Djava.awt.headless=true",
        f"-Djava.io.tmpdir={folder}",
        f"-Djdk.net.hosts.file={hosts_file}",
        # A name can be added after it was asked for in vain.
        "-Dsun.net.inetaddr.ttl=5",
        "-Dsun.net.inetaddr.negative.ttl=0",
        "-Djdk.reflect.useDirectMethodHandle=false",
        "-Dio.netty.tryReflectionSetAccessible=true",
        f"-Dlog4j2.configurationFile={(pathlib.Path(__file__).parent / 'log4j2.properties').as_uri()}",
        *[f"--add-opens={package}=ALL-UNNAMED" for package in OPENED],
        "-cp",
        os.pathsep.join(classpath),
        "org.apache.spark.api.python.PythonGatewayServer",
    ]
    environment = {**os.environ, "_PYSPARK_DRIVER_CONN_INFO_PATH": connection, "SPARK_LOCAL_IP": "127.0.0.1"}
    # In this process's group, which whoever started this process ends as a whole, whatever it has got to.
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, env=environment, cwd=folder)
    try:
        port, secret = _connection(process, connection)
    except BaseException:
        process.kill()
        raise
    # PySpark attaches to a JVM that is announced so, instead of starting one.
    os.environ["PYSPARK_GATEWAY_PORT"] = str(port)
    os.environ["PYSPARK_GATEWAY_SECRET"] = secret
    return Jvm(process)


def _connection(process, path):
    deadline = time.monotonic() + START_SECONDS
    while not os.path.isfile(path):
        if process.poll() is not None:
            raise RuntimeError(f"Java ended with code {process.returncode} while starting Spark")
        if time.monotonic() > deadline:
            raise RuntimeError(f"Spark's JVM has not answered for {START_SECONDS} s")
        time.sleep(0.02)
    with open(path, "rb") as file:
        (port,) = struct.unpack(">i", file.read(4))
        (length,) = struct.unpack(">i", file.read(4))
        secret = file.read(length).decode("utf-8")
    os.unlink(path)
    return port, secret
