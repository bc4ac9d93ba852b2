"""How each source is, for the page: what was learnt of its rhythm, its connections, and what was heard of it since.

Bounded: of more sources than are kept, those that are well and were heard longest ago are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from streams.events import source_connection, source_health
from streams.events.source_connection import SourceConnection
from streams.sources.book import Source
from streams.sources.rhythm import LEARNT, hour_of_week
from streams.web.told import Copied, HeldBack, Published, Reported, Told
from streams.web.words import NAME, WORDS, shown

#: Sources that are kept, and keys of sources.health of one source.
KEPT, _KEYS = 300, 20
#: A rate below this, in articles an hour, is no rhythm of the hour.
_LEAST = 0.2


@dataclass(slots=True)
class _Row:
    name: str
    last: float | None = None  # when it was heard last, in seconds since 1970
    learnt: dict[str, Source] = field(default_factory=dict)  # by language
    connections: dict[str, SourceConnection] = field(default_factory=dict)  # by kind


class Sources:
    """Told of records of sources.health and of what comes on the wire. Times are seconds since 1970."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}

    def health(self, key: bytes | None, value: bytes | None) -> None:
        """A record of sources.health. What copydesk did not write tells nothing."""
        if key is None or value is None:
            self._forget(key)
            return
        try:
            if source_connection.is_key(key):
                self._connected(source_connection.decode(value))
            else:
                who, source = source_health.decode(value)
                self._learnt(who.source, who.language, source)
        except (ValueError, KeyError, TypeError, AttributeError):
            return

    def heard(self, told: Told) -> None:
        """Something of a source came."""
        if isinstance(told, Published | Copied | HeldBack | Reported) and told.source:
            row = self._row(told.source)
            row.last = max(told.at, row.last or told.at)

    def shown(self, now: float) -> list[dict[str, Any]]:
        """A row for each, as plain JSON values: what does not go on first, then the silent ones, then by name.

        `last` is in milliseconds since 1970, `usual` in seconds between two articles at this hour of the week; both
        are None where they are not known.
        """
        rows = [_shown(each, now) for each in self._rows.values()]
        return sorted(
            rows,
            key=lambda each: (
                not each["fails"],
                not each["silent"],
                not each["drifted"],
                each["name"].casefold(),
            ),
        )

    def _learnt(self, name: str, language: str, source: Source) -> None:
        row = self._row(shown(name, NAME))
        before = row.learnt.get(language)
        # What was written before may be read after what was written since: see live.py.
        if len(row.learnt) < _KEYS and (before is None or before.rhythm.until <= source.rhythm.until):
            row.learnt[language] = source
            if source.rhythm.last:
                row.last = max(source.rhythm.last.timestamp(), row.last or 0.0)

    def _connected(self, told: SourceConnection) -> None:
        row = self._row(shown(told.source, NAME))
        before = row.connections.get(told.kind)
        if len(row.connections) < _KEYS and (before is None or before.at <= told.at):
            row.connections[told.kind] = told

    def _forget(self, key: bytes | None) -> None:
        name, _, language = (key or b"").decode("utf-8", "replace").rpartition("|")
        if row := self._rows.get(shown(name, NAME)):
            row.learnt.pop(language, None)

    def _row(self, name: str) -> _Row:
        row = self._rows.get(name)
        if row is None:
            row = self._rows[name] = _Row(name)
            if len(self._rows) > KEPT:
                del self._rows[min(self._rows.values(), key=_worth).name]
        return row


def _worth(row: _Row) -> tuple[bool, float]:
    """What is left out first has the smallest; never what was added just now, which was heard just now."""
    return (_fails(row) or _is_silent(row), row.last if row.last is not None else float("inf"))


def _fails(row: _Row) -> bool:
    return any(each.why for each in row.connections.values())


def _is_silent(row: _Row) -> bool:
    return any(each.rhythm.silent for each in row.learnt.values())


def _shown(row: _Row, now: float) -> dict[str, Any]:
    return {
        "name": row.name,
        "last": None if row.last is None else round(row.last * 1000),
        "silent": sorted(language for language, each in row.learnt.items() if each.rhythm.silent),
        "languages": len(row.learnt),
        "usual": _usual(row, datetime.fromtimestamp(now, UTC)),
        "drifted": sorted({each.what for source in row.learnt.values() for each in source.health().drifted}),
        "fails": [
            {"kind": each.kind, "why": shown(each.why, WORDS), "since": round(each.since.timestamp() * 1000)}
            for each in row.connections.values()
            if each.why
        ],
    }


def _usual(row: _Row, now: datetime) -> float | None:
    """Seconds between two articles at this hour of the week; None where that is not known, or nothing comes then."""
    hour = hour_of_week(now)
    rates = [each.rhythm.rates[hour] for each in row.learnt.values() if each.rhythm.known[hour] >= LEARNT]
    return round(3600 / sum(rates)) if sum(rates) >= _LEAST else None
