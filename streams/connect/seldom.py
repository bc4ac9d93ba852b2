"""What a source sends that is none: all of it is counted, and the log is told now and then."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from streams.connect.desk import Desk

#: One line in the log for so many seconds: a source that sends nothing right would fill it.
EVERY = 10.0


class Seldom:
    """Of one source. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said = -math.inf
        self._unsaid = 0

    def refused(self, desk: Desk, what: str) -> None:
        """Something came that is no raw event; `what` says in one sentence which, and why."""
        now = self._clock()
        if now - self._said < EVERY:
            self._unsaid += 1
            desk.refused(what, quiet=True)
            return
        more = f" (and {self._unsaid} more before)" if self._unsaid else ""
        self._said, self._unsaid = now, 0
        desk.refused(f"{what}{more}")
