"""Databricks' SQL Statement Execution API: https://docs.databricks.com/api/workspace/statementexecution

Answered as documented for the disposition INLINE with the format JSON_ARRAY: every value a string or null.
"""

import os
import re
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from py4j.protocol import Py4JNetworkError

from notebook import describe
from reading import named_by_path, read
from readonly import NotReading
from request import check_request
from results import MAX_RESULT_BYTES, as_text, chunk_rows, column, rows_of
from server import BadRequest, NotFound

# Answers are kept this long after they were last asked for.
KEEP_SECONDS = 600
MAX_KEPT = 200
MAX_KEPT_BYTES = 8 * MAX_RESULT_BYTES
AT_ONCE = 24
# Databricks lets a statement run for two days by default; here it would take processors from the stream.
MAX_SECONDS = 300
# By then a statement that was ended has ended, unless it does something that nobody can interrupt.
LOST_SECONDS = 15
# In the stack of each thread that runs a task.
TASK = "org.apache.spark.executor.Executor$TaskRunner"
LOST = 4
JVM_SECONDS = 10


class Statement:
    """One statement, its state and its result."""

    def __init__(self, request):
        self.id = str(uuid.uuid4())
        self.request = request
        self.state = "PENDING"
        self.error = None
        self.columns = []
        self.chunks = []
        self.truncated = False
        self.size = 0
        self.began = None
        self.done = threading.Event()
        self.left = threading.Event()
        self.touched = time.monotonic()
        self.lock = threading.Lock()

    def finish(self, state, error=None):
        """:returns: False where it had ended before"""
        with self.lock:
            if self.done.is_set():
                return False
            self.state, self.error = state, error
            self.done.set()
            return True

    def fail(self, code, message):
        """:returns: False where it had ended before"""
        return self.finish("FAILED", {"error_code": code, "message": message})

    def answer(self):
        self.touched = time.monotonic()
        status = {"state": self.state}
        if self.error is not None:
            status["error"] = self.error
        body = {"statement_id": self.id, "status": status}
        if self.state == "SUCCEEDED":
            body["manifest"] = self._manifest()
            body["result"] = self.chunk(0)
        return body

    def _manifest(self):
        chunks, offset = [], 0
        for index, rows in enumerate(self.chunks):
            chunks.append({"chunk_index": index, "row_offset": offset, "row_count": len(rows)})
            offset += len(rows)
        return {
            "format": "JSON_ARRAY",
            "schema": {"column_count": len(self.columns), "columns": self.columns},
            "total_chunk_count": len(chunks),
            "chunks": chunks,
            "total_row_count": offset,
            "truncated": self.truncated,
        }

    def chunk(self, index):
        self.touched = time.monotonic()
        if not self.chunks and index == 0:
            return {}
        if not 0 <= index < len(self.chunks):
            raise BadRequest(f"Chunk index {index} is out of range: the statement has {len(self.chunks)} chunks.")
        result = {
            "chunk_index": index,
            "row_offset": sum(len(rows) for rows in self.chunks[:index]),
            "row_count": len(self.chunks[index]),
            "data_array": self.chunks[index],
        }
        if index + 1 < len(self.chunks):
            result["next_chunk_index"] = index + 1
            result["next_chunk_internal_link"] = (
                f"/api/2.0/sql/statements/{self.id}/result/chunks/{index + 1}?row_offset="
                f"{result['row_offset'] + result['row_count']}"
            )
        return result


class Statements:
    """Runs statements, each in a session of its catalog and schema, several at once."""

    def __init__(self, spark, tables, roots):
        """
        :param tables: looked at before each statement
        :param roots: folders that tables may be in
        """
        self._spark = spark
        self._tables = tables
        self._roots = roots
        self._sessions = {}
        self._statements = {}
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="statement")

    def route(self, method, path, fields):
        if method == "POST" and path.rstrip("/") == "/api/2.0/sql/statements":
            return self.execute(fields)
        found = re.fullmatch(r"/api/2\.0/sql/statements/([^/]+)(?:/(cancel|result/chunks/([0-9]{1,9})))?", path)
        if found is None:
            return None
        statement_id, action, chunk = found.groups()
        if method == "POST" and action == "cancel":
            self.cancel(statement_id)
            return {}
        if method == "GET" and action is None:
            return self.get(statement_id).answer()
        if method == "GET" and chunk is not None:
            return self.get(statement_id).chunk(int(chunk))
        return None

    def execute(self, request):
        """:returns: the answer's body, after at most the time that the request is willing to wait"""
        checked = check_request(request)
        statement = Statement(checked)
        with self._lock:
            self._forget()
            self._statements[statement.id] = statement
            longest = self._longest_of_too_many()
        if longest is not None:
            self._end(longest, "RESOURCE_EXHAUSTED", f"The statement made room for others: {AT_ONCE} at once are the limit here.")
        self._workers.submit(self._run, statement)
        if not statement.done.wait(checked["wait"]) and checked["cancel_after_wait"]:
            self.cancel(statement.id)
        return statement.answer()

    def get(self, statement_id):
        with self._lock:
            if statement_id not in self._statements:
                raise NotFound(f"The statement {statement_id} was not found.")
            return self._statements[statement_id]

    def cancel(self, statement_id):
        statement = self.get(statement_id)
        if statement.finish("CANCELED"):
            self._interrupt(statement)

    def _end(self, statement, code, message):
        if statement.fail(code, message):
            self._interrupt(statement)

    def _interrupt(self, statement):
        # Also jobs that it has not begun yet: it may be just about to.
        context = self._spark.sparkContext._jsc.sc()
        stages = _stages_of(context, statement.id)
        context.cancelJobGroupAndFutureJobs(statement.id, "the question was ended")
        if statement.began is not None:
            later(LOST_SECONDS, self._give_up, statement, stages)

    def _give_up(self, statement, stages):
        """A regular expression that does not end, or a plan that is still being made, ends with this process alone."""
        if not statement.left.is_set() or _computes(self._spark._jvm, stages):
            print(f"A question did not end within {LOST_SECONDS} s of being ended: so this process ends.", flush=True)
            os._exit(LOST)

    def _longest_of_too_many(self):
        running = [statement for statement in self._statements.values() if not statement.left.is_set()]
        begun = [statement for statement in running if statement.began is not None and not statement.done.is_set()]
        return min(begun, key=lambda statement: statement.began, default=None) if len(running) > AT_ONCE else None

    def _forget(self):
        newest_first = sorted(self._statements.values(), key=lambda statement: -statement.touched)
        kept, size = 0, 0
        for statement in [statement for statement in newest_first if statement.left.is_set()]:
            kept, size = kept + 1, size + statement.size
            old = time.monotonic() - statement.touched > KEEP_SECONDS
            if old or kept > MAX_KEPT or (kept > 1 and size > MAX_KEPT_BYTES):
                del self._statements[statement.id]

    def _run(self, statement):
        with statement.lock:
            statement.began = time.monotonic()
            ended = statement.done.is_set()
            if not ended:
                statement.state = "RUNNING"
        message = f"The statement was ended: it had run for {MAX_SECONDS} s, which is the limit here."
        timer = later(MAX_SECONDS, self._end, statement, "DEADLINE_EXCEEDED", message)
        try:
            if not ended:
                columns, rows, statement.truncated = self._read(statement)
                statement.columns, statement.chunks = columns, chunk_rows(rows)
                statement.finish("SUCCEEDED")
        except (NotReading, BadRequest) as error:
            statement.fail("BAD_REQUEST", str(error))
        except (Py4JNetworkError, ConnectionError) as error:
            # Spark's JVM has ended, and this process is about to: who asked is told so by whoever notices that.
            time.sleep(JVM_SECONDS)
            statement.fail("INTERNAL_ERROR", describe(error))
        except Exception as error:  # whatever Spark refuses is the statement's answer
            statement.fail("BAD_REQUEST", describe(error))
        finally:
            statement.left.set()
            timer.cancel()

    def _session(self, catalog, schema, by_path):
        key = (catalog, schema, by_path)
        with self._lock:
            if key not in self._sessions:
                session = self._spark.newSession()
                # Off, neither Spark nor Delta Lake takes a name for a file's, as they do in text.`/etc/passwd`.
                session.conf.set("spark.sql.runSQLOnFiles", by_path)
                # A question that reads no table does not take all slots at once.
                session.conf.set("spark.sql.leafNodeDefaultParallelism", "2")
                # A database's name may hold anything; back-quoted it is one name.
                names = [f"`{name.replace('`', '``')}`" for name in (catalog, schema) if name]
                if names:
                    session.sql(f"USE {'.'.join(names)}" if schema else f"SET CATALOG {names[0]}")
                self._sessions[key] = session
            return self._sessions[key]

    def _read(self, statement):
        request = statement.request
        # This thread's last question may have been cancelled, with all jobs to come: what follows belongs to no question.
        self._spark.sparkContext._jsc.clearJobGroup()
        by_path = named_by_path(self._spark, request["statement"])
        self._tables.look()
        session = self._session(request["catalog"], request["schema"], by_path)
        session.sparkContext.setJobGroup(statement.id, "question", interruptOnCancel=True)
        result = read(session, request["statement"], request["parameters"], self._roots)
        columns = [column(index, field) for index, field in enumerate(result.schema.fields)]
        texts = result.toDF(*[f"c{index}" for index in range(len(columns))])
        texts = texts.select([as_text(field) for field in texts.schema.fields])
        rows, statement.size, truncated = rows_of(texts, request["row_limit"], request["byte_limit"])
        return columns, rows, truncated


def _stages_of(context, group):
    """:returns: the numbers of the stages that a statement's jobs have"""
    tracker = context.statusTracker()
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
    return {stage for job in jobs if job.isDefined() for stage in job.get().stageIds()}


def _computes(jvm, stages):
    """Whether tasks of stages still run: a job that was cancelled counts as ended, whatever its tasks do.

    The name of a task's thread says which it is (org.apache.spark.executor.Executor.TaskRunner), and goes on saying so when
    the task has ended and the thread waits for another one.
    """
    threads = jvm.java.lang.Thread.getAllStackTraces().keySet().toArray()
    names = [(re.search(r"^Executor task .* in stage (\d+)\.", thread.getName()), thread) for thread in threads]
    found = [thread for name, thread in names if name is not None and int(name.group(1)) in stages]
    return any(_runs_task(thread.getStackTrace()) for thread in found)


def _runs_task(frames):
    # At the bottom: what is above may be thousands of calls of a regular expression.
    return any(frames[index].getClassName() == TASK for index in range(max(0, len(frames) - 8), len(frames)))


def later(seconds, work, *args):
    timer = threading.Timer(seconds, work, args)
    timer.daemon = True
    timer.start()
    return timer
