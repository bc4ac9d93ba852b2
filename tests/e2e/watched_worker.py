"""`copydesk worker` that says what held its loop, and for how long: CPU seconds, as a busy machine makes all else long.

    HELD_FILE=... python -m tests.e2e.watched_worker worker

Each step of the loop that took HELD_SECONDS or more of CPU is a line of JSON in HELD_FILE: the seconds, and where it
stood, with how often it was seen there.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from asyncio import events
from collections import Counter
from pathlib import Path

from streams.cli import main

FILE = Path(os.environ["HELD_FILE"])
SECONDS = float(os.environ.get("HELD_SECONDS", "0.05"))
#: The watcher looks so often, in seconds.
_LOOK = 0.005
_MAIN = threading.main_thread()

#: When the step began that runs in the main thread, by its thread's CPU clock; None between two.
_begun: list[float | None] = [None]
#: Where that step was seen, and how often.
_where: Counter[str] = Counter()


def _watch_steps() -> None:
    run = events.Handle._run
    own = threading.main_thread().ident

    def timed(self: asyncio.Handle) -> None:
        if threading.get_ident() != own:  # the consumer has a thread and a loop of its own
            return run(self)
        _where.clear()
        began = time.thread_time()
        _begun[0] = time.monotonic()
        try:
            return run(self)
        finally:
            _begun[0] = None
            took = time.thread_time() - began
            if took >= SECONDS:
                line = {"seconds": round(took, 3), "step": repr(self)[:300], "stood": _most()}
                with FILE.open("a") as out:
                    out.write(json.dumps(line) + "\n")

    events.Handle._run = timed  # type: ignore[method-assign]


def _most() -> list[tuple[str, int]]:
    return _where.most_common(3)


def _look() -> None:
    while _MAIN.is_alive():
        time.sleep(_LOOK)
        begun = _begun[0]
        if begun is not None and time.monotonic() - begun > _LOOK:
            frame = sys._current_frames().get(_MAIN.ident or 0)
            places: list[str] = []
            while frame is not None and len(places) < 14:
                places.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}")
                frame = frame.f_back
            _where[" < ".join(places)] += 1


if __name__ == "__main__":
    _watch_steps()
    threading.Thread(target=_look, daemon=True).start()
    main()
