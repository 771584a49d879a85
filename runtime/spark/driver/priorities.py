"""Puts threads that have computed without a pause for seconds behind all others: what never ends takes no time from the rest."""

import os
import threading
import time

# As Linux knows the JVM's threads for tasks, and for what Python calls.
NAMES = ("Executor task l", "Thread-")
SAMPLE_SECONDS = 1
LONG = 5
LAST = 19


def put_long_work_last(pid):
    """Linux alone has priorities for threads; elsewhere it does nothing.

    :param pid: of the JVM
    """
    if os.path.isdir("/proc/self/task"):
        threading.Thread(target=_watch, args=(f"/proc/{pid}/task",), name="priorities", daemon=True).start()


def _watch(tasks):
    before, streaks = {}, {}
    while True:
        time.sleep(SAMPLE_SECONDS)
        used = {thread: seconds for thread in os.listdir(tasks) if (seconds := _computing(f"{tasks}/{thread}")) is not None}
        streaks = {thread: streaks.get(thread, 0) + 1 for thread in used if before.get(thread) != used[thread]}
        for thread in [thread for thread, streak in streaks.items() if streak == LONG]:
            _put_last(int(thread))
        before = used


def _computing(thread):
    """:returns: the processor time of a thread that is computing now, None of any other (proc_pid_stat(5))"""
    try:
        with open(f"{thread}/stat") as file:
            name, _, fields = file.read().partition("(")[2].rpartition(") ")
    except OSError:  # it has ended
        return None
    state, ticks = fields.split()[0], fields.split()[11]
    return ticks if state == "R" and name.startswith(NAMES) else None


def _put_last(thread):
    try:
        os.setpriority(os.PRIO_PROCESS, thread, LAST)
    except OSError:  # it has ended
        pass
