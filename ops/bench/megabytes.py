"""How long a megabyte of hostile input takes, in CPU seconds, for everything that the tests hold to linear time.

Run: `.venv/bin/python ops/bench/megabytes.py [SIZE] [ROOM...]`. The tests themselves judge by the ratio of two small
inputs. This runs the same work once, on an input of SIZE characters or of the most that a document may have, and
prints the slowest last.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests import linear

ROOT = Path(__file__).parents[2]
T = TypeVar("T")


def main(size: int, rooms: list[str]) -> None:
    """Runs the tests of linear time with one measurement in place of their judge, and prints what each took."""
    seconds: dict[str, float] = {}

    def measure(
        work: Callable[[T], object], make: Callable[[int], T], *, largest: int | None = None, **_: object
    ) -> None:
        work(make(500))  # what is loaded once is no cost of the input
        value = make(min(size, largest or size))
        began = time.process_time()
        work(value)
        # Some tests measure twice; pytest tells which test is running, and in which phase.
        name = os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")[0]
        seconds[name] = seconds.get(name, 0.0) + time.process_time() - began

    # The tests import their judge when pytest collects them, which is later.
    linear.assert_linear = measure
    pytest.main(["-p", "no:xdist", "-qq", "-k", "linear_time", "--timeout=600", f"--rootdir={ROOT}", *rooms])
    for name, each in sorted(seconds.items(), key=lambda item: item[1]):
        print(f"{each:8.3f} s  {name}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", nargs="?", type=int, default=1_000_000)
    parser.add_argument("rooms", nargs="*", default=["tests"])
    known = parser.parse_args()
    os.chdir(ROOT)
    main(known.size, known.rooms)
