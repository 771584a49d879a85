"""Scala cells: Scala's own interpreter, in the JVM that Spark already runs in."""


class ScalaCells:
    """Runs the Scala cells of one run of a notebook."""

    def __init__(self, run):
        jvm = run.session._jvm
        self._session = run.session
        self._bridge = jvm.clickstream.spark.ScalaCells(
            run.session._jsparkSession, dict(run.dbutils.widgets.getAll()), run.dbutils.secrets.all()
        )

    def run(self, source):
        """:returns: the interpreter's message where the cell failed, or None"""
        return self._bridge.run(source)

    def displayed(self):
        """What the cell gave to `display`."""
        from pyspark.sql import DataFrame

        return [DataFrame(shown, self._session) for shown in self._bridge.takeDisplayed()]

    def close(self):
        self._bridge.close()
