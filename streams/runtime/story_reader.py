"""Many partitions read as one, by the time of their records; and read again exactly as they were.

Where nothing waits, records are taken as they come. Where much does, after a pause or at a first start, the oldest
goes first, whatever partition it lies in: a story is told from its beginning. A partition that does not answer is not
waited for longer than PATIENCE. So the order is good, and chance has a part in it; the journal keeps it.
"""

from __future__ import annotations

import heapq
import logging
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.brokers.batches import Unreadable
from streams.runtime.health import Place

log = logging.getLogger(__name__)

#: How long a turn waits for partitions that are behind and give nothing, in seconds.
PATIENCE = 1.0
#: How long a partition may give nothing of what a turn has taken of it before it counts as gone, in seconds.
GONE = 60.0
#: How long one fetch waits for records: where nothing is here, and where something is; how many it gives at most.
_IDLE_MS, _LATE_MS, _FETCH = 250, 50, 100


def in_order(
    waiting: Mapping[Place, Sequence[Any]], limit: int | None = None, late: Collection[Place] = ()
) -> list[Any]:
    """The first `limit` records of all partitions by their times, those of a partition in its order.

    At the same time the topic's name decides, in descending order (an original goes before its copies), then the
    partition. `late` are partitions whose next record is not known yet: nothing is given that may come after it. For
    the same records the answer is the same.
    """
    heads = [_head(place, records, 0) for place, records in waiting.items() if records]
    heapq.heapify(heads)
    found: list[Any] = []
    left = {place for place in late if not waiting.get(place)}
    while heads and not left and (limit is None or len(found) < limit):
        *_, place, number = heapq.heappop(heads)
        records = waiting[place]
        found.append(records[number])
        if number + 1 < len(records):
            heapq.heappush(heads, _head(place, records, number + 1))
        elif place in late:
            left.add(place)
    return found


def _head(place: Place, records: Sequence[Any], number: int) -> tuple[int, tuple[int, ...], int, Place, int]:
    backwards = tuple(-ord(letter) for letter in place[0])
    return records[number].timestamp, backwards, place[1], place, number


class StoryReader:
    """Takes records in turns from `consumer`, which is assigned its partitions and stands where `offsets` say.

    `ends` is where each partition ends, as far as that is known. `seconds` is a clock.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        offsets: Mapping[Place, int],
        ends: Mapping[Place, int],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._consumer, self._ends, self._seconds = consumer, ends, seconds
        #: The next offset of each partition that no turn has taken.
        self.offsets: dict[Place, int] = dict(offsets)
        self._waiting: dict[Place, deque[Any]] = {place: deque() for place in offsets}
        self._positions: dict[Place, int] = dict(offsets)

    async def turn(self, limit: int) -> list[Any]:
        """The next records, `limit` at most, in their order; none when nothing has come for a moment."""
        deadline = self._seconds() + PATIENCE
        hungry = [place for place, waiting in self._waiting.items() if not waiting]
        await self._fetch(hungry, 0 if any(self._waiting.values()) else _IDLE_MS)
        while (late := self._late()) and self._seconds() < deadline:
            await self._fetch(late, _LATE_MS)
        found = in_order(self._waiting, limit, late if self._seconds() < deadline else ())
        for record in found:
            place = (record.topic, record.partition)
            self._waiting[place].popleft()
            self.offsets[place] = record.offset + 1
        for place, waiting in self._waiting.items():
            if not waiting:
                # Behind the last record there may be offsets without one: marks of transactions, unreadable ones.
                self.offsets[place] = max(self.offsets[place], self._positions[place])
        return found

    async def again(self, taken: Mapping[Place, tuple[int, int]]) -> list[Any]:
        """The records of a turn that was, in their order. Those that the broker no longer has are left out."""
        for place, (_, end) in taken.items():
            await self._read_to(place, end)
        found = in_order({place: self._take(place, first, end) for place, (first, end) in taken.items()})
        self.offsets |= {place: end for place, (_, end) in taken.items()}
        return found

    async def _read_to(self, place: Place, end: int) -> None:
        moved = self._seconds()
        while (before := self._positions[place]) < end:
            await self._fetch([place], _IDLE_MS)
            if self._positions[place] != before:
                moved = self._seconds()
            elif self._seconds() - moved > GONE:
                log.warning("%s/%d no longer has what was taken before offset %d", *place, end)
                return

    def _take(self, place: Place, first: int, end: int) -> list[Any]:
        waiting, found = self._waiting[place], []
        while waiting and waiting[0].offset < end:
            record = waiting.popleft()
            if record.offset >= first:
                found.append(record)
        return found

    def behind(self) -> int:
        """How many records wait to be taken, as far as the consumer knows."""
        ends = {place: self._end(place) for place in self.offsets}
        return sum(max(0, end - self.offsets[place]) for place, end in ends.items())

    def _late(self) -> list[Place]:
        """Partitions that have more, of which nothing is here."""
        return [
            place
            for place, waiting in self._waiting.items()
            if not waiting and self._positions[place] < self._end(place)
        ]

    def _end(self, place: Place) -> int:
        seen = self._consumer.last_stable_offset(TopicPartition(*place))
        return max(self._ends.get(place, 0), seen or 0)

    async def _fetch(self, places: Iterable[Place], milliseconds: int) -> None:
        wanted = [TopicPartition(*place) for place in places]
        if not wanted:
            return
        batches = await self._consumer.getmany(*wanted, timeout_ms=milliseconds, max_records=_FETCH)
        for partition, records in batches.items():
            place = (partition.topic, partition.partition)
            self._waiting[place].extend(each for each in records if not isinstance(each, Unreadable))
        for partition in wanted:
            place = (partition.topic, partition.partition)
            # Offsets without a record count, too: a mark of a transaction, or what retention took.
            self._positions[place] = await self._consumer.position(partition)
