"""What waits, in memory: the stories that are held back, and which of them is due first."""

from __future__ import annotations

import heapq
from datetime import datetime


class Waiting:
    """The stories that wait, by their uris.

    `until` is when the embargo or the doubt of each ends, None where that is not known; `timed` is how many of them
    have such a time, and no doubt.
    """

    def __init__(self) -> None:
        self.until: dict[str, datetime | None] = {}
        self.timed = 0
        self._doubtful: set[str] = set()  # those of which a doubtful text waits
        # A heap; what waits no longer is passed over when it comes up.
        self._due: list[tuple[datetime, str]] = []

    def add(self, uri: str, until: datetime | None, doubtful: bool) -> None:
        """A story waits, or waits for something else than before."""
        self.timed -= self._is_timed(uri)
        self.until[uri] = until
        (self._doubtful.add if doubtful else self._doubtful.discard)(uri)
        self.timed += self._is_timed(uri)
        if until is not None:
            heapq.heappush(self._due, (until, uri))

    def remove(self, uri: str) -> None:
        """A story waits no longer."""
        self.timed -= self._is_timed(uri)
        self.until.pop(uri, None)
        self._doubtful.discard(uri)

    def next_due(self) -> tuple[datetime, str] | None:
        """When the first embargo or doubt ends, and of which story."""
        while self._due:
            at, uri = self._due[0]
            if self.until.get(uri) == at:
                return at, uri
            heapq.heappop(self._due)
        return None

    def put_off(self, uri: str) -> None:
        """The story is not due any more before it is added again."""
        while self._due and self._due[0][1] == uri:
            heapq.heappop(self._due)

    def _is_timed(self, uri: str) -> bool:
        return self.until.get(uri) is not None and uri not in self._doubtful
