"""Where the topics begin to be read, and what is said when that fails."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from aiokafka import TopicPartition

from streams.brokers.client import Broker
from streams.cli.top import topics as module
from streams.cli.top.model import Desk
from streams.cli.top.topics import Topics, beginnings
from streams.errors import BrokerError
from streams.topology import DEAD, DUPLICATES, ENRICHED, SOURCES, WITHHELD
from tests.waiting import until
from tests.web.records import NOON, Record, published


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


class _There:
    """A consumer of these records, each partition's in their order; before the first of one lies what is older."""

    def __init__(self, before: int, *partitions: list[Record]) -> None:
        self._before = before
        self.records = {TopicPartition(each[0].topic, number): each for number, each in enumerate(partitions)}
        self._at = dict.fromkeys(self.records, 0)

    async def ends(self, *_: object) -> dict[TopicPartition, int]:
        return {place: self._before + len(each) for place, each in self.records.items()}

    def assignment(self) -> set[TopicPartition]:
        return set(self.records)

    async def beginning_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, 0)

    def seek(self, place: TopicPartition, offset: int) -> None:
        self._at[place] = offset

    async def position(self, place: TopicPartition) -> int:
        return self._at[place]

    async def getmany(self, *places: TopicPartition, **_: object) -> dict[TopicPartition, list[Record]]:
        found = {}
        for place in places:
            records = self.records[place][self._at[place] - self._before :]
            found[place] = [
                replace(each, offset=self._at[place] + number) for number, each in enumerate(records)
            ]
            self._at[place] += len(records)
        return found


async def test_what_is_there_is_told_in_the_order_of_its_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BACK", dict(module._BACK) | {ENRICHED.name: 10})
    before = 100
    consumer = _There(
        before,
        [published(f"urn:even:{each}", each, seconds=each) for each in range(0, 10, 2)],
        [published(f"urn:odd:{each}", each, seconds=each) for each in range(1, 10, 2)],
    )
    monkeypatch.setattr(module, "log_end_offsets", consumer.ends)
    topics = Topics(lambda: Broker("nowhere"), "copydesk")
    desk = Desk()
    await topics._read_back(Broker("nowhere"), consumer, desk)
    assert [story.uri.rpartition(":")[2] for story in topics.desk.wire.stories()] == [
        str(each) for each in range(10)
    ]
    assert topics.state == module.State(True, "live")
    # What came before the first that was read is not known.
    assert desk.figures.whole_from == NOON.timestamp() + 1
