"""Reads: lets a statement through to Spark only if it asks for the lake's tables, and is not too much for Spark's parser."""

from readonly import READING_COMMANDS, NotReading, check_reading, denied

# Spark's parser takes minutes for a statement that is nested deeply, and nobody can interrupt it.
LONGEST = 100_000
DEEPEST = 100


def named_by_path(spark, statement):
    """:returns: whether a statement names tables by their place in the lake :raises NotReading:"""
    if len(statement) > LONGEST:
        raise NotReading(f"A statement of {len(statement)} characters is too long: at most {LONGEST} are taken here.")
    check_comments(statement)
    deepest = spark._jvm.clickstream.spark.Nesting.deepest(statement)
    if deepest > DEEPEST:
        raise NotReading(f"The statement's parentheses are nested {deepest} deep: at most {DEEPEST} are taken here.")
    return check_reading(spark, statement)


def check_comments(statement):
    """Lets no comment hold another, wherever one may begin: for twenty of them and a long text Spark's lexer took minutes, and
    all the memory that there was.

    :raises NotReading:
    """
    begin = statement.find("/*")
    while begin >= 0:
        end, begin = statement.find("*/", begin + 2), statement.find("/*", begin + 2)
        if end < 0 or 0 <= begin < end:
            raise NotReading("Here each /* must have its */ before the next /*, also in a text: no comment may hold another.")


def read(session, statement, parameters, roots):
    """Has Spark analyse a statement, and looks at what it makes of it before any of it is run.

    :param roots: folders that tables may be in
    :returns: its rows, as a DataFrame
    :raises NotReading:
    """
    plan = session._jsparkSession.sessionState().sqlParser().parsePlan(statement)
    if _kind(plan) in READING_COMMANDS:
        _check(session, _analysed_command(session, plan), roots)
        return session.sql(statement, args=parameters)
    # A query is run when its rows are asked for.
    rows = session.sql(statement, args=parameters)
    _check(session, rows._jdf.queryExecution().analyzed(), roots)
    return rows


def _analysed_command(session, plan):
    """A command is run when it is analysed, unless Spark is told not to."""
    # These two keep their query to themselves.
    if _kind(plan) == "ExplainCommand":
        plan = plan.logicalPlan()
    elif _kind(plan) == "DescribeQueryCommand":
        plan = plan.plan()
    skip = session._jvm.org.apache.spark.sql.execution.CommandExecutionMode.SKIP()
    return session._jsparkSession.sessionState().executePlan(plan, skip).analyzed()


def _check(session, plan, roots):
    jvm = session._jvm
    folders = session.sparkContext._gateway.new_array(jvm.java.lang.String, len(roots))
    for index, root in enumerate(roots):
        folders[index] = root
    objection = jvm.clickstream.spark.ReadingPlan.objectionTo(plan, folders)
    if objection is not None:
        raise denied(f"The statement holds {objection}, and only the lake's tables are read here.")


def _kind(plan):
    return plan.getClass().getName().rpartition(".")[2]
