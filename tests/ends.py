"""A program that ends as it is told: tests/test_forked.py has it as a fork, and as a program of its own.

python -m tests.ends WAY
"""

from __future__ import annotations

import atexit
import inspect
import signal
import sys
import threading
import time

import tests


class Noticed:
    """Says that it was taken apart."""

    def __del__(self) -> None:
        print("taken apart")


class Circle(Noticed):
    """The same of one that nobody refers to but itself."""

    def __init__(self) -> None:
        self.it = self


def late() -> None:
    time.sleep(0.05)  # the end of the module is to come before
    print("a thread")


def main(way: str) -> None:
    """Ends in this way."""
    print("begins", end=" ")
    if way == "number":
        sys.exit(7)
    elif way == "words":
        sys.exit("words")
    elif way == "none":
        sys.exit(None)
    elif way == "fault":
        raise ValueError("a fault")
    elif way == "interrupted":
        signal.raise_signal(signal.SIGINT)
    elif way == "killed":
        signal.raise_signal(signal.SIGTERM)
    elif way == "late":
        atexit.register(print, "at exit")
        threading.Thread(target=late).start()
    elif way == "circle":
        Circle()
    elif way == "loaded":
        print("faust.app.base" in sys.modules, len(inspect.modulesbyfile) > 1_000)
    elif way == "kept":
        tests.kept = Noticed()  # type: ignore[attr-defined]


main(sys.argv[1])
