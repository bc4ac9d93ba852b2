"""What is held back now, as articles.withheld tells, and the desk's own word on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from streams.article import Article
from streams.brokers.client import Broker
from streams.brokers.send import each, send_events
from streams.brokers.spans import Progress, read_spans, whole
from streams.events import codec
from streams.events.raw_event import RawEvent, binary_event
from streams.stories.order import created_of
from streams.topology import WITHHELD

#: Who speaks when an editor releases or kills by hand.
DESK = "copydesk"
NINJS = "application/vnd.iptc.ninjs+json"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that waits, and since when."""

    article: Article
    since: datetime


async def held(broker: Broker | str, progress: Progress = lambda *_: None) -> list[Waiting]:
    """What waits now, in the order of its coming. Raises BrokerError, TopicsError."""
    found: dict[bytes, Waiting] = {}
    async for record in read_spans(broker, await whole(broker, [WITHHELD.name]), progress):
        if record.value is None:
            found.pop(record.key, None)
            continue
        try:
            article = codec.decode(record.value)
        except ValueError:
            continue  # none of ours
        found[record.key] = Waiting(article, article.origin.timestamp)
    return sorted(found.values(), key=lambda each: each.since)


def order(uri: str, status: str, now: datetime, note: str, after: datetime | None = None) -> RawEvent:
    """The desk's word on a uri as a raw event: a ninjs item with a pubStatus and no text.

    `after`: when the article that is meant was made; the word must be newer, whatever that one's clock said.
    """
    made = now if after is None else max(now, after + timedelta(milliseconds=1))
    item = {
        "uri": uri,
        "type": "text",
        "pubStatus": status,
        "versionCreated": made.isoformat(),
        "edNote": note,
        "standard": {"name": "ninjs", "version": "3.1"},
    }
    return binary_event(uri, orjson.dumps(item), source=DESK, subject=uri, time=now, content_type=NINJS)


async def give(broker: Broker | str, word: RawEvent) -> None:
    """Sends the desk's word. Raises BrokerError."""
    await send_events(broker, each([word]))


def newest(waiting: list[Waiting], uri: str) -> datetime | None:
    """When the newest of what waits under a uri was made; None if nothing does."""
    return max((created_of(each.article) for each in waiting if each.article.uri == uri), default=None)
