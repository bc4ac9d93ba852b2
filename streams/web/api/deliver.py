"""Records of a topic as what a reader is given: his filter asked, and each event one JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from streams.brokers.batches import Unreadable
from streams.brokers.reader import time_of
from streams.events.following import Following
from streams.events.structured import structured
from streams.runtime.dead_letters import header_list
from streams.web.api.feed import Feed

#: The uris that a connection remembers of what it gave its reader.
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Delivered:
    """An event for the reader, or, where `event` is None, what he cannot be given; and his cursor behind it."""

    event: bytes | None
    cursor: str
    words: str = ""


def deliver(feed: Feed, records: list[Any], following: Following) -> Iterator[Delivered]:
    """What a reader gets of these records. The feed's offsets are behind a record when it is given."""
    for record in records:
        feed.done(record)
        if isinstance(record, Unreadable):
            yield Delivered(None, feed.cursor, str(record))
            continue
        if record.value is None or (feed.not_before and time_of(record) < feed.not_before):
            continue
        if event := _event(record, following):
            yield Delivered(event, feed.cursor)


def _event(record: Any, following: Following) -> bytes | None:
    headers = dict(header_list(record.headers))
    try:
        ruling = following.rule(headers, record.value)
        return structured(headers, record.value, why=str(ruling)) if ruling else None
    except ValueError:
        return None  # copydesk did not write it: it stands on the topic by mistake
