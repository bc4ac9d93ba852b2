"""Where the ledger keeps what it remembers: bytes by bytes, in the order of the keys. One is in plain memory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Protocol


class Store(Protocol):
    """Bytes by bytes, in the order of the keys."""

    def get(self, key: bytes) -> bytes | None:
        """The value, or None."""

    def put(self, key: bytes, value: bytes) -> None:
        """Keeps the value."""

    def delete(self, key: bytes) -> None:
        """Forgets the key; one that is not there is no error."""

    def scan(self, prefix: bytes, start: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """What stands under keys with that prefix, from the key `start` on, in their order."""


class Memory:
    """A store in plain memory, for tests and for a desk of an hour."""

    def __init__(self) -> None:
        self.data: dict[bytes, bytes] = {}
        self._keys: list[bytes] = []  # in their order

    def get(self, key: bytes) -> bytes | None:
        """The value, or None."""
        return self.data.get(key)

    def put(self, key: bytes, value: bytes) -> None:
        """Keeps the value."""
        if key not in self.data:
            insort(self._keys, key)
        self.data[key] = value

    def delete(self, key: bytes) -> None:
        """Forgets the key."""
        if self.data.pop(key, None) is not None:
            del self._keys[bisect_left(self._keys, key)]

    def scan(self, prefix: bytes, start: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """What stands under keys with that prefix."""
        at = bisect_left(self._keys, max(prefix, start))
        while at < len(self._keys) and (key := self._keys[at]).startswith(prefix):
            yield key, self.data[key]
            at = bisect_right(self._keys, key)  # keys may have come or gone meanwhile
