"""What stands on the changelog beside the stories: the marks of terms, and how far the decisions have come.

A decision may write several records, and a worker may die between two of them. All but the last say that more follows;
the last says which event of articles.clean was decided with it. So whoever reads knows of which events everything is
remembered: they need not be decided again; and of the one that is remembered in part, what there is counts as nothing.
"""

from __future__ import annotations

import zlib
from typing import Any, NamedTuple

import orjson

from streams.runtime.window import Output
from streams.stories.ledger import Change
from streams.stories.record import FORMAT, NewerFormatError, Stamp
from streams.topology import LEDGER, changelog

#: The key of the mark with which a term begins. No uri has a NUL in it.
MARK = b"\0term"

_STAMP, _MORE, _DECIDED = "stamp", "more", "decided"


class Decided(NamedTuple):
    """An event of articles.clean, by its offset, and a checksum that tells it from another one at the same offset."""

    offset: int
    sign: int


class Trailer(NamedTuple):
    """What the headers of a record say: its stamp, where it has no value to bear it; whether more of its decision
    follows; and, on the last one, the event that was decided.
    """

    stamp: Stamp | None = None
    more: bool = False
    decided: Decided | None = None


def checksum(key: bytes | None, value: bytes | None) -> int:
    """What tells a record from another one at the same offset, in 32 bits."""
    return zlib.crc32(value or b"", zlib.crc32(key or b""))


def kept_records(app_id: str, changes: list[Change], decided: Decided | None) -> tuple[Output, ...]:
    """The records for what one decision has changed, in their order; `decided` is the event that it was made on."""
    return tuple(
        kept_record(app_id, change, more=number < len(changes), decided=decided)
        for number, change in enumerate(changes, start=1)
    )


def kept_record(app_id: str, change: Change, *, more: bool = False, decided: Decided | None = None) -> Output:
    """The record for one change."""
    headers: list[tuple[str, bytes]] = []
    if change.value is None:
        # A record without a value cannot bear its stamp itself.
        headers.append((_STAMP, _pair(change.stamp)))
    if more:
        headers.append((_MORE, b""))
    elif decided is not None:
        headers.append((_DECIDED, _pair(decided)))
    return Output(changelog(app_id, LEDGER).name, change.uri.encode(), change.value, headers, partition=0)


def mark(app_id: str, term: int) -> Output:
    """The record with which a writer begins its term."""
    value = orjson.dumps({"format": FORMAT, "term": term})
    return Output(changelog(app_id, LEDGER).name, MARK, value, partition=0)


def read_mark(value: bytes) -> int:
    """The term that a mark begins. Raises NewerFormatError, and ValueError, KeyError or TypeError for what is none."""
    found = orjson.loads(value)
    if found["format"] > FORMAT:
        raise NewerFormatError(found["format"])
    return int(found["term"])


def read_trailer(record: Any) -> Trailer:
    """What a record's headers say. Raises ValueError."""
    headers = dict(record.headers)
    stamp, decided = headers.get(_STAMP), headers.get(_DECIDED)
    return Trailer(
        None if stamp is None else Stamp(*_read_pair(stamp)),
        _MORE in headers,
        None if decided is None else Decided(*_read_pair(decided)),
    )


def _pair(numbers: tuple[int, int]) -> bytes:
    return b"%d/%d" % numbers


def _read_pair(packed: bytes) -> tuple[int, int]:
    first, _, second = packed.partition(b"/")
    return int(first), int(second)
