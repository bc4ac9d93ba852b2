"""A list as JSON: what there is after a cursor, or what comes while the request waits."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import orjson

from streams.brokers.client import Broker
from streams.events.following import Following
from streams.runtime.loop_share import LoopShare
from streams.web.api.asked import Asked, List
from streams.web.api.deliver import REMEMBERED, deliver
from streams.web.api.feed import Feed, GrownError, open_feed

#: An answer has no more bytes than this, but for one event that is larger.
MOST_BYTES = 8 * 1024 * 1024
#: So long is looked through what is there already where the filter lets next to nothing through, in seconds.
SEARCH = 5.0
#: So long is waited at a time, in seconds.
_STEP = 0.5


@dataclass
class Page:
    """An answer: events as JSON, the cursor behind them, and whether there is more at once."""

    cursor: str = ""
    more: bool = False
    events: list[bytes] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    size: int = 0

    def body(self) -> bytes:
        """The JSON document."""
        fragments: list[Any] = [orjson.Fragment(each) for each in self.events]
        told: dict[str, Any] = {"events": fragments, "cursor": self.cursor, "more": self.more}
        if self.unreadable:
            told["unreadable"] = self.unreadable
        return orjson.dumps(told)


async def poll(broker: Broker | str, asked: List, wanted: Asked, share: LoopShare) -> Page:
    """The page. Raises GoneError, BrokerError, TopicsError."""
    page, following = Page(), Following(wanted.filter, REMEMBERED)
    began = time.monotonic()
    async with open_feed(broker, asked.topic.name, wanted.start) as feed:
        page.cursor = feed.cursor
        try:
            while not _is_done(page, feed, wanted, time.monotonic() - began):
                left = max(0.0, wanted.wait - (time.monotonic() - began))
                records = await feed.take(min(_STEP, left) if not feed.is_behind() else _STEP)
                with share.work(len(records)):
                    whole = _fill(page, feed, records, following, wanted.limit)
                if whole:
                    await feed.passed()
                    page.cursor = feed.cursor
                await share.rest()
        except GrownError:
            page.more = True  # the next request knows all partitions
            return page
        page.more = feed.is_behind()
    return page


def _fill(page: Page, feed: Feed, records: list[Any], following: Following, limit: int) -> bool:
    """Adds what fits; whether that was all."""
    for each in deliver(feed, records, following):
        page.cursor = each.cursor
        if each.event is None:
            page.unreadable.append(each.words)
            continue
        page.events.append(each.event)
        page.size += len(each.event)
        if len(page.events) >= limit or page.size >= MOST_BYTES:
            return False
    return True


def _is_done(page: Page, feed: Feed, wanted: Asked, spent: float) -> bool:
    if len(page.events) >= wanted.limit or page.size >= MOST_BYTES:
        return True
    if feed.is_behind():
        return spent >= max(wanted.wait, SEARCH)
    return bool(page.events) or spent >= wanted.wait
