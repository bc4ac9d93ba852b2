"""A store's base in memory, and the state on it: what a disk would hold, without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from streams.runtime.state import State
from streams.runtime.store import Layered, Place


class MemoryBase:
    """What lies on the disk, as a dict."""

    def __init__(self) -> None:
        self.data: dict[bytes, bytes] = {}
        self.place = Place()
        self.closed = False

    def get(self, key: bytes) -> bytes | None:
        return self.data.get(key)

    def scan(self, first: bytes) -> Iterator[tuple[bytes, bytes]]:
        yield from [(key, self.data[key]) for key in sorted(self.data) if key >= first]

    def write(self, writes: Iterable[tuple[bytes, bytes | None]], place: Place) -> None:
        for key, value in writes:
            if value is None:
                self.data.pop(key, None)
            else:
                self.data[key] = value
        self.place = place

    def close(self) -> None:
        self.closed = True

    def stories(self) -> list[str]:
        """The uris of the stories that are kept."""
        return [key[1:].decode() for key in sorted(self.data) if key[:1] == b"s"]


def state_on(base: MemoryBase, **changes: Any) -> State:
    """The state of a worker that starts with this base, and is its writer."""
    options: dict[str, Any] = {"threshold": 0.6, "window": timedelta(hours=72), "texts": 10_000}
    state = State(Layered(base), **{**options, **changes})
    for _ in state.load():
        pass
    state.begin(base.place.term + 1)
    return state
