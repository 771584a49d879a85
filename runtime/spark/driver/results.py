"""Results as the SQL Statement Execution API writes them in JSON_ARRAY: every value a string or null."""

import re

from pyspark.sql import functions as F
from pyspark.sql import types as T

from server import BadRequest

# As documented: an inline result larger than this is refused.
MAX_RESULT_BYTES = 25 * 2**20
CHUNK_BYTES = 2**20

TYPE_NAMES = {
    "bigint": "LONG",
    "smallint": "SHORT",
    "tinyint": "BYTE",
    "timestamp_ntz": "TIMESTAMP",
    "void": "NULL",
}


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


def rows_of(texts, limit, byte_limit):
    """:returns: the rows, their size, and whether some were left out"""
    bounded = bounded_rows(texts if limit is None else texts.limit(limit + 1), byte_limit)
    rows, size = [], 0
    try:
        # Partition by partition, so that one too large is noticed before it is all here.
        for row in bounded.toLocalIterator():
            if len(rows) == limit:
                return rows, size, True
            values = list(row)
            size += sum(len(value) if value is not None else 4 for value in values)
            if byte_limit is not None and size > byte_limit:
                return rows, size, True
            if size > MAX_RESULT_BYTES:
                raise too_large()
            rows.append(values)
    except Exception as error:
        raise too_large() if "BoundedRows$ResultTooLarge" in str(error) else error
    return rows, size, False


def bounded_rows(texts, byte_limit):
    jvm, java = texts.sparkSession._jvm, texts._jdf
    # A task collects the rows of its partition before anybody sees how many they are. It gets a row more than fits.
    enough = MAX_RESULT_BYTES if byte_limit is None else min(byte_limit, MAX_RESULT_BYTES)
    rows = jvm.clickstream.spark.BoundedRows(enough, 2 * MAX_RESULT_BYTES)
    return type(texts)(java.mapPartitions(rows, jvm.org.apache.spark.sql.Encoders.row(java.schema())), texts.sparkSession)


def too_large():
    return BadRequest(
        "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size "
        f"of at most {MAX_RESULT_BYTES} bytes: give a row_limit, or ask for less."
    )
