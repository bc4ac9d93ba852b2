"""Raw events that wait on disk because the broker does not take them, for sources that would forget them.

A file in a folder and a message in a mailbox wait where they are. The entries of a feed do not: in an hour they may be
gone from it. They wait here, in the order in which they came, and go out in that order before anything newer of their
source.
"""

from __future__ import annotations

import orjson

from streams import metrics
from streams.connect.state import State
from streams.events.raw_event import RawEvent

#: The share of the room that one source may fill: one that floods must leave room for the others.
SHARE = 4


class Waiting:
    """What waits. `limit` is the most, in bytes as they stand on disk; a quarter of it is the most of one source."""

    def __init__(self, state: State, limit: int) -> None:
        self._database, self._limit = state.database, limit
        rows = self._database.execute("SELECT source, SUM(size) FROM waiting GROUP BY source").fetchall()
        self._sizes = {str(source): int(size) for source, size in rows}
        metrics.connect_waiting_limit_bytes.set(limit)
        self._told()

    def of(self, source: str) -> int:
        """The bytes of a source that wait."""
        return self._sizes.get(source, 0)

    def takes(self, source: str, size: int) -> bool:
        """Whether there is room for so many bytes. Into an empty room one event always fits, whatever its size."""
        of, all_of_them = self.of(source), sum(self._sizes.values())
        return not of or (of + size <= self._limit // SHARE and all_of_them + size <= self._limit)

    def put(self, source: str, kind: str, event: RawEvent) -> None:
        """Puts an event at the end. Raises sqlite3.Error when the disk does not take it."""
        self._database.execute(
            "INSERT INTO waiting (source, kind, name, value, key, headers, size) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (source, kind, event.name, event.value, event.key, _packed(event), event.size),
        )
        self._sizes[source] = self.of(source) + event.size
        self._told()

    def first(self, source: str, kind: str) -> tuple[int, RawEvent] | None:
        """The event of a connection that waits for longest, with its number; None when none does."""
        row = self._database.execute(
            "SELECT number, name, value, key, headers FROM waiting WHERE source = ? AND kind = ? "
            "ORDER BY number LIMIT 1",
            (source, kind),
        ).fetchone()
        if row is None:
            return None
        number, name, value, key, headers = row
        return number, RawEvent(name, value, key, _headers(headers))

    def drop(self, source: str, number: int, size: int) -> None:
        """That one is with the broker now."""
        self._database.execute("DELETE FROM waiting WHERE number = ?", (number,))
        self._sizes[source] = max(0, self.of(source) - size)
        self._told()

    def _told(self) -> None:
        metrics.connect_waiting_bytes.set(sum(self._sizes.values()))


def _packed(event: RawEvent) -> bytes:
    """The headers as JSON. Their values are bytes, each of which Latin-1 has a character for."""
    return orjson.dumps([(name, value.decode("latin-1")) for name, value in event.headers])


def _headers(packed: bytes) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, value.encode("latin-1")) for name, value in orjson.loads(packed))
