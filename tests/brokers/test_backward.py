"""Reading from the end backward, on an embedded broker."""

from __future__ import annotations

import time
from typing import Any

import pytest

from streams.brokers import backward as limits
from streams.brokers.backward import Backward, backward
from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.reader import time_of
from streams.runtime.window import Output
from streams.topology import DUPLICATES, ENRICHED
from tests.topics import make_topics, write

PLENTY = 60.0


async def rounds(topics: Backward) -> list[list[int]]:
    """The offsets that each round gives."""
    found: list[list[int]] = []
    while topics.left:
        offsets: list[int] = []
        async for records in topics.round(time.monotonic() + PLENTY):
            offsets += [record.offset for record in records]
        found.append(offsets)
    return found


def numbered(topic: str, many: int, partition: int = 0) -> list[Output]:
    return [Output(topic, b"k", str(n).encode(), [], partition=partition) for n in range(many)]


async def test_the_newest_come_first_and_each_once(
    embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_FIRST", 2)
    await make_topics(embedded.address, 1)
    await write(embedded.address, numbered(ENRICHED.name, 9))
    async with backward(embedded.address, [ENRICHED.name, "no.such.topic"], [], []) as topics:
        topics._step = 2
        assert await rounds(topics) == [[7, 8], [3, 4, 5, 6], [0, 1, 2]]
        assert list(topics.since) == [ENRICHED.name]


async def test_only_the_partition_of_a_key_is_read(embedded: EmbeddedBroker) -> None:
    await make_topics(embedded.address, 4)
    keys = [f"urn:{n}".encode() for n in range(12)]
    places = await write(embedded.address, [Output(ENRICHED.name, key, b"x", []) for key in keys])
    for key, (_, partition, _) in list(zip(keys, places, strict=True))[:3]:
        async with backward(embedded.address, [DUPLICATES.name], [ENRICHED.name], [key]) as topics:
            assert [place.partition for place in topics.left] == [partition]


async def test_what_was_not_read_in_time_is_left(embedded: EmbeddedBroker) -> None:
    await make_topics(embedded.address, 1)
    await write(embedded.address, numbered(ENRICHED.name, 3))
    async with backward(embedded.address, [ENRICHED.name], [], []) as topics:
        found: list[Any] = [each async for each in topics.round(time.monotonic())]
        assert found == []
        assert list(topics.left.values()) == [(0, 3)]


async def test_what_is_older_is_not_read(embedded: EmbeddedBroker) -> None:
    await make_topics(embedded.address, 1)
    await write(embedded.address, numbered(ENRICHED.name, 9))
    async with backward(embedded.address, [ENRICHED.name], [], []) as topics:
        topics._step = 2
        async for records in topics.round(time.monotonic() + PLENTY):
            for record in records:
                topics.back_to = time_of(record).replace(year=2100)
        assert not topics.left
