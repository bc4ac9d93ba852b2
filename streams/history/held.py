"""What is held back now, as articles.withheld says; and how an editor releases or kills it by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import orjson

from streams.article import Article
from streams.brokers.client import Broker
from streams.brokers.reader import Progress, offset_ranges, read_ranges
from streams.events import codec
from streams.events.raw_event import RawEvent, binary_event
from streams.stories.authority import DESK
from streams.stories.order import created_of
from streams.topology import WITHHELD

NINJS = "application/vnd.iptc.ninjs+json"


async def read_held(broker: Broker | str, progress: Progress = lambda *_: None) -> list[Article]:
    """The articles that are held now, in the order of their coming. Raises BrokerError, TopicsError."""
    found: dict[bytes, Article] = {}
    async for record in read_ranges(broker, await offset_ranges(broker, [WITHHELD.name]), progress):
        if record.value is None:
            found.pop(record.key, None)
            continue
        try:
            found[record.key] = codec.decode(record.value)
        except ValueError:
            continue  # copydesk did not write it
    return sorted(found.values(), key=lambda each: each.origin.timestamp)


def newest(held: Iterable[Article], uri: str) -> datetime | None:
    """When the newest version of a uri among those that are held was made; None if none of it is held."""
    return max((created_of(each) for each in held if each.uri == uri), default=None)


def status_event(
    uri: str, pub_status: str, now: datetime, note: str, after: datetime | None = None
) -> RawEvent:
    """A raw event by which an editor releases ("usable") or kills ("canceled") a uri: a ninjs item without a text.

    `note` is what readers are told. `after` is when the version that is meant was made: the event must be newer than
    that, whatever the clock said then.
    """
    made = now if after is None else max(now, after + timedelta(milliseconds=1))
    item = {
        "uri": uri,
        "type": "text",
        "pubStatus": pub_status,
        "versionCreated": made.isoformat(),
        "edNote": note,
        "standard": {"name": "ninjs", "version": "3.1"},
    }
    return binary_event(uri, orjson.dumps(item), source=DESK, subject=uri, time=now, content_type=NINJS)
