"""Reading topics from their ends backward: what is looked for is mostly new, and whoever asks waits for it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.partitioner import DefaultPartitioner

from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import ISOLATION, log_end_offsets, readable, time_of

#: Offsets that are read of each partition in the first round; each round reads twice as many, up to the second.
_FIRST, _MOST = 200, 6400
_FETCH, _FETCH_OF_ONE = 4 * 1024 * 1024, 512 * 1024
_BATCH, _STEP = 500, 0.2
_FETCH_WAIT_MS = 20

_partition_of = DefaultPartitioner()


@dataclass
class Backward:
    """Some partitions, of which `left` has not been read yet: from the first offset on, up to the second.

    `back_to`: what is older need not be read. `since`: the time of the oldest record that was read, by topic.
    """

    consumer: AIOKafkaConsumer
    left: dict[TopicPartition, tuple[int, int]]
    back_to: datetime | None = None
    since: dict[str, datetime] = field(default_factory=dict)
    _step: int = field(default_factory=lambda: _FIRST)

    async def round(self, until: float) -> AsyncIterator[list[Any]]:
        """The next records before those that were read, of every partition; their order is that of no partition.

        It ends when time.monotonic() is `until`: what is half read then counts as not read.
        """
        ranges = {place: (max(first, end - self._step), end) for place, (first, end) in self.left.items()}
        self._step = min(_MOST, 2 * self._step)
        for place, (first, _) in ranges.items():
            self.consumer.seek(place, first)
        oldest: dict[TopicPartition, datetime] = {}
        while ranges and time.monotonic() < until:
            batches = await self.consumer.getmany(*ranges, timeout_ms=round(_STEP * 1000), max_records=_BATCH)
            found = []
            for place, records in batches.items():
                for record in readable(records):
                    if record.offset < ranges[place][1]:
                        found.append(record)
                        oldest[place] = min(oldest.get(place, time_of(record)), time_of(record))
            yield found
            for place, (first, end) in list(ranges.items()):
                if await self.consumer.position(place) >= end:
                    del ranges[place]
                    self._done(place, first, oldest.get(place))

    def _done(self, place: TopicPartition, first: int, oldest: datetime | None) -> None:
        if oldest is not None:
            self.since[place.topic] = min(self.since.get(place.topic, oldest), oldest)
        begin = self.left[place][0]
        if first <= begin or (oldest and self.back_to and oldest < self.back_to):
            del self.left[place]
        else:
            self.left[place] = (begin, first)


@asynccontextmanager
async def backward(
    broker: Broker | str, topics: Iterable[str], of_key: Iterable[str], keys: Iterable[bytes]
) -> AsyncIterator[Backward]:
    """The partitions of `topics`, and of the topics `of_key` those in which these keys stand.

    A topic that is missing has nothing. Raises BrokerError.
    """
    async with connected(
        broker,
        AIOKafkaConsumer,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=_FETCH_OF_ONE,
        fetch_max_bytes=_FETCH,
        # A fetch that is under way when a partition is read elsewhere must not be waited for.
        fetch_max_wait_ms=_FETCH_WAIT_MS,
        isolation_level=ISOLATION,
    ) as consumer:
        cluster = await consumer._client.fetch_all_metadata()
        places = [TopicPartition(topic, n) for topic in topics for n in _partitions(cluster, topic)]
        for topic in of_key:
            if numbers := _partitions(cluster, topic):
                # Where the producers of copydesk put a key: as Kafka's own do.
                chosen = {_partition_of(key, numbers, numbers) for key in keys}
                places += [TopicPartition(topic, number) for number in sorted(chosen)]
        consumer.assign(places)
        begins = await consumer.beginning_offsets(places) if places else {}
        ends = await log_end_offsets(broker, places)
        left = {place: (begins[place], ends[place]) for place in places if begins[place] < ends[place]}
        yield Backward(consumer, left)


def _partitions(cluster: Any, topic: str) -> list[int]:
    return sorted(cluster.partitions_for_topic(topic) or ())
