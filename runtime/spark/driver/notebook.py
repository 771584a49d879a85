"""Notebooks in Databricks' source format: their cells, and how they are run."""

import ast
import linecache
import re
import threading
from dataclasses import dataclass

from py4j.protocol import Py4JJavaError
from pyspark.sql import functions as F

from parsing import parse

COMMENT = {"python": "#", "sql": "--", "scala": "//"}
MAGIC = {"%python": "python", "%sql": "sql", "%scala": "scala", "%md": "markdown"}


@dataclass(frozen=True)
class Cell:
    """:ivar line: of the notebook's text, from 1, on which `source` begins"""

    language: str
    source: str
    line: int


class NotebookError(Exception):
    """A cell failed. The message begins with the notebook's path and line."""


class NotebookExit(BaseException):
    """Raised by `dbutils.notebook.exit`; not an `Exception`, so that a cell's `except Exception` lets it pass."""

    def __init__(self, value):
        super().__init__(value)
        self.value = value


def parse_notebook(text, language):
    """Splits a notebook's text into cells.

    :param language: `python`, `sql` or `scala`: of all cells that begin with no magic
    """
    mark = COMMENT[language]
    separator = re.compile(rf"^{re.escape(mark)} COMMAND -+\s*$")
    lines = text.splitlines()
    if not lines or lines[0].strip() != f"{mark} Databricks notebook source":
        raise NotebookError(f"The first line must be `{mark} Databricks notebook source`.")
    cells, start = [], 1
    for number in range(1, len(lines) + 1):
        if number == len(lines) or separator.match(lines[number]):
            cell = _cell(lines[start:number], start + 1, language, mark)
            if cell is not None:
                cells.append(cell)
            start = number + 1
    return cells


def _cell(lines, line, language, mark):
    while lines and not lines[0].strip():
        lines, line = lines[1:], line + 1
    if not lines:
        return None
    magic = f"{mark} MAGIC"
    if not lines[0].startswith(magic):
        return Cell(language, "\n".join(lines), line)
    bare = [text[len(magic) :].removeprefix(" ") if text.startswith(magic) else text for text in lines]
    name, _, rest = bare[0].partition(" ")
    if name not in MAGIC:
        raise NotebookError(f"line {line}: {name} is not known here; known are {', '.join(MAGIC)}.")
    return Cell(MAGIC[name], "\n".join([rest, *bare[1:]]), line)


def split_statements(source):
    """SQL statements with the line, from 0, on which each begins. A `;` in a text, a name or a comment ends none."""
    token = re.compile(r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--[^\n]*|/\*.*?\*/|;""", re.DOTALL)
    start, statements = 0, []
    ends = [match.start() for match in token.finditer(source) if match.group() == ";"]
    for end in [*ends, len(source)]:
        text = source[start:end]
        if re.sub(r"--[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL).strip():
            lead = len(text) - len(text.lstrip())
            statements.append((text.strip(), source.count("\n", 0, start + lead)))
        start = end + 1
    return statements


class NotebookRun:
    """One run of a notebook, with a session, widgets and outputs of its own."""

    def __init__(self, path, cells, session, dbutils, scala):
        """:param scala: creates what runs Scala cells, when the first one comes"""
        self.path = path
        self.cells = cells
        self.session = session
        self.dbutils = dbutils
        self.outputs = []
        self._make_scala = scala
        self._scala = None
        self._names = {
            "__name__": "__main__",
            "spark": session,
            # None over Spark Connect.
            "sc": getattr(session, "sparkContext", None),
            "dbutils": dbutils,
            "display": self._display,
        }

    def run(self):
        """Runs all cells.

        :returns: what the notebook gave to `dbutils.notebook.exit`, or None
        :raises NotebookError:
        """
        text = [""] * max((cell.line + cell.source.count("\n") for cell in self.cells), default=0)
        for cell in self.cells:
            text[cell.line - 1 : cell.line] = [""]
            for number, line in enumerate(cell.source.split("\n"), cell.line - 1):
                text[number] = line
        # Tracebacks show the notebook's own lines.
        linecache.cache[self.path] = (0, None, [line + "\n" for line in text], self.path)
        run = {"python": self._run_python, "sql": self._run_sql, "scala": self._run_scala}
        try:
            for cell in self.cells:
                if cell.language != "markdown":
                    run[cell.language](cell)
        except NotebookExit as end:
            return end.value
        finally:
            if self._scala is not None:
                self._scala.close()
        return None

    def _run_python(self, cell):
        try:
            tree = parse(cell.source, self.path)
            ast.increment_lineno(tree, cell.line - 1)
            exec(compile(tree, self.path, "exec"), self._names)
        except SyntaxError as error:
            line = cell.line - 1 + (error.lineno or 1)
            raise NotebookError(f"{self.path}, line {line}: {error.msg}") from error
        except Exception as error:
            raise NotebookError(f"{self.path}, line {self._line(error, cell)}: {describe(error)}") from error

    def _line(self, error, cell):
        line, trace = cell.line, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.path:
                line = trace.tb_lineno
            trace = trace.tb_next
        return line

    def _run_sql(self, cell):
        for statement, offset in split_statements(cell.source):
            try:
                if self.dbutils.widgets.create(statement):
                    continue
                result = self.session.sql(statement, args=self.dbutils.widgets.getAll())
                self._names["_sqldf"] = result
                if result.columns:
                    self._display(result)
            except Exception as error:
                raise NotebookError(f"{self.path}, line {cell.line + offset}: {describe(error)}") from error

    def _run_scala(self, cell):
        if self._scala is None:
            self._scala = self._make_scala(self)
        problem = self._scala.run(cell.source)
        for shown in self._scala.displayed():
            self._display(shown)
        if problem is not None:
            raise NotebookError(f"{self.path}, cell at line {cell.line}: {problem}")

    def _display(self, shown, **_):
        """Keeps what a person would see: at most a thousand rows, as Databricks does."""
        if getattr(shown, "isStreaming", False):
            self.outputs.append({"type": "stream", "columns": shown.columns})
            return
        # As text by Spark, whose time zone is the session's; Python's would be the machine's.
        texts = shown.limit(1000).toDF(*[f"c{index}" for index in range(len(shown.columns))])
        rows = texts.select([F.col(name).cast("string") for name in texts.columns]).collect()
        self.outputs.append({"type": "table", "columns": shown.columns, "rows": [list(row) for row in rows]})

    def cancel(self):
        """Stops the run's streams; a notebook that waits for one goes on and ends."""
        for query in self.session.streams.active:
            threading.Thread(target=_stop, args=(query,), daemon=True).start()


def _stop(query):
    try:
        query.stop()
    except Exception:  # it did not end within Spark's own limit; the process's end will
        pass


def describe(error):
    """An error for people: Spark's own message and what caused it, without the Java stack behind."""
    text = str(error).split("\n\nJVM stacktrace:")[0]
    causes = re.findall(r"^Caused by: (.+)$", text, re.MULTILINE)
    text = re.split(r"\n\tat |\n\nDriver stacktrace", text)[0].strip()
    # What fails while it runs comes through Java; Spark's own message is behind the names of its exceptions.
    own = re.search(r"\[[A-Z][A-Z0-9_.]+\] .*", text, re.DOTALL) if isinstance(error, Py4JJavaError) else None
    if own is not None:
        text = own.group()
    # Behind the position, Spark writes its plan.
    text = re.sub(r"(; line \d+ pos \d+);\n.*", r"\1", text, flags=re.DOTALL)
    if causes and causes[-1] not in text:
        text = f"{text} (caused by {causes[-1]})"
    return text if text.startswith("[") else f"{type(error).__name__}: {text}"
