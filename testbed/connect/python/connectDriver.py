"""The project's Spark driver, whose notebooks reach Spark over Spark Connect, as on serverless compute.

Each run of a notebook is a process of its own, a client of the Connect server in the driver's JVM. What questions ask, and
whose tables they find, is as in the driver itself.

    connectDriver.py PACKAGES [INTERCEPTOR]

PACKAGES is a folder of the client's Python packages, INTERCEPTOR a class that sees each call to the server.
"""

import json
import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "..", "runtime", "spark", "driver"))

from cells import NotebookError  # noqa: E402
from main import main  # noqa: E402


class ClientRun:
    """One run of a notebook by a process of its own."""

    def __init__(self, spark, path, cells, parameters, secrets):
        service = getattr(spark._jvm.org.apache.spark.sql.connect.service, "SparkConnectService$")
        given = {
            "url": f"sc://127.0.0.1:{getattr(service, 'MODULE$').localPort()}",
            "path": path,
            "cells": [[cell.language, cell.source, cell.line] for cell in cells],
            "parameters": parameters,
            "secrets": [[scope, key, value] for (scope, key), value in secrets.items()],
        }
        self.outputs = []
        self._process = subprocess.Popen(
            [sys.executable, os.path.join(here, "notebookClient.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._say(given)

    def run(self):
        answer = self._process.stdout.readline()
        self._process.stdin.close()
        self._process.wait()
        if not answer:
            raise NotebookError(f"The notebook's process ended with code {self._process.returncode}.")
        result = json.loads(answer)
        self.outputs = result["outputs"]
        if result["error"] is not None:
            raise NotebookError(result["error"])
        return result["exitValue"]

    def cancel(self):
        self._say("cancel")

    def _say(self, what):
        try:
            self._process.stdin.write(json.dumps(what) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):  # it has ended
            pass


packages, *interceptors = sys.argv[1:]
os.environ["PYTHONPATH"] = packages
# Spark gives a batch's worker ten seconds to start. What it imports a notebook's process has imported, and compiled, before.
os.environ["PYTHONPYCACHEPREFIX"] = os.path.join(packages, "compiled")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
main(
    settings={
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": "0",
        **({"spark.connect.grpc.interceptor.classes": interceptors[0]} if interceptors else {}),
    },
    make_run=ClientRun,
)
