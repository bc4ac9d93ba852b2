"""Copies whose original has no story yet.

They come on another topic than their originals, and often before them, for nobody enriches copies. They join the story
of the original when that comes; a copy of what is never published (it was killed, or is held) has none.
"""

from __future__ import annotations

from typing import Any

from streams.clusters.telling import Telling, dump_telling, load_telling


class Waiting:
    """Copies by the uri of their original, in the order in which the first of each came."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._copies: dict[str, dict[str, Telling]] = {}
        self._originals: dict[str, str] = {}  # copy -> original

    def __len__(self) -> int:
        return len(self._originals)

    def put(self, copy: Telling) -> None:
        """A copy waits; of too many, those of the original go that has been waited for longest."""
        assert copy.copy_of is not None
        self.drop(copy.uri)
        self._copies.setdefault(copy.copy_of, {})[copy.uri] = copy
        self._originals[copy.uri] = copy.copy_of
        while len(self) > self._most:
            self._forget(next(iter(self._copies)))

    def take(self, original: str) -> list[Telling]:
        """The copies of an original, which wait no longer."""
        copies = list(self._copies.get(original, {}).values())
        self._forget(original)
        return copies

    def drop(self, uri: str) -> None:
        """A copy that waits no longer: it was canceled, or is known otherwise."""
        original = self._originals.pop(uri, None)
        if original is not None:
            del self._copies[original][uri]
            if not self._copies[original]:
                del self._copies[original]

    def expire(self, before: float) -> None:
        """Forgets the copies of originals of which none came since that time."""
        while self._copies:
            original, copies = next(iter(self._copies.items()))
            if max(copy.arrived for copy in copies.values()) > before:
                return
            self._forget(original)

    def _forget(self, original: str) -> None:
        for uri in self._copies.pop(original, ()):
            del self._originals[uri]

    def dump(self) -> list[Any]:
        """Everything, as JSON values."""
        return [dump_telling(copy) for copies in self._copies.values() for copy in copies.values()]

    def load(self, dumped: list[Any]) -> None:
        """Puts back what `dump` gave."""
        for copy in map(load_telling, dumped):
            self.put(copy)
