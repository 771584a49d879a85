"""Jobs: notebooks that run once, or again and again."""

import threading
import time

from cells import NotebookError, parse_notebook
from dbutils import DBUtils
from notebook import NotebookRun, describe
from scala import ScalaCells

# As Databricks restarts a continuous job: later after each failure in a row; a second later if it ended well, or had run for
# a minute.
FIRST_BACKOFF_SECONDS = 1
LONGEST_BACKOFF_SECONDS = 60
STEADY_SECONDS = 60
CANCEL_SECONDS = 8


class Job:
    """A notebook with parameters, run on a thread of its own."""

    def __init__(self, make_run, continuous):
        """:param make_run: creates a new run of the notebook"""
        self._make_run = make_run
        self._continuous = continuous
        self._cancelled = threading.Event()
        self._run = None
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self.state = "PENDING"
        self.runs = 0
        self.error = None
        self.exit_value = None
        self._thread.start()

    def describe(self):
        run = self._run
        return {
            "state": self.state,
            "runs": self.runs,
            "error": self.error,
            "exitValue": self.exit_value,
            "outputs": run.outputs if run is not None and not self._continuous else [],
        }

    def cancel(self):
        """Ends it; waits up to eight seconds for its streams to stop."""
        self._cancelled.set()
        deadline = time.monotonic() + CANCEL_SECONDS
        while self._thread.is_alive() and time.monotonic() < deadline:
            # Again and again: it may be about to start a stream.
            if self._run is not None:
                self._run.cancel()
            self._thread.join(0.5)
        self.state = "TERMINATED"

    def _follow(self):
        backoff = FIRST_BACKOFF_SECONDS
        while not self._cancelled.is_set():
            began = time.monotonic()
            failed = self._once()
            if not self._continuous:
                break
            if not failed or time.monotonic() - began > STEADY_SECONDS:
                backoff = FIRST_BACKOFF_SECONDS
            self.state = "BACKOFF"
            self._cancelled.wait(backoff)
            backoff = min(2 * backoff, LONGEST_BACKOFF_SECONDS)
        self.state = "TERMINATED"

    def _once(self):
        """:returns: whether the run failed"""
        self.runs += 1
        try:
            self._run = self._make_run()
            self.state = "RUNNING"
            self.exit_value = self._run.run()
            self.error = None
            return False
        except NotebookError as error:
            self.error = str(error)
        except Exception as error:  # the driver's own fault, but the job's state must say so
            self.error = describe(error)
        if not self._cancelled.is_set():
            print(f"A run of a job failed: {self.error}", flush=True)
        return True


def run_here(spark, path, cells, parameters, secrets):
    """A run in this process, with a session of its own."""
    session = spark.newSession()
    session.sparkContext.setLocalProperty("spark.scheduler.pool", "jobs")
    return NotebookRun(path, cells, session, DBUtils(parameters, secrets), ScalaCells)


class Jobs:
    """All notebooks, secrets and jobs of this driver."""

    def __init__(self, spark, make_run):
        """:param make_run: creates a run of a notebook, as `run_here` does"""
        self._spark = spark
        self._make_run = make_run
        self._notebooks = {}
        self._secrets = {}
        self._jobs = {}

    def put_notebook(self, path, language, text):
        """:raises NotebookError: where the text is no notebook"""
        self._notebooks[path] = parse_notebook(text, language.lower())

    def delete_notebook(self, path):
        self._notebooks.pop(path, None)

    def put_secret(self, scope, key, value):
        self._secrets[scope, key] = value

    def delete_secret(self, scope, key):
        self._secrets.pop((scope, key), None)

    def start(self, job_id, path, parameters, continuous):
        self.cancel(job_id)
        self._jobs[job_id] = Job(lambda: self._run_of(path, parameters), continuous)

    def cancel(self, job_id):
        job = self._jobs.pop(job_id, None)
        if job is not None:
            job.cancel()

    def describe(self, job_id):
        job = self._jobs.get(job_id)
        return None if job is None else job.describe()

    def cancel_all(self):
        jobs = list(self._jobs)
        threads = [threading.Thread(target=self.cancel, args=(job_id,)) for job_id in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _run_of(self, path, parameters):
        if path not in self._notebooks:
            raise NotebookError(f"{path}: there is no such notebook.")
        return self._make_run(self._spark, path, self._notebooks[path], parameters, self._secrets)
