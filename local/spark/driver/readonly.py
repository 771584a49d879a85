"""Tells statements that only read from all others, by what Spark's own parser makes of them."""

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
# Plans that change something, or whose content is only known when they run, without being commands.
CHANGING = {"InsertIntoStatement", "ExecuteImmediateQuery", "CompoundBody", "SingleStatement", "ScriptTransformation"}
# They call any Java method there is.
CALLING_JAVA = {"reflect", "java_method", "try_reflect"}


class NotReading(Exception):
    """The statement would change something."""


def check_reading(spark, statement):
    """
    :raises NotReading:
    :raises pyspark.errors.ParseException: with line and position
    """
    jvm = spark._jvm
    command = jvm.java.lang.Class.forName("org.apache.spark.sql.catalyst.plans.logical.Command")
    # Also catches a plan of Delta Lake's that is no command to Spark's parser.
    parsed = jvm.java.lang.Class.forName("org.apache.spark.sql.catalyst.plans.logical.ParsedStatement")
    waiting = [spark._jsparkSession.sessionState().sqlParser().parsePlan(statement)]
    while waiting:
        node = waiting.pop()
        name = node.getClass().getSimpleName()
        if name in READING_COMMANDS:
            continue
        if name in CHANGING or command.isInstance(node) or parsed.isInstance(node):
            raise NotReading(
                f"[PERMISSION_DENIED] This endpoint answers questions only, and {_verb(statement)} is not one: "
                "use SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN. SQLSTATE: 42501"
            )
        called = CALLING_JAVA.intersection(_functions(node))
        if called:
            raise NotReading(f"[PERMISSION_DENIED] The function {called.pop()} may not be called here. SQLSTATE: 42501")
        waiting += _elements(node.children()) + _elements(node.subqueries())
        if name == "UnresolvedWith":
            waiting += [pair._2() for pair in _elements(node.cteRelations())]


def _verb(statement):
    for line in statement.splitlines():
        words = line.split("--")[0].split()
        if words:
            return words[0].upper()
    return "this"


def _elements(sequence):
    return [sequence.apply(index) for index in range(sequence.length())]


def _functions(node):
    waiting, names = _elements(node.expressions()), set()
    while waiting:
        expression = waiting.pop()
        if expression.getClass().getSimpleName() == "UnresolvedFunction":
            names.update(part.lower() for part in _elements(expression.nameParts()))
        waiting += _elements(expression.children())
    return names
