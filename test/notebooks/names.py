"""Prints, as JSON, the names and the texts in a notebook's Python. Standard input: its cells."""

import ast
import json
import sys

tree = ast.parse(sys.stdin.read())
nodes = list(ast.walk(tree))
calls = [node for node in nodes if isinstance(node, ast.Call)]
imported = {}
for node in nodes:
    if isinstance(node, ast.Import):
        imported |= {name.asname or name.name: name.name for name in node.names}
    elif isinstance(node, ast.ImportFrom):
        imported |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
spark_names = {name: path for name, path in imported.items() if path.split(".")[0] == "pyspark"}
own_methods = {
    function.name
    for node in nodes
    if isinstance(node, ast.ClassDef)
    for function in node.body
    if isinstance(function, ast.FunctionDef)
}


def root(node):
    """What an expression begins with: `spark` of `spark.read.load(path).count()`."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def dotted(node):
    """`dbutils.widgets.get` of just that; None of an expression with a call in it."""
    if isinstance(node, ast.Name):
        return node.id
    before = dotted(node.value) if isinstance(node, ast.Attribute) else None
    return before and f"{before}.{node.attr}"


def is_pythons(node):
    """Whether an expression begins with a module of Python's library, or with a text."""
    start = root(node)
    if isinstance(start, ast.Name):
        return start.id in imported and start.id not in spark_names
    return isinstance(start, (ast.Constant, ast.JoinedStr))


def text_of(node):
    """A text, with `{}` for what is filled in later; None of anything else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def first_texts(method):
    """The first argument of each call of a method, where it is a text."""
    named = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == method and node.args]
    return sorted({text_of(node.args[0]) for node in named} - {None})


def name_of(node):
    """A name that Spark or Databricks gives, `.name` where it is not known of what; None of Python's and the notebook's."""
    if isinstance(node, ast.Name):
        return node.id if node.id == "display" else spark_names.get(node.id)
    if not isinstance(node, ast.Attribute) or is_pythons(node.value) or node.attr in own_methods:
        return None
    path, start = dotted(node), root(node)
    if path and start.id in spark_names:
        return path.replace(start.id, spark_names[start.id], 1)
    if path and start.id == "dbutils":
        return path
    return None if path == f"self.{node.attr}" else f".{node.attr}"


def is_silent(call):
    """Whether a call's texts are no SQL: an error's, what Python or `dbutils` reads, an option, a format."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else None
    path = dotted(call.func) or ""
    return is_pythons(call.func) or path == "print" or path.startswith("dbutils.") or method in ("format", "option")


silent = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # what explains a function
silent |= {id(part) for node in nodes if isinstance(node, ast.Raise) for part in ast.walk(node)}
silent |= {id(part) for call in calls if is_silent(call) for part in [*call.args, *(word.value for word in call.keywords)]}
silent |= {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}  # parts of a text
texts = [text_of(node) for node in nodes if id(node) not in silent and text_of(node)]

names = {name_of(node) for node in nodes} - {None}
json.dump(
    {
        "names": sorted(name for name in names if not any(other.startswith(f"{name}.") for other in names)),
        "texts": texts,
        "options": first_texts("option"),
        "formats": first_texts("format"),
    },
    sys.stdout,
)
