"""What a worker is doing: on SIGUSR1 it writes to stderr where each of its threads and tasks stands.

This is for a worker that stands still. Ask it why before it is ended: `kill -USR1 PID`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

#: Where asyncio keeps the tasks: Python 3.11, and since 3.12 those that a loop began, and those that began at once.
_TASKS = ("_all_tasks", "_scheduled_tasks", "_eager_tasks")


def write_on_signal() -> None:
    """Installs the handler for SIGUSR1. To be called in the main thread; it answers while the loop is held up, too."""
    # Not through the log: the code that the signal interrupts may hold its lock.
    signal.signal(signal.SIGUSR1, lambda *_: _write(stacks()))


def stacks() -> str:
    """Every thread and every task of this process, with the lines of code in which it stands, outermost first."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    lines = [f"copydesk: where process {os.getpid()} stands"]
    for ident, frame in sys._current_frames().items():
        lines += [f"thread {names.get(ident, ident)}", *_of_thread(frame)]
    for task in _tasks():
        if not task.done():
            lines += [f"task {task.get_name()} ({_name(task.get_coro())})", *_of_task(task.get_coro())]
    return "\n".join([*lines, "end"]) + "\n"


def _tasks() -> list[asyncio.Task[Any]]:
    """Of all loops: the consumer has a thread and a loop of its own, and asyncio.all_tasks() knows those of one.

    Nor does the collector know them all: what was there when the worker was ready is hidden from it.
    """
    for _ in range(1000):
        try:
            return [task for name in _TASKS for task in list(vars(asyncio.tasks).get(name, ()))]
        except RuntimeError:  # another thread has made one in this moment
            continue
    return []


def _write(text: str) -> None:
    left = text.encode(errors="replace")
    while left:
        left = left[os.write(2, left) :]


def _of_thread(frame: FrameType | None) -> list[str]:
    found: list[str] = []
    while frame is not None:
        found.append(_place(frame))
        frame = frame.f_back
    return found[::-1]


def _of_task(waiting: Any) -> Iterator[str]:
    """Follows what each frame awaits; Task.get_stack() stops at the outermost frame of a task that waits."""
    while waiting is not None:
        frame = _first(waiting, "cr_frame", "gi_frame", "ag_frame")
        if frame is None:
            yield f"    awaits {type(waiting).__name__}"
            return
        yield _place(frame)
        waiting = _first(waiting, "cr_await", "gi_yieldfrom", "ag_await")


def _first(waiting: Any, *names: str) -> Any:
    """The first of these attributes that is there; coroutines and both kinds of generators name them differently."""
    return next((found for name in names if (found := getattr(waiting, name, None)) is not None), None)


def _name(coroutine: Any) -> str:
    return str(getattr(coroutine, "__qualname__", type(coroutine).__name__))


def _place(frame: FrameType) -> str:
    code = frame.f_code
    return f"    {code.co_filename}:{frame.f_lineno} {code.co_qualname}"
