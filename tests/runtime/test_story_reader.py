from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiokafka import TopicPartition

from streams.runtime.story_reader import PATIENCE, StoryReader, in_order

ENRICHED, DUPLICATES = "articles.enriched", "articles.duplicates"


@dataclass(frozen=True, slots=True)
class Record:
    topic: str
    partition: int
    offset: int
    timestamp: int


def records(topic: str, partition: int, times: Iterable[int]) -> list[Record]:
    return [Record(topic, partition, offset, time) for offset, time in enumerate(times)]


def times(found: Iterable[Any]) -> list[int]:
    return [record.timestamp for record in found]


def test_the_oldest_goes_first_whatever_partition_it_lies_in() -> None:
    waiting = {
        (ENRICHED, 0): records(ENRICHED, 0, (1, 4, 9)),
        (ENRICHED, 1): records(ENRICHED, 1, (2, 3, 10)),
    }
    assert times(in_order(waiting)) == [1, 2, 3, 4, 9, 10]
    assert times(in_order(waiting, 4)) == [1, 2, 3, 4]


def test_of_one_time_the_original_goes_before_its_copy() -> None:
    waiting = {(DUPLICATES, 0): records(DUPLICATES, 0, (5,)), (ENRICHED, 7): records(ENRICHED, 7, (5,))}
    assert [record.topic for record in in_order(waiting)] == [ENRICHED, DUPLICATES]


def test_in_a_partition_the_order_stays_whatever_its_clocks_say() -> None:
    waiting = {(ENRICHED, 0): records(ENRICHED, 0, (5, 2, 8)), (ENRICHED, 1): records(ENRICHED, 1, (3, 6))}
    found = in_order(waiting)
    assert [record.offset for record in found if record.partition == 0] == [0, 1, 2]
    assert times(found) == [3, 5, 2, 6, 8]


def test_what_may_come_after_one_that_is_not_here_waits() -> None:
    waiting = {(ENRICHED, 0): records(ENRICHED, 0, (1, 4)), (ENRICHED, 1): records(ENRICHED, 1, (2, 3))}
    assert times(in_order(waiting, late=[(ENRICHED, 1)])) == [1, 2, 3]
    assert in_order({**waiting, (ENRICHED, 2): []}, late=[(ENRICHED, 2)]) == []


def test_a_turn_has_the_same_order_when_it_is_read_again() -> None:
    waiting = {
        (ENRICHED, 0): records(ENRICHED, 0, (5, 2, 8, 30)),
        (ENRICHED, 1): records(ENRICHED, 1, (3, 6, 7, 8)),
        (DUPLICATES, 1): records(DUPLICATES, 1, (1, 6, 40)),
    }
    for limit in range(1, 12):
        found = in_order(waiting, limit)
        again = {
            place: [each for each in found if (each.topic, each.partition) == place] for place in waiting
        }
        assert in_order(again) == found


class Consumer:
    """A consumer of partitions of which each gives what it has, one record at a time; `silent` ones give nothing."""

    def __init__(
        self, held: dict[tuple[str, int], list[Record]], silent: Iterable[tuple[str, int]] = ()
    ) -> None:
        self.held, self.silent = held, set(silent)
        self.at = dict.fromkeys(held, 0)
        self.asked = 0

    async def getmany(self, *places: TopicPartition, timeout_ms: int, max_records: int) -> dict[Any, Any]:
        self.asked += 1
        found = {}
        for place in places:
            if tuple(place) not in self.silent and self.at[tuple(place)] < len(self.held[tuple(place)]):
                found[place] = [self.held[tuple(place)][self.at[tuple(place)]]]
                self.at[tuple(place)] += 1
        return found

    async def position(self, place: TopicPartition) -> int:
        return self.at[tuple(place)]

    def last_stable_offset(self, place: TopicPartition) -> int:
        return len(self.held[tuple(place)])


def reader_of(consumer: Any, seconds: Any = lambda: 0.0) -> StoryReader:
    return StoryReader(consumer, dict.fromkeys(consumer.held, 0), {}, seconds)


async def all_of(reader: StoryReader) -> list[int]:
    found = []
    while some := await reader.turn(100):
        found += times(some)
    return found


async def test_partitions_that_are_behind_are_read_as_one() -> None:
    held = {(ENRICHED, 0): records(ENRICHED, 0, (1, 4, 9)), (ENRICHED, 1): records(ENRICHED, 1, (2, 3, 10))}
    reader = reader_of(Consumer(held))
    assert await all_of(reader) == [1, 2, 3, 4, 9, 10]
    assert reader.offsets == {(ENRICHED, 0): 3, (ENRICHED, 1): 3}
    assert reader.behind() == 0


async def test_a_partition_that_gives_nothing_is_not_waited_for_for_long() -> None:
    held = {(ENRICHED, 0): records(ENRICHED, 0, (1, 4)), (ENRICHED, 1): records(ENRICHED, 1, (2,))}
    consumer = Consumer(held, silent=[(ENRICHED, 1)])
    reader = reader_of(consumer, lambda: consumer.asked * PATIENCE / 10)
    assert await all_of(reader) == [1, 4]
    assert 10 <= consumer.asked < 50
    assert reader.behind() == 1


async def test_a_turn_is_read_again_as_it_was() -> None:
    held = {(ENRICHED, 0): records(ENRICHED, 0, (1, 4, 9)), (ENRICHED, 1): records(ENRICHED, 1, (2, 3, 10))}
    reader = reader_of(Consumer(held))
    found = await reader.again({(ENRICHED, 0): (0, 2), (ENRICHED, 1): (0, 1)})
    assert times(found) == [1, 2, 4]
    assert reader.offsets == {(ENRICHED, 0): 2, (ENRICHED, 1): 1}
    assert await all_of(reader) == [3, 9, 10]


async def test_what_the_broker_no_longer_has_is_left_out() -> None:
    held = {(ENRICHED, 0): records(ENRICHED, 0, (1, 4))}
    consumer = Consumer(held)
    reader = reader_of(consumer, lambda: float(consumer.asked * 10))
    assert times(await reader.again({(ENRICHED, 0): (0, 9)})) == [1, 4]
