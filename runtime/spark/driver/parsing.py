"""Parses Python cells of notebooks that run beside each other."""

import ast
import threading

# Before Python 3.12 two threads that parse at once may fail with "AST constructor recursion depth mismatch"
# (python/cpython#106905, databrickslabs/ucx#2976).
_PARSING = threading.Lock()


def parse(source, path):
    """:return: the module in `source`. :raise SyntaxError: with `path` and its line"""
    with _PARSING:
        return ast.parse(source, path)
