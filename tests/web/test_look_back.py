from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from streams.runtime.loop_share import LoopShare
from streams.topology import ENRICHED
from streams.web import look_back as limits
from streams.web.look_back import LookBack, Ranges
from streams.web.wire import PINNED_SECONDS, Wire
from tests.web.records import NOON, Record, canceled, known, published

PLACE = (ENRICHED.name, 0)
NOW = NOON.timestamp() + 60


class Topic:
    """A partition of kills. `found` has what was found, and whether more is looked for then."""

    def __init__(self) -> None:
        self.back = LookBack("nowhere", LoopShare(), lambda: NOW)
        self.found: asyncio.Queue[tuple[dict[str, str], bool]] = asyncio.Queue()
        self.reads: list[tuple[int, int]] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def read(self, _: object, ranges: Ranges) -> AsyncIterator[Record]:
        (begin, end) = ranges[PLACE]
        self.reads.append((begin, end))
        for offset in range(begin, end):
            yield canceled(f"urn:{offset}", offset)
        self.meanwhile()

    def put(self, wire: Wire) -> None:
        told = {each.uri: each.now.status for each in wire.stories() if each.now}
        self.found.put_nowait((told, self.back.looks))


@pytest.fixture
async def topic(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Topic]:
    topic = Topic()
    monkeypatch.setattr(limits, "read_ranges", topic.read)
    running = asyncio.create_task(topic.back.run(topic.put))
    yield topic
    running.cancel()
    await asyncio.wait([running])


async def test_what_is_left_out_meanwhile_is_looked_through_next_and_nothing_twice(topic: Topic) -> None:
    def skip() -> None:
        topic.back.leave_out(PLACE, 6, 8)
        topic.meanwhile = lambda: None

    topic.meanwhile = skip
    topic.back.leave_out(PLACE, 2, 3)
    topic.back.leave_out(PLACE, 3, 4)
    async with asyncio.timeout(10):
        assert await topic.found.get() == (dict.fromkeys(("urn:2", "urn:3"), "canceled"), True)
        found, looks = await topic.found.get()
    assert (list(found)[-2:], looks) == (["urn:6", "urn:7"], False)
    assert topic.reads == [(2, 4), (4, 8)]
    assert topic.back.known_from() is None


async def test_what_comes_meanwhile_is_true_whatever_is_found(topic: Topic) -> None:
    topic.back.later(known(published("urn:1", 8)))  # nothing is left out yet
    again = published("urn:1", 9, seconds=9.0, release="articles.raw/0/9")
    topic.meanwhile = lambda: topic.back.later(known(again))
    topic.back.leave_out(PLACE, 0, 2)
    async with asyncio.timeout(10):
        assert await topic.found.get() == ({"urn:0": "canceled", "urn:1": "usable"}, False)


async def test_of_more_than_is_looked_through_it_is_known_since_when(
    topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RECORDS", 2)
    topic.back.leave_out(PLACE, 0, 9)
    async with asyncio.timeout(10):
        assert await topic.found.get() == (dict.fromkeys(("urn:7", "urn:8"), "canceled"), False)
    since = topic.back.known_from()
    assert since == canceled("urn:7", 7).timestamp / 1000
    topic.back._now = lambda: since + PINNED_SECONDS
    assert topic.back.known_from() is None, "it is no part of the last hour any more"


async def test_where_it_fails_nothing_before_now_is_known(topic: Topic) -> None:
    def fail() -> None:
        raise ValueError("a fault")

    topic.meanwhile = fail
    topic.back.leave_out(PLACE, 0, 2)
    async with asyncio.timeout(10):
        assert await topic.found.get() == ({}, False)
    assert topic.back.known_from() == NOW
