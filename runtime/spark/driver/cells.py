"""Notebooks in Databricks' source format: their cells, by language."""

import re
from dataclasses import dataclass

COMMENT = {"python": "#", "sql": "--", "scala": "//"}
MAGIC = {"%python": "python", "%sql": "sql", "%scala": "scala", "%md": "markdown"}
# What a notebook of somebody's own is likely to have, and what to do instead.
REFUSED = {
    "%run": "it runs another notebook. Copy that notebook's cells into this one",
    "%pip": "it installs packages, and only PySpark is here",
}


@dataclass(frozen=True)
class Cell:
    """
    :ivar line: of the notebook's text, from 1, on which `source` begins
    :ivar title: as Databricks writes it before a cell, `# DBTITLE 1,TITLE`
    """

    language: str
    source: str
    line: int
    title: str = ""


class NotebookError(Exception):
    """A cell failed. The message begins with the notebook's path and line."""


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
    lines, line = _without_blank(lines, line)
    title = re.fullmatch(rf"{re.escape(mark)} DBTITLE \d+,(.*)", lines[0]) if lines else None
    if title is not None:
        lines, line = _without_blank(lines[1:], line + 1)
    if not lines:
        return None
    titled = title.group(1).strip() if title is not None else ""
    magic = f"{mark} MAGIC"
    if not lines[0].startswith(magic):
        return Cell(language, "\n".join(lines), line, titled)
    bare = [text[len(magic) :].removeprefix(" ") if text.startswith(magic) else text for text in lines]
    name, _, rest = bare[0].partition(" ")
    if name in REFUSED:
        raise NotebookError(f"line {line}: {name} is not offered here: {REFUSED[name]}.")
    if name not in MAGIC:
        raise NotebookError(f"line {line}: {name} is not known here; known are {', '.join(MAGIC)}.")
    return Cell(MAGIC[name], "\n".join([rest, *bare[1:]]), line, titled)


def _without_blank(lines, line):
    while lines and not lines[0].strip():
        lines, line = lines[1:], line + 1
    return lines, line


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
