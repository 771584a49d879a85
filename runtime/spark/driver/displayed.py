"""What `display` shows of a DataFrame."""

import uuid

from pyspark.errors import AnalysisException
from pyspark.sql import functions as F
from pyspark.sql import types as T

# As many as Databricks showed for long; more than a person reads.
MAX_ROWS = 1000


def table_of(shown):
    """Its first thousand rows, each value as text. Of a stream, what there is of it now."""
    if shown.isStreaming:
        shown = _read_now(shown)
    fields = shown.schema.fields
    texts = shown.limit(MAX_ROWS + 1).toDF(*[f"c{index}" for index in range(len(fields))])
    rows = texts.select([_as_text(field) for field in texts.schema.fields]).collect()
    return {
        "type": "table",
        "columns": [{"name": field.name, "type": field.dataType.simpleString().upper()} for field in fields],
        "rows": [list(row) for row in rows[:MAX_ROWS]],
        "truncated": len(rows) > MAX_ROWS,
    }


def shown_value(value):
    """
    What a notebook shows of a cell's last value. A DataFrame says itself which columns it has, but over Spark Connect
    asks first for a setting (`spark.sql.repl.eagerEval.enabled`) that serverless compute does not document to know.
    """
    if hasattr(value, "sparkSession") and hasattr(value, "dtypes"):
        return f"DataFrame[{', '.join(f'{name}: {kind}' for name, kind in value.dtypes)}]"
    return repr(value)


def _as_text(field):
    # By Spark, whose time zone is the session's; Python's would be the machine's.
    value = F.col(field.name)
    if isinstance(field.dataType, T.BinaryType):
        return F.base64(value)
    if isinstance(field.dataType, (T.StructType, T.ArrayType, T.MapType)):
        return F.to_json(value)
    return value.cast("string")


def _read_now(stream):
    """A table in memory with all that the stream holds now."""
    name = f"display_query_{uuid.uuid4().hex}"

    def follow(mode):
        writer = stream.writeStream.format("memory").queryName(name).outputMode(mode).trigger(availableNow=True)
        writer.start().awaitTermination()

    try:
        follow("complete")
    except AnalysisException as error:
        # A stream that counts nothing has no complete answer, only what was added.
        if "STREAMING_OUTPUT_MODE" not in str(error) and "output mode" not in str(error):
            raise
        follow("append")
    return stream.sparkSession.table(name)
