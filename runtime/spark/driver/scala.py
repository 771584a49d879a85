"""Scala cells: Scala's own interpreter, in the JVM that Spark already runs in."""

import threading

from pyspark import InheritableThread

POLL_SECONDS = 0.2


class ScalaCells:
    """Runs the Scala cells of one run of a notebook."""

    def __init__(self, run):
        jvm = run.session._jvm
        self._session = run.session
        self._bridge = jvm.clickstream.spark.ScalaCells(
            run.session._jsparkSession, dict(run.dbutils.widgets.getAll()), run.dbutils.secrets.all()
        )

    def run(self, source, show):
        """
        :param show: is given what the cell prints and displays, in order and while it runs
        :returns: the interpreter's message where the cell failed, or None
        :raises Exception: where something displayed cannot be shown
        """
        ended, errors = threading.Event(), []

        def follow():
            last = False
            while not last:
                last = ended.wait(POLL_SECONDS)
                try:
                    self._pass_on(show, last)
                except Exception as error:
                    errors.append(error)

        following = InheritableThread(target=follow, session=self._session, daemon=True)
        following.start()
        try:
            problem = self._bridge.run(source)
        finally:
            ended.set()
            following.join()
        if problem is None and errors:
            raise errors[0]
        return problem

    def _pass_on(self, show, last):
        from pyspark.sql import DataFrame

        for shown in self._bridge.takeShown(last):
            show(shown if isinstance(shown, str) else DataFrame(shown, self._session))

    def close(self):
        self._bridge.close()
