"""Who reads now: so many at once, counted; all of them are told when the worker ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from streams import metrics
from streams.runtime.problem import Problem

#: After so many seconds one who found no room may ask again.
_AGAIN = "5"


class Clients:
    """At most `most` at once, of all kinds together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._now = 0
        self.closing = False

    @contextmanager
    def room(self, kind: str) -> Iterator[None]:
        """A place for one of metrics.API_CLIENTS while inside. Raises Problem 503 when there is none."""
        if self.closing:
            raise Problem(503, "this worker ends: ask another one, or again", headers={"Retry-After": _AGAIN})
        if self._now >= self._most:
            detail = f"{self._now} readers are served, which is the most: ask again, or another worker"
            raise Problem(503, detail, headers={"Retry-After": _AGAIN})
        self._now += 1
        metrics.api_clients.labels(kind).inc()
        try:
            yield
        finally:
            self._now -= 1
            metrics.api_clients.labels(kind).dec()
