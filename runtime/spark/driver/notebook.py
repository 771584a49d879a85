"""How a notebook is run: cell by cell, in one session."""

import ast
import linecache
import re
import threading

from py4j.protocol import Py4JJavaError

from cells import NotebookError, split_statements
from displayed import shown_value, table_of
from parsing import parse


class NotebookExit(BaseException):
    """Raised by `dbutils.notebook.exit`; not an `Exception`, so that a cell's `except Exception` lets it pass."""

    def __init__(self, value):
        super().__init__(value)
        self.value = value


class Outputs:
    """Keeps what a run shows, in order."""

    def __init__(self):
        self.shown = []

    def begin(self, index):
        """A cell begins, by its index."""

    def show(self, output):
        self.shown.append(output)

    def end(self, index):
        """It has ended well."""


class NotebookRun:
    """One run of a notebook, with a session and widgets of its own."""

    def __init__(self, path, cells, session, dbutils, scala, outputs=None):
        """
        :param scala: creates what runs Scala cells, when the first one comes
        :param outputs: is told what the run shows, while it runs; kept without it
        """
        self.path = path
        self.cells = cells
        self.session = session
        self.dbutils = dbutils
        self._outputs = outputs or Outputs()
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

    @property
    def outputs(self):
        return self._outputs.shown

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
            for index, cell in enumerate(self.cells):
                self._outputs.begin(index)
                if cell.language != "markdown":
                    run[cell.language](cell)
                self._outputs.end(index)
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
            # Of an expression at the end a notebook shows the value.
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, self.path, "exec"), self._names)
            value = last and eval(compile(ast.Expression(last.value), self.path, "eval"), self._names)
            if value is not None:
                self._outputs.show({"type": "text", "text": f"{shown_value(value)}\n"})
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
        try:
            problem = self._scala.run(cell.source, self._show_from_scala)
        except Exception as error:  # what it displayed could not be read
            problem = describe(error)
        if problem is not None:
            raise NotebookError(f"{self.path}, cell at line {cell.line}: {problem}")

    def _show_from_scala(self, shown):
        if isinstance(shown, str):
            print(shown, end="")
        else:
            self._display(shown)

    def _display(self, shown, **_):
        if hasattr(shown, "schema"):
            self._outputs.show(table_of(shown))
        else:
            self._outputs.show({"type": "text", "text": f"{shown}\n"})

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
    # Python's own: `raise … from error`.
    if not causes and error.__cause__ is not None:
        causes = [f"{type(error.__cause__).__name__}: {error.__cause__}".split("\n", 1)[0]]
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
