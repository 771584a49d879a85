"""Parses a notebook in eight threads, the garbage collector taking turns: prints how many of 160 failed."""

import gc
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "runtime", "spark", "driver"))
from parsing import parse  # noqa: E402

sys.setswitchinterval(1e-6)
gc.set_threshold(20)


class Cycle:
    """Garbage whose end runs Python code, in which another thread gets its turn."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        for _ in range(50):
            pass


failures = []
with open(sys.argv[1], encoding="utf-8") as file:
    notebook = file.read()


def parse_often():
    for _ in range(20):
        Cycle()
        try:
            parse(notebook, "notebook.py")
        except SystemError as error:
            failures.append(str(error))


threads = [threading.Thread(target=parse_often) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(failures)
