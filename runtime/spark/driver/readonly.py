"""Tells statements that only read the team's tables from all others, by the plan that Spark's own parser returns.

A query must reach the tables and nothing else: no file of the user who runs this process, and no code. So everything that
a statement may contain is listed; whatever Spark learns to parse in the future is refused until it is listed, too.
"""

import functools
import re
from dataclasses import dataclass

from functions import FUNCTIONS

READING_COMMANDS = {
    "ShowTables",
    "ShowTablesCommand",
    "ShowNamespaces",
    "ShowColumns",
    "ShowCreateTable",
    "ShowTableProperties",
    "ShowPartitions",
    "ShowFunctions",
    "ShowViews",
    "ShowCatalogsCommand",
    "ShowCurrentNamespaceCommand",
    "DescribeRelation",
    "DescribeColumn",
    "DescribeNamespace",
    "DescribeFunction",
    "DescribeQueryCommand",
    "DescribeDeltaHistory",
    "DescribeDeltaDetailCommand",
    "ExplainCommand",
}
# The plans that Spark 4.0's parser returns for a query (org.apache.spark.sql.catalyst.parser.AstBuilder).
READING_PLANS = READING_COMMANDS | {
    "Aggregate",
    "CurrentNamespace$",
    "Distinct",
    "Except",
    "Filter",
    "Generate",
    "GlobalLimit",
    "Intersect",
    "Join",
    "LateralJoin",
    "LocalLimit",
    "LocalRelation",
    "Offset",
    "OneRowRelation",
    "PipeOperator",
    "Pivot",
    "Project",
    "RebalancePartitions",
    "RelationTimeTravel",
    "Repartition",
    "RepartitionByExpression",
    "Sample",
    "Sort",
    "SubqueryAlias",
    "Union",
    "UnresolvedFunctionName",
    "UnresolvedHaving",
    "UnresolvedHint",
    "UnresolvedInlineTable",
    "UnresolvedNamespace",
    "UnresolvedRelation",
    "UnresolvedSubqueryColumnAliases",
    "UnresolvedTVFAliases",
    "UnresolvedTable",
    "UnresolvedTableOrView",
    "UnresolvedTableValuedFunction",
    "UnresolvedView",
    "UnresolvedWith",
    "Unpivot",
    "WithWindowDefinition",
}
NAMING_TABLES = {"UnresolvedRelation", "UnresolvedTable", "UnresolvedTableOrView", "UnresolvedView"}
PATH_BASED = {"UnresolvedPathBasedTable", "UnresolvedPathBasedDeltaTable"}
# A name that is only known once the statement is analysed.
NAMED_LATER = {"PlanWithUnresolvedIdentifier", "ExpressionWithUnresolvedIdentifier"}
# As tables. The others take a path, as Delta Lake's `table_changes_by_path`, or a table's name as text.
TABLE_FUNCTIONS = {
    *("range", "explode", "explode_outer", "posexplode", "posexplode_outer", "inline", "inline_outer"),
    *("stack", "json_tuple", "variant_explode", "variant_explode_outer", "sql_keywords", "collations"),
}
# They make as many values as a number says, all at once in memory: which of their arguments that is.
MAKING_MANY = {"sequence": 1, "array_repeat": 1, "repeat": 1, "space": 0, "lpad": 1, "rpad": 1}
MOST_VALUES = 10_000_000
# A place in the lake; nothing in it leads out of its container again.
IN_LAKE = re.compile(r"abfss://[a-z0-9-]+@[a-z0-9]+\.dfs\.core\.windows\.net(/(?!\.+(/|$))[\w.=@-]+)*/?")
LONGEST_KEPT = 10_000


class NotReading(Exception):
    """The statement would do more than read tables."""


@dataclass
class Named:
    """Tables that a statement names: by their place in the lake, and by a name with a schema's before it."""

    by_path: bool = False
    qualified: bool = False


def check_reading(spark, statement):
    """
    :returns: whether it names tables by their place in the lake
    :raises NotReading:
    :raises pyspark.errors.ParseException: with line and position
    """
    # The page asks the same few questions every second.
    return (_kept if len(statement) <= LONGEST_KEPT else _check)(spark, statement)


def _check(spark, statement):
    kinds, named = _kinds(spark), Named()
    waiting = [spark._jsparkSession.sessionState().sqlParser().parsePlan(statement)]
    while waiting:
        node = waiting.pop()
        # Strings and numbers come as Python's own.
        if not hasattr(node, "getClass"):
            continue
        name, kind = kinds.of(node)
        _check_node(node, name, kind, named, statement)
        waiting += _contents(node, kind)
    if named.by_path and named.qualified:
        raise denied("A statement that names a table by its place, delta.`abfss://…`, must name all of them so.")
    return named.by_path


_kept = functools.lru_cache(maxsize=256)(_check)


class Kinds:
    """What the objects of a plan are. A question to Java for each class, not for each object."""

    def __init__(self, jvm):
        self._classes = {
            kind: jvm.java.lang.Class.forName(name)
            for kind, name in (
                ("plan", "org.apache.spark.sql.catalyst.plans.logical.LogicalPlan"),
                ("iterable", "scala.collection.Iterable"),
                ("product", "scala.Product"),
            )
        }
        self._known = {}

    def of(self, node):
        """:returns: the class's own name, and `plan`, `iterable`, `product` or None"""
        full = node.getClass().getName()
        if full not in self._known:
            kinds = (kind for kind, java in self._classes.items() if java.isInstance(node))
            self._known[full] = (full.rpartition(".")[2], next(kinds, None))
        return self._known[full]


@functools.lru_cache(maxsize=1)
def _kinds(spark):
    return Kinds(spark._jvm)


def _contents(node, kind):
    """Everything in a node of a plan. `children` would leave out what is in an option, a map or a leaf."""
    if kind is None:
        return []
    iterator, contents = node.iterator() if kind == "iterable" else node.productIterator(), []
    while iterator.hasNext():
        contents.append(iterator.next())
    return contents


def _check_node(node, name, kind, named, statement):
    if name in NAMED_LATER:
        raise denied("IDENTIFIER(…) is not taken here: write the name itself.")
    if name in PATH_BASED:
        raise _no_table(node.path())
    if kind == "plan" and name not in READING_PLANS:
        raise denied(
            f"This endpoint answers questions only, and {_verb(statement)} is not one (Spark reads it as {name}): "
            "use SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN."
        )
    if name in NAMING_TABLES:
        _check_table(node, name, named)
    elif name == "UnresolvedFunction":
        function = _texts(node.nameParts())[-1].lower()
        _check_function(function, FUNCTIONS)
        if function in MAKING_MANY:
            _check_count(function, node.arguments())
    elif name == "UnresolvedGenerator":
        _check_function(node.name().funcName(), FUNCTIONS)
    elif name == "UnresolvedTableValuedFunction":
        _check_function(_texts(node.name())[-1], TABLE_FUNCTIONS)


def _check_table(node, name, named):
    parts = _texts(node.multipartIdentifier())
    if name == "UnresolvedRelation" and not node.options().isEmpty():
        raise denied("WITH (…) behind a table is not taken here: its options may name a file.")
    if len(parts) == 2 and parts[0].lower() == "delta" and IN_LAKE.fullmatch(parts[1]):
        named.by_path = True
    elif "/" in parts[-1]:
        raise _no_table(".".join(parts))
    elif len(parts) > 1:
        named.qualified = True


def _check_function(function, allowed):
    if function.lower() not in allowed:
        raise denied(f"The function {function} may not be called here.")


def _check_count(function, arguments):
    """Of the plain numbers among its arguments. Others take the memory that there is, and end this process if it is not enough."""
    if arguments.length() <= MAKING_MANY[function]:
        return
    first = _number(arguments.apply(0)) if function == "sequence" else 0
    count = abs(_number(arguments.apply(MAKING_MANY[function])) - first)
    if count > MOST_VALUES:
        raise NotReading(f"{function} would make {count} values at once: at most {MOST_VALUES} are made here.")


def _number(expression):
    value = expression.value() if expression.getClass().getName().endswith(".expressions.Literal") else 0
    return value if isinstance(value, int) else 0


def _no_table(name):
    return denied(
        f"{name} is a file's name and not a table's. Only a table in the lake may be named by its place: "
        "delta.`abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/TABLE`."
    )


def denied(message):
    return NotReading(f"[PERMISSION_DENIED] {message} SQLSTATE: 42501")


def _verb(statement):
    for line in statement.splitlines():
        words = line.split("--")[0].split()
        if words:
            return words[0].upper()
    return "this"


def _texts(sequence):
    return [sequence.apply(index) for index in range(sequence.length())]
