"""Databricks' SQL Statement Execution API: https://docs.databricks.com/api/workspace/statementexecution

Answered as documented for the disposition INLINE with the format JSON_ARRAY: every value a string or null.
"""

import datetime
import re
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from pyspark.sql import functions as F
from pyspark.sql import types as T

from notebook import describe
from readonly import NotReading, check_reading

# As documented: an inline result larger than this is refused.
MAX_RESULT_BYTES = 25 * 2**20
CHUNK_BYTES = 2**20
# Answers are kept this long after they were last asked for.
KEEP_SECONDS = 600
MAX_KEPT = 200
AT_ONCE = 8
# Databricks lets a statement run for two days by default; here it would hold a slot that the stream needs.
MAX_SECONDS = 300

TYPE_NAMES = {
    "bigint": "LONG",
    "smallint": "SHORT",
    "tinyint": "BYTE",
    "timestamp_ntz": "TIMESTAMP",
    "void": "NULL",
}


class BadRequest(Exception):
    """The request itself is wrong."""


class NotFound(Exception):
    """There is no such statement."""


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
        self.done = threading.Event()
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

    def __init__(self, spark):
        self._spark = spark
        self._sessions = {}
        self._statements = {}
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="statement")

    def execute(self, request):
        """:returns: the answer's body, after at most the time that the request is willing to wait"""
        checked = check_request(request)
        statement = Statement(checked)
        with self._lock:
            self._forget()
            self._statements[statement.id] = statement
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
            self._end_jobs(statement)

    def _end_jobs(self, statement):
        # Also those that it has not begun yet: it may be just about to.
        context = self._spark.sparkContext._jsc.sc()
        context.cancelJobGroupAndFutureJobs(statement.id, "the question was cancelled")

    def _forget(self):
        oldest_first = sorted(self._statements.values(), key=lambda statement: statement.touched)
        ended = [statement for statement in oldest_first if statement.done.is_set()]
        for index, statement in enumerate(ended):
            too_many = len(ended) - index > MAX_KEPT
            if too_many or time.monotonic() - statement.touched > KEEP_SECONDS:
                del self._statements[statement.id]

    def _run(self, statement):
        with statement.lock:
            if statement.done.is_set():
                return
            statement.state = "RUNNING"
        timer = threading.Timer(MAX_SECONDS, self._time_out, (statement,))
        timer.daemon = True
        timer.start()
        try:
            columns, rows, truncated = self._read(statement)
            statement.columns, statement.truncated = columns, truncated
            statement.chunks = chunk_rows(rows)
            statement.finish("SUCCEEDED")
        except (NotReading, BadRequest) as error:
            statement.finish("FAILED", {"error_code": "BAD_REQUEST", "message": str(error)})
        except Exception as error:  # whatever Spark refuses is the statement's answer
            statement.finish("FAILED", {"error_code": "BAD_REQUEST", "message": describe(error)})
        finally:
            timer.cancel()

    def _time_out(self, statement):
        message = f"The statement was ended: it had run for {MAX_SECONDS} s, which is the limit here."
        if statement.finish("FAILED", {"error_code": "DEADLINE_EXCEEDED", "message": message}):
            self._end_jobs(statement)

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
        by_path = check_reading(self._spark, request["statement"])
        session = self._session(request["catalog"], request["schema"], by_path)
        context = session.sparkContext
        context.setLocalProperty("spark.scheduler.pool", "questions")
        context.setJobGroup(statement.id, "question", interruptOnCancel=True)
        result = session.sql(request["statement"], args=request["parameters"])
        columns = [column(index, field) for index, field in enumerate(result.schema.fields)]
        texts = result.toDF(*[f"c{index}" for index in range(len(columns))])
        texts = texts.select([as_text(field) for field in texts.schema.fields])
        limit = request["row_limit"]
        # Unlimited answers come partition by partition, so that one too large is noticed before it is all here.
        found = texts.toLocalIterator() if limit is None else texts.limit(limit + 1).collect()
        rows, size, truncated = [], 0, False
        for row in found:
            if limit is not None and len(rows) == limit:
                truncated = True
                break
            values = list(row)
            size += sum(len(value) if value is not None else 4 for value in values)
            if request["byte_limit"] is not None and size > request["byte_limit"]:
                truncated = True
                break
            if size > MAX_RESULT_BYTES:
                raise BadRequest(
                    "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size "
                    f"of at most {MAX_RESULT_BYTES} bytes: give a row_limit, or ask for less."
                )
            rows.append(values)
        return columns, rows, truncated


def check_request(request):
    """The request with its defaults. :raises BadRequest:"""
    if not isinstance(request, dict):
        raise BadRequest("The request must be a JSON object.")
    statement = request.get("statement")
    if not isinstance(statement, str) or not statement.strip():
        raise BadRequest("statement is missing.")
    if not isinstance(request.get("warehouse_id"), str) or not request["warehouse_id"]:
        raise BadRequest("warehouse_id is missing.")
    for name, only in (("disposition", "INLINE"), ("format", "JSON_ARRAY")):
        if request.get(name, only) != only:
            raise BadRequest(f"{name} {request[name]} is not offered here: {only} is.")
    wait = request.get("wait_timeout", "10s")
    seconds = re.fullmatch(r"(\d+)s", wait) if isinstance(wait, str) else None
    if seconds is None or not (int(seconds.group(1)) == 0 or 5 <= int(seconds.group(1)) <= 50):
        raise BadRequest(f"wait_timeout {wait} is not allowed: it must be 0s, or 5s to 50s.")
    after = request.get("on_wait_timeout", "CONTINUE")
    if after not in ("CONTINUE", "CANCEL"):
        raise BadRequest(f"on_wait_timeout {after} is not allowed: it must be CONTINUE or CANCEL.")
    limits = {name: request.get(name) for name in ("row_limit", "byte_limit")}
    for name, limit in limits.items():
        limits[name] = _limit(name, limit)
    return {
        "statement": statement,
        "catalog": request.get("catalog") or None,
        "schema": request.get("schema") or None,
        "parameters": _parameters(request.get("parameters", [])),
        "wait": int(seconds.group(1)),
        "cancel_after_wait": after == "CANCEL" and seconds.group(1) != "0",
        **limits,
    }


def _limit(name, limit):
    # The API's 64-bit numbers may come as text.
    if limit is None:
        return None
    if isinstance(limit, bool) or not re.fullmatch(r"\d{1,18}", str(limit)) or int(limit) < 1:
        raise BadRequest(f"{name} {limit} is not allowed: it must be a whole number, at least 1.")
    return int(limit)


def _parameters(given):
    if not isinstance(given, list):
        raise BadRequest("parameters must be a list.")
    parameters = {}
    for entry in given:
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise BadRequest("Each parameter must be an object with a name.")
        parameters[entry["name"]] = _parameter(entry["name"], entry.get("value"), entry.get("type", "STRING"))
    return parameters


def _parameter(name, value, kind):
    """A parameter's value as Python holds it: Spark binds values, it does not convert them."""
    convert = {
        "STRING": str,
        "INT": int,
        "BIGINT": int,
        "LONG": int,
        "SMALLINT": int,
        "TINYINT": int,
        "DOUBLE": float,
        "FLOAT": float,
        "DATE": datetime.date.fromisoformat,
        "TIMESTAMP": lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")),
        "BOOLEAN": lambda text: {"true": True, "false": False}[text.lower()],
    }
    base = re.sub(r"\(.*\)$", "", str(kind).upper())
    if base == "DECIMAL":
        convert["DECIMAL"] = Decimal
    if base not in convert:
        raise BadRequest(f"The type {kind} of parameter {name} is not known.")
    if value is None:
        return F.lit(None)
    try:
        converted = convert[base](str(value))
    except (ValueError, KeyError, ArithmeticError) as error:
        raise BadRequest(f"The value {value} of parameter {name} is not of type {kind}.") from error
    if base in ("BIGINT", "LONG") and -(2**31) <= converted < 2**31:
        return F.expr(f"{converted}L")
    return converted


def column(index, field):
    """A column as the manifest describes it."""
    text = field.dataType.simpleString()
    base = re.sub(r"[(<].*$", "", text)
    described = {
        "name": field.name,
        "type_text": text.upper(),
        "type_name": TYPE_NAMES.get(base, base.upper().split(" ")[0]),
        "position": index,
    }
    if isinstance(field.dataType, T.DecimalType):
        described["type_precision"] = field.dataType.precision
        described["type_scale"] = field.dataType.scale
    return described


def as_text(field):
    """A column's values as the API writes them."""
    value = F.col(field.name)
    if isinstance(field.dataType, T.TimestampType):
        return F.date_format(value, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX").alias(field.name)
    if isinstance(field.dataType, T.TimestampNTZType):
        return F.date_format(value, "yyyy-MM-dd'T'HH:mm:ss.SSS").alias(field.name)
    if isinstance(field.dataType, T.BinaryType):
        return F.base64(value).alias(field.name)
    if isinstance(field.dataType, (T.StructType, T.ArrayType, T.MapType)):
        return F.to_json(value).alias(field.name)
    return value.cast("string").alias(field.name)


def chunk_rows(rows):
    """Rows in portions of about a mebibyte."""
    chunks, size = [], CHUNK_BYTES
    for row in rows:
        if size >= CHUNK_BYTES:
            chunks.append([])
            size = 0
        chunks[-1].append(row)
        size += sum(len(value) if value is not None else 4 for value in row)
    return chunks
