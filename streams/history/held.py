"""What is held back now, as articles.withheld says; and how an editor releases or kills it by hand."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import orjson

from streams.article import Article
from streams.brokers.client import Broker
from streams.brokers.reader import Progress, offset_ranges, read_ranges
from streams.events import codec
from streams.events.raw_event import RawEvent, binary_event
from streams.runtime.loop_share import LoopShare
from streams.stories.authority import DESK
from streams.stories.order import created_of
from streams.topology import WITHHELD

NINJS = "application/vnd.iptc.ninjs+json"


async def read_held(
    broker: Broker | str, progress: Progress = lambda *_: None, share: LoopShare | None = None
) -> list[Article]:
    """The articles that are held now, in the order of their coming.

    `share` is the part of the loop's time that it may take, where it runs beside the wire. Raises BrokerError,
    TopicsError.
    """
    found = []
    for value in (await _lying(broker, progress, share)).values():
        with share.work(1) if share else nullcontext():
            try:
                found.append(codec.decode(value))
            except ValueError:
                continue  # copydesk did not write it
        if share:
            await share.rest()
    return sorted(found, key=lambda each: each.origin.timestamp)


async def held_raws(broker: Broker | str) -> set[str]:
    """The raw events of what is held now, as topic/partition/offset#part. Raises BrokerError, TopicsError."""
    return {key.decode("utf-8", "replace") for key in await _lying(broker)}


async def _lying(
    broker: Broker | str, progress: Progress = lambda *_: None, share: LoopShare | None = None
) -> dict[bytes, bytes]:
    """The last value of each key on articles.withheld; what a tombstone has ended is not there."""
    found: dict[bytes, bytes] = {}
    records = read_ranges(broker, await offset_ranges(broker, [WITHHELD.name]), progress)
    async for record in share.of(records) if share else records:
        if record.value is None:
            found.pop(record.key, None)
        else:
            found[record.key] = record.value
    return found


async def held_event(broker: Broker | str, raw: str, share: LoopShare) -> dict[str, Any] | None:
    """The event of what is held by that raw event, as it stands on articles.withheld; None where none is.

    `share` as in read_held. Raises BrokerError, TopicsError.
    """
    value = (await _lying(broker, share=share)).get(raw.encode())
    return None if value is None else dict(orjson.loads(value))


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
