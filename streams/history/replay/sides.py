"""The two sides of a comparison: what the desk told of each raw event of the range, and what the replay did.

All of it lies in a database in a temporary file, packed: a day of a large desk is more than fits in memory. Of an
article's ends the last word counts, up to where the clock of the replay went.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

from streams.events import order
from streams.history.dispositions import Place, as_text, parse_place, read_disposition
from streams.history.replay.topics import Note
from streams.kinds import Disposition, Stage
from streams.runtime.dead_letters import header_list
from streams.topology import DEAD, NOTICES

#: The sides: what the desk told, and what the replay did.
DESK, REPLAY = 0, 1
#: What makes another event of an article that is published already.
_CAUSES = ("release", "retold", "corrected")
#: A word that gives way to any other of the same article, and one that stays.
_GIVES_WAY, _STAYS = 0, 1
_COMMIT_EVERY = 1000
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was told because of an article: of itself, or of another `uri` that it killed, say.

    `cause` says what made it another event of the same article, "" for its first; a notice has its kind there. `event`
    is the event as JSON; of a dead letter `disposition`, `reason` and `stage`.
    """

    uri: str
    cause: str
    event: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """What both sides told because of article number `part` of the raw event at `raw` (topic/partition/offset)."""

    raw: str
    part: int
    desk: tuple[Told, ...]
    replay: tuple[Told, ...]


class Sides:
    """Takes the records of both sides, in any order; `note` says what is compared. It belongs to one thread."""

    def __init__(self, note: Note, folder: Path) -> None:
        self._note, self._until = note, datetime.fromisoformat(note.at)
        self._db = sqlite3.connect(folder / "sides.db")
        self._db.executescript(
            "pragma journal_mode = off; pragma synchronous = off;"
            "create table told (raw text, part int, uri text, cause text, side int, stays int, at real, event blob,"
            " primary key (raw, part, uri, cause, side)) without rowid"
        )
        self._taken = 0
        #: Records on the topics that copydesk did not write.
        self.foreign = 0

    def take(self, side: int, topic: str, record: Any) -> None:
        """Takes a record of `topic`, as the desk names it, from that side."""
        try:
            found = _notice(record) if topic == NOTICES.name else _end(topic, record)
        except (ValueError, KeyError, TypeError):
            self.foreign += 1
            return
        if found is None:
            return
        place, part, told, stays, at = found
        if not self._note.holds(place) or (side == DESK and at is not None and at > self._until):
            return
        self._put(side, as_text(place), part, told, stays, at)

    def _put(self, side: int, raw: str, part: int, told: Told, stays: int, at: datetime | None) -> None:
        packed = zlib.compress(orjson.dumps(told.event), _LEVEL)
        row = (raw, part, told.uri, told.cause, side, stays, at.timestamp() if at else 0.0, packed)
        self._db.execute(
            "insert into told values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set stays = excluded.stays,"
            " at = excluded.at, event = excluded.event where (excluded.stays, excluded.at) >= (stays, at)",
            row,
        )
        self._taken += 1
        if not self._taken % _COMMIT_EVERY:
            self._db.commit()

    def pairs(self) -> Iterator[Pair]:
        """Both sides by raw event and article, in the order of the raw events' names."""
        rows = self._db.execute(
            "select raw, part, uri, cause, side, event from told order by raw, part, uri, cause"
        )
        for (raw, part), told in groupby(rows, key=lambda row: (row[0], row[1])):
            sides: tuple[list[Told], list[Told]] = ([], [])
            for _, _, uri, cause, side, packed in told:
                sides[side].append(Told(uri, cause, orjson.loads(zlib.decompress(packed))))
            yield Pair(raw, part, tuple(sides[DESK]), tuple(sides[REPLAY]))

    def close(self) -> None:
        """Ends it."""
        self._db.close()


_Found = tuple[Place, int, Told, int, datetime | None]


def _end(topic: str, record: Any) -> _Found | None:
    """What an end of an article tells. Raises ValueError for what copydesk did not write."""
    disposed = read_disposition(_Renamed(record, topic))
    if disposed is None or disposed.last is not None:
        return None
    if topic == DEAD.name:
        event = {"disposition": "dead", "reason": disposed.reason, "stage": str(disposed.stage)}
        stays = _STAYS if disposed.stage is Stage.CLEAN else _GIVES_WAY
        at = _time(dict(header_list(record.headers)).get("dead-at"))
        return disposed.place, disposed.part, Told("", "", event), stays, at
    told = disposed.event
    if told is None:
        return None
    item, desk = told["item"], told["desk"]
    verdict = desk.get("verdict") or {}
    cause = next((name for name in _CAUSES if verdict.get(name)), "")
    stays = _GIVES_WAY if disposed.disposition is Disposition.WITHHELD else _STAYS
    at = _time(desk.get("stages", {}).get(str(Stage.DECIDE)))
    return disposed.place, disposed.part, Told(str(item["uri"]), cause, told), stays, at


def _notice(record: Any) -> _Found | None:
    headers = dict(header_list(record.headers))
    if headers.get("ce_type") == order.TYPE.encode():
        return None  # what an editor ordered is no decision of this version or that
    event = orjson.loads(record.value or b"null")
    raw, _, part = str(event["raw"]).partition("#")
    # Of what is told when it is held, and once more when it ends, each is one of its own.
    cause = f"notice {event['kind']} {event.get('of', '')} {str(event.get('words', ''))[:20]}"
    told = Told(str(event["uri"]), cause, event)
    return parse_place(raw.encode()), int(part or 0), told, _STAYS, _time(headers.get("ce_time"))


def _time(value: bytes | str | None) -> datetime | None:
    if value is None:
        return None
    return datetime.fromisoformat(value.decode() if isinstance(value, bytes) else value)


class _Renamed:
    """A record as if it lay on another topic."""

    __slots__ = ("headers", "topic", "value")

    def __init__(self, record: Any, topic: str) -> None:
        self.topic, self.headers, self.value = topic, record.headers, record.value


def is_notice(told: Told) -> bool:
    """Whether it is a notice to the editors."""
    return told.cause.startswith("notice ")


def disposition_of(told: Told) -> str:
    """Where the article ended by this."""
    event: Mapping[str, Any] = told.event
    if "disposition" in event:
        return str(event["disposition"])
    verdict = event.get("desk", {}).get("verdict") or {}
    return str(verdict.get("disposition", ""))
