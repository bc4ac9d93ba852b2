"""Stretches of topics, read from their beginning to their end, without a consumer group."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.brokers.client import Broker
from streams.brokers.log_ends import true_ends
from streams.brokers.reader import reader
from streams.errors import BrokerError

#: Offsets of a partition, (topic, partition): from the first on, up to and without the second.
Spans = Mapping[tuple[str, int], tuple[int, int]]
#: Told how many offsets are behind us, and how many there are.
Progress = Callable[[int, int], None]

_POLL_MS = 500
#: Records are unpacked so many at a time: a fetch may bring fifty megabytes of them.
RECORDS = 1000
#: A broker that gives nothing for so long, in seconds, has gone.
PATIENCE = 30.0


async def whole(broker: Broker | str, topics: Iterable[str]) -> dict[tuple[str, int], tuple[int, int]]:
    """All that `topics` hold now. Raises BrokerError or TopicsError."""
    async with reader(broker, list(topics), from_beginning=True) as consumer:
        begins = await consumer.beginning_offsets(list(consumer.assignment()))
        ends = await true_ends(broker, begins)
    return {(each.topic, each.partition): (begins[each], ends[each]) for each in begins}


async def read_spans(
    broker: Broker | str,
    spans: Spans,
    progress: Progress = lambda *_: None,
    patience: float = PATIENCE,
) -> AsyncIterator[Any]:
    """The records in `spans`, those of a partition in their order. Offsets without a record are passed over.

    Raises TopicsError, and BrokerError also for a broker that gives nothing for `patience` seconds.
    """
    wanted = {TopicPartition(*place): span for place, span in spans.items() if span[0] < span[1]}
    if not wanted:
        return
    async with reader(broker, sorted({each.topic for each in wanted}), from_beginning=True) as consumer:
        consumer.assign(list(wanted))
        for place, (begin, _) in wanted.items():
            consumer.seek(place, begin)
        async for records in _batches(consumer, wanted, progress, broker, patience):
            for record in records:
                yield record


async def _batches(
    consumer: AIOKafkaConsumer,
    wanted: Mapping[TopicPartition, tuple[int, int]],
    progress: Progress,
    broker: Broker | str,
    patience: float,
) -> AsyncIterator[list[Any]]:
    total = sum(end - begin for begin, end in wanted.values())
    done, moved = 0, time.monotonic()
    while True:
        # Positions, and not the records, tell the end: the last offsets may hold none (a transaction's marker).
        reached = {place: await consumer.position(place) for place in wanted}
        now = sum(min(reached[place], end) - begin for place, (begin, end) in wanted.items())
        if now > done:
            done, moved = now, time.monotonic()
            progress(done, total)
        left = [place for place, (_, end) in wanted.items() if reached[place] < end]
        if not left:
            return
        if time.monotonic() - moved > patience:
            raise BrokerError(f"{broker} has given nothing for {patience:g} s: is it running?")
        for place, records in (
            await consumer.getmany(*left, timeout_ms=_POLL_MS, max_records=RECORDS)
        ).items():
            begin, end = wanted[place]
            yield [record for record in records if begin <= record.offset < end]
