"""Runs one notebook beside a challenge, in a process and a JVM of its own, and says what it shows while it runs.

Reads the line that `main.py` reads, with `notebook`: path, language, text, parameters, secrets. Prints a line of JSON for
each thing that happens: `cells` (what it will run), `begin` (a cell, by its index), `output`, `end` (of that cell), and last
`ended`, with the error, what the notebook gave to `dbutils.notebook.exit`, and the names of streams that it leaves running:
they end with this process. Where the notebook is refused, `ended` is all that is said.
"""

import io
import json
import os
import sys

from main import POOLS, begin, start_watched_jvm

REDACTED = "[REDACTED]"
# The challenge's job writes them.
CHALLENGE_TABLES = ("clicks", "clicks_per_product", "clicks_rejected")


class Reporter(io.TextIOBase):
    """Says what a run shows. As on Databricks, no secret's value is in it."""

    def __init__(self, answers, secrets):
        self._answers = answers
        self._secrets = sorted({part for secret in secrets for part in _secret_parts(secret)}, key=len, reverse=True)
        self._line = ""

    def begin(self, index):
        self.say({"type": "begin", "cell": index})

    def show(self, output):
        self.say_rest()
        self.say({"type": "output", "output": output})

    def end(self, index):
        self.say_rest()
        self.say({"type": "end", "cell": index})

    def write(self, text):
        """What Python prints, in whole lines: a secret is not to be seen because it was printed in pieces."""
        whole, newline, self._line = (self._line + text).rpartition("\n")
        if newline:
            self.say({"type": "output", "output": {"type": "text", "text": whole + newline}})
        return len(text)

    def flush(self):
        """Nothing is said before its line is whole."""

    def say_rest(self):
        if self._line:
            text, self._line = self._line, ""
            self.say({"type": "output", "output": {"type": "text", "text": text}})

    def say(self, event):
        # In one call: threads that a notebook starts print, too.
        self._answers.write(json.dumps(self._redacted(event)) + "\n")
        self._answers.flush()

    def _redacted(self, value):
        if isinstance(value, str):
            for secret in self._secrets:
                value = value.replace(secret, REDACTED)
            return value
        if isinstance(value, list):
            return [self._redacted(each) for each in value]
        if isinstance(value, dict):
            return {name: self._redacted(each) for name, each in value.items()}
        return value


def _secret_parts(secret):
    """A secret's value; of a connection string, its key as well."""
    keys = [part.partition("=")[2] for part in secret.split(";") if part.startswith("SharedAccessKey=")]
    return [part for part in (secret, *keys) if part]


def main():
    options, answers, log = begin()
    notebook = options["notebook"]
    secrets = {(scope, key): value for scope, key, value in notebook["secrets"]}
    reporter = Reporter(answers, secrets.values())

    from cells import NotebookError, parse_notebook

    try:
        cells = parse_notebook(notebook["text"], notebook["language"].lower())
    except NotebookError as error:
        reporter.say({"type": "ended", "error": f"{notebook['path']}: {error}", "exitValue": None, "streams": []})
        os._exit(0)
    shown = [{"language": cell.language, "title": cell.title, "source": cell.source.strip("\n")} for cell in cells]
    reporter.say({"type": "cells", "cells": shown})
    # The challenge's stream comes first.
    os.nice(5)

    from jvm import FOR_NOTEBOOK

    _, end = start_watched_jvm(options, FOR_NOTEBOOK, os.path.join(options["folder"], "tmp"), log)

    from catalog import TablesInFolders
    from dbutils import DBUtils
    from notebook import NotebookRun
    from scala import ScalaCells
    from session import start_session, trust

    spark = start_session(options, POOLS, {})
    trust(spark, options["truststore"])
    tables = TablesInFolders(spark, options["warehouse_folder"])
    tables.look()
    tables.take(others=CHALLENGE_TABLES)
    sys.stdout = reporter
    # `input()` would wait for good: the program's own is its starter's, who writes nothing more (`main.py` waits for its end).
    sys.stdin = io.StringIO()
    dbutils = DBUtils(notebook["parameters"], secrets)
    ended = run_to_end(NotebookRun(notebook["path"], cells, spark, dbutils, ScalaCells, reporter))
    reporter.say_rest()
    reporter.say({**ended, "streams": [query.name or str(query.id) for query in spark.streams.active]})
    end(0)


def run_to_end(run):
    """:returns: how it has ended; with the error, or the value of `dbutils.notebook.exit`"""
    from cells import NotebookError
    from notebook import describe

    ended = {"type": "ended", "error": None, "exitValue": None}
    try:
        return {**ended, "exitValue": run.run()}
    except NotebookError as error:
        return {**ended, "error": str(error)}
    except BaseException as error:  # `sys.exit` in a cell, or the driver's own fault
        return {**ended, "error": describe(error)}


if __name__ == "__main__":
    main()
