"""`dbutils`, as far as notebooks of this project use it."""

import re

from notebook import NotebookExit


class Widgets:
    """Parameters of a run: what the job gave, or else what the notebook declares."""

    def __init__(self, given):
        self._given = dict(given)
        self._declared = {}

    def text(self, name, default="", label=None):
        self._declared[name] = default

    def dropdown(self, name, default, choices, label=None):
        if default not in choices:
            raise ValueError(f"The default {default!r} of widget {name} is not one of its choices {choices}.")
        self._declared[name] = default

    combobox = dropdown

    def get(self, name):
        values = self.getAll()
        if name not in values:
            raise ValueError(f"InputWidgetNotDefined: No input widget named {name} is defined")
        return values[name]

    def getAll(self):
        return {**self._declared, **self._given}

    def remove(self, name):
        self._declared.pop(name, None)

    def removeAll(self):
        self._declared.clear()

    def create(self, statement):
        """Runs `CREATE WIDGET …`, which is not Spark's SQL but the notebook's. :returns: whether it was that"""
        found = re.fullmatch(
            r"""CREATE\s+WIDGET\s+(TEXT|DROPDOWN|COMBOBOX)\s+(\w+)\s+DEFAULT\s+(?:'([^']*)'|"([^"]*)").*""",
            statement,
            re.IGNORECASE | re.DOTALL,
        )
        if found is None:
            return False
        self._declared[found.group(2)] = found.group(3) if found.group(3) is not None else found.group(4)
        return True


class Secrets:
    def __init__(self, secrets):
        self._secrets = secrets

    def get(self, scope, key):
        if (scope, key) not in self._secrets:
            raise ValueError(f"Secret does not exist with scope: {scope} and key: {key}")
        return self._secrets[scope, key]

    def all(self):
        """By `SCOPE/KEY`."""
        return {f"{scope}/{key}": value for (scope, key), value in self._secrets.items()}


class Notebook:
    def exit(self, value=""):
        raise NotebookExit(value)


class DBUtils:
    def __init__(self, parameters, secrets):
        self.widgets = Widgets(parameters)
        self.secrets = Secrets(secrets)
        self.notebook = Notebook()
