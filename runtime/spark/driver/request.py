"""Requests to the SQL Statement Execution API: what they may hold, and their defaults."""

import datetime
import re
from decimal import Decimal

from pyspark.sql import functions as F

from server import BadRequest


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
