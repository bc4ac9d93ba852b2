"""What a source may send in a time, and how many bytes of requests are held at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from streams.runtime.problem import busy

#: The share of the room that one source may fill: one that floods must leave room for the others.
SHARE = 4


class Bucket:
    """A token bucket: `rate` documents a second, and `burst` at once. `clock` gives seconds.

    A request with many documents may take more than there is, once there is one: the next then waits for longer.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._level, self._at = burst, clock()

    def wait(self) -> float:
        """Seconds until the next request may come; 0.0: now."""
        now = self._clock()
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now
        return 0.0 if self._level >= 1 else (1 - self._level) / self._rate

    def spend(self, documents: int) -> None:
        """So many came."""
        self._level -= documents


class Room:
    """The bytes that requests may hold from their first to their answer: `limit` all, and a share of it each source."""

    def __init__(self, limit: int, share: int = SHARE) -> None:
        self._limit, self._each = limit, limit // share
        self._all = 0
        self._of: dict[str, int] = {}

    @contextmanager
    def held(self, source: str) -> Iterator[Held]:
        """What a request of `source` holds; it is given back at the end."""
        held = Held(self, source)
        try:
            yield held
        finally:
            self._give(source, held.size)

    def take(self, source: str, size: int, of_its_own: int) -> None:
        """So many bytes more for a request that holds `of_its_own`. Raises Problem 503 when there is no room.

        A request that is alone always finds room, whatever its size: a source that may send more than its share can.
        """
        of = self._of.get(source, 0)
        if of > of_its_own and of + size > self._each:
            raise busy(f"requests of this source hold {of} bytes already: wait for their answers")
        if self._all > of_its_own and self._all + size > self._limit:
            raise busy("too much is in work here at the moment")
        self._of[source] = of + size
        self._all += size

    @property
    def used(self) -> int:
        """The bytes that are held now."""
        return self._all

    def _give(self, source: str, size: int) -> None:
        self._all -= size
        left = self._of.get(source, 0) - size
        if left > 0:
            self._of[source] = left
        else:
            self._of.pop(source, None)


class Held:
    """The bytes of one request."""

    def __init__(self, room: Room, source: str) -> None:
        self._room, self._source = room, source
        self.size = 0

    def grow(self, size: int) -> None:
        """Holds so many bytes more. Raises Problem 503."""
        self._room.take(self._source, size, self.size)
        self.size += size
