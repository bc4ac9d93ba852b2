"""Where the topics begin to be read, and what is said when that fails."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiokafka import TopicPartition

from streams.brokers.client import Broker
from streams.cli.top import topics as module
from streams.cli.top.topics import Topics, beginnings
from streams.errors import BrokerError
from streams.topology import DEAD, DUPLICATES, ENRICHED, SOURCES, WITHHELD
from tests.waiting import until


def test_of_the_wire_the_last_is_read_and_of_what_counts_by_key_all() -> None:
    ends = {
        TopicPartition(ENRICHED.name, 0): 10_000,
        TopicPartition(ENRICHED.name, 1): 150,
        TopicPartition(DUPLICATES.name, 0): 10_000,
        TopicPartition(DEAD.name, 0): 10_000,
        TopicPartition(WITHHELD.name, 0): 10_000,
        TopicPartition(SOURCES.name, 0): 7,
    }
    begins = dict.fromkeys(ends, 0) | {
        TopicPartition(WITHHELD.name, 0): 12,
        TopicPartition(DEAD.name, 0): 9000,
    }
    assert list(beginnings(ends, begins).values()) == [9800, 0, 9600, 9000, 12, 0]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (BrokerError("no broker is running"), "no broker is running"),
        (
            AssertionError("of a library"),
            "a fault of copydesk (AssertionError: of a library); it is tried again",
        ),
    ],
)
async def test_whatever_goes_wrong_is_said_and_tried_again(
    error: Exception, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN", 0.001)
    tries = 0

    def find() -> Broker:
        nonlocal tries
        tries += 1
        raise error

    topics = Topics(find, "copydesk")
    topics.lags.look(0.0, {("articles.raw", 0): (1, 2)})
    task = asyncio.create_task(topics.run())
    await until(lambda: tries > 2)
    task.cancel()
    await asyncio.wait([task])
    assert (topics.state.known, topics.state.words) == (False, says)
    assert topics.lags.total() is None


class _Far:
    """A consumer that is 5,000 records behind on every partition, and notes where it goes."""

    def __init__(self, *places: TopicPartition) -> None:
        self._places, self.gone_to = places, dict[TopicPartition, int]()

    def assignment(self) -> tuple[TopicPartition, ...]:
        return self._places

    def last_stable_offset(self, place: TopicPartition) -> int:
        return 10_000

    async def position(self, place: TopicPartition) -> int:
        return 5_000

    def seek(self, place: TopicPartition, offset: int) -> None:
        self.gone_to[place] = offset


async def test_what_cannot_be_shown_in_time_is_left_out_but_never_what_waits() -> None:
    topics = Topics(lambda: Broker("nowhere"), "copydesk")
    names = (ENRICHED.name, DUPLICATES.name, DEAD.name, WITHHELD.name, SOURCES.name)
    consumer = _Far(*(TopicPartition(name, 0) for name in names))
    await topics._skip(consumer)
    assert consumer.gone_to == {TopicPartition(name, 0): 9900 for name in names[:3]}
    assert topics.desk.figures.shown(time.time())["minute"] == 4900
