"""How long a process waits for a processor is what Linux says, and nothing where nobody says it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from streams.runtime.kept_waiting import KeptWaiting
from tests.waiting import until

#: Does nothing but keep one processor busy.
_BUSY = "import os, sys\nos.sched_setaffinity(0, [int(sys.argv[1])])\nwhile True: pass"


@pytest.fixture
def rivals() -> Iterator[list[int]]:
    """The ids of two processes that want the same processor."""
    with ExitStack() as stack:
        processor = str(min(os.sched_getaffinity(0)))
        both = [
            stack.enter_context(subprocess.Popen([sys.executable, "-c", _BUSY, processor])) for _ in range(2)
        ]
        for each in both:
            stack.callback(each.kill)
        yield [each.pid for each in both]


@pytest.mark.parts
@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="only Linux counts it")
async def test_who_wants_a_busy_processor_is_kept_waiting(rivals: list[int]) -> None:
    with closing(KeptWaiting(rivals[0])) as waiting:
        await until(lambda: waiting.seconds() > 0.05, 20)


def test_of_a_process_that_is_not_there_nothing_is_known() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    waiting = KeptWaiting(gone.pid)
    gone.wait()
    assert waiting.seconds() == 0.0
    waiting.close()
    waiting.close()
    assert waiting.seconds() == 0.0
    assert KeptWaiting(gone.pid).seconds() == 0.0
