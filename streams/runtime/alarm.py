"""When work has taken its time, without that for which the system kept its process waiting for a processor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

#: The longest that work may take by the clock, as a multiple of its time, however long it waits for a processor.
LONGEST = 3


class Alarm:
    """Calls `ring` in the running loop once work that begins now has taken `seconds`.

    What `waited()` has grown by since does not count, but by the clock it rings after LONGEST times `seconds` at the
    latest. To be cancelled when the work has ended.
    """

    def __init__(self, seconds: float, waited: Callable[[], float], ring: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._seconds, self._waited, self._ring = seconds, waited, ring
        self._began, self._before = self._loop.time(), waited()
        self._timer = self._loop.call_later(seconds, self._look)

    def _look(self) -> None:
        more = min(max(self._waited() - self._before, 0.0), (LONGEST - 1) * self._seconds)
        end = self._began + self._seconds + more
        if end > self._loop.time():
            self._timer = self._loop.call_at(end, self._look)
        else:
            self._ring()

    def cancel(self) -> None:
        """It rings no more; nothing where it has rung."""
        self._timer.cancel()
