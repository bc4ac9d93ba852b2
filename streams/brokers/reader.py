"""Reading topics without a consumer group: nothing is committed, so a reader leaves no trace on the broker.

A reader first asks which offsets the topics hold (`offset_ranges`), then reads these (`read_ranges`), and goes on with
what comes if it is told to. `reader` gives the bare consumer to those who read all topics from their beginning.

What a transaction has not committed is not there: it is not read, and a topic ends before the first record of one that
is still open. A batch that cannot be read is told, and passed over.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.brokers.batches import Unreadable
from streams.brokers.check import connected, stop
from streams.brokers.client import Broker, connection
from streams.errors import BrokerError, TopicsError

log = logging.getLogger(__name__)

#: How every consumer of ours reads: not what is in an open transaction, nor what was in one that was aborted.
ISOLATION = "read_committed"

#: Ranges of offsets by topic and partition: from the first offset on, up to the second and without it.
OffsetRanges = Mapping[tuple[str, int], tuple[int, int]]
#: Is called with how many offsets have been read, and how many there are to read.
Progress = Callable[[int, int], None]

#: A broker that gives nothing for so many seconds counts as gone.
PATIENCE = 30.0
#: The most bytes that an answer of the broker has of one partition, and in all, for whoever reads beside other work: a
#: loop waits while they are copied. A batch that is larger comes all the same, alone.
FETCH_OF_ONE, FETCH = 1024 * 1024, 4 * 1024 * 1024
#: Records that are unpacked at once, at most.
_BATCH = 1000
_POLL_MS = 500
#: The longest wait of the empty fetch that asks for a high watermark, in milliseconds.
_WATERMARK_WAIT_MS = 50
#: Records bear the times of their writers' clocks: these need not rise from one record to the next.
_MARGIN = timedelta(minutes=1)


@asynccontextmanager
async def reader(
    broker: Broker | str, topics: list[str], *, from_beginning: bool
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of every partition of `topics`, at their first records or behind their last ones.

    Raises BrokerError when the broker cannot be used, TopicsError when it lacks a topic.
    """
    async with _consumer(broker) as consumer:
        partitions = await _partitions(consumer, broker, topics)
        consumer.assign(partitions)
        if from_beginning:
            await consumer.seek_to_beginning()
        else:
            for place, end in (await log_end_offsets(broker, partitions)).items():
                consumer.seek(place, end)
        yield consumer


@asynccontextmanager
async def _consumer(broker: Broker | str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer that reads nothing yet.

    It must be assigned its partitions once at most: aiokafka loses the cancellation of a fetcher that is dropping the
    fetches of an earlier assignment, and stop() would then wait for that fetcher forever.
    """
    async with connected(
        broker,
        AIOKafkaConsumer,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=FETCH_OF_ONE,
        fetch_max_bytes=FETCH,
        isolation_level=ISOLATION,
    ) as consumer:
        try:
            yield consumer
        except KafkaError as error:
            raise BrokerError(f"{broker} refuses to be read: {error}") from error


async def _partitions(
    consumer: AIOKafkaConsumer, broker: Broker | str, topics: Iterable[str]
) -> list[TopicPartition]:
    """All partitions of `topics`. Raises TopicsError for a topic that is missing."""
    # The metadata of all topics: to ask for one that is missing could create it.
    cluster = await consumer._client.fetch_all_metadata()
    found = []
    for topic in topics:
        if topic not in cluster.topics():
            raise TopicsError(f"{broker} has no topic {topic}: `copydesk topics` creates it")
        found += [TopicPartition(topic, number) for number in sorted(cluster.partitions_for_topic(topic))]
    return found


async def log_end_offsets(
    broker: Broker | str, partitions: Iterable[TopicPartition]
) -> dict[TopicPartition, int]:
    """The offset behind the last record of each partition that can be read: there an open transaction begins, or
    the next record will lie. Raises BrokerError when no answer comes.

    The embedded broker answers ListOffsets(latest) with the first offset of the last batch plus one: a table would
    come back without the end of its changelog, and a reader would stop short. The last stable offset in its fetch
    responses is right. On Kafka both agree, and this costs one empty fetch.
    """
    wanted = [TopicPartition(each.topic, each.partition) for each in partitions]
    if not wanted:
        return {}
    consumer = AIOKafkaConsumer(
        **connection(broker),
        enable_auto_commit=False,
        fetch_max_wait_ms=_WATERMARK_WAIT_MS,
        isolation_level=ISOLATION,
    )
    try:
        await consumer.start()
        consumer.assign(wanted)
        listed: dict[TopicPartition, int] = await consumer.end_offsets(wanted)
        for place, end in listed.items():
            consumer.seek(place, end)
        async with asyncio.timeout(PATIENCE):
            while any(consumer.highwater(place) is None for place in wanted):
                await consumer.getmany(timeout_ms=_WATERMARK_WAIT_MS)
        return {place: max(end, consumer.last_stable_offset(place) or 0) for place, end in listed.items()}
    except TimeoutError as error:
        raise BrokerError(f"{broker} did not say where its topics end within {PATIENCE:g} s") from error
    finally:
        await stop(consumer)


async def offset_ranges(
    broker: Broker | str,
    topics: Iterable[str],
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    margin: timedelta = _MARGIN,
) -> dict[tuple[str, int], tuple[int, int]]:
    """The offsets that each partition of `topics` holds now.

    With `since` or `until` only those offsets that can hold records from `since` on and before `until`. Some records
    in them are still up to a `margin` older or newer, or more where clocks differ: see is_within. Of topics that the
    broker stamps none is needed. Raises BrokerError, TopicsError.
    """
    async with reader(broker, list(topics), from_beginning=True) as consumer:
        begins = await consumer.beginning_offsets(list(consumer.assignment()))
        ends = await log_end_offsets(broker, begins)
        firsts = begins if since is None else await _offsets_at(consumer, ends, since - margin)
        lasts = ends if until is None else await _offsets_at(consumer, ends, until + margin)
    found = {}
    for place, begin in begins.items():
        first = max(begin, firsts[place])
        found[place] = (first, max(first, min(ends[place], lasts[place])))
    return found


async def _offsets_at(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int], moment: datetime
) -> dict[TopicPartition, int]:
    """The offset of the first record of that time or later in each partition; its end where there is none."""
    milliseconds = max(0, int(moment.timestamp() * 1000))
    found = await consumer.offsets_for_times(dict.fromkeys(ends, milliseconds))
    # Where there is none, Kafka answers with nothing, and the embedded broker with a time of -1.
    return {place: at.offset if at and at.timestamp >= 0 else ends[place] for place, at in found.items()}


def readable(records: Iterable[Any]) -> Iterator[Any]:
    """The records among what a fetch has given."""
    return (record for record in records if not isinstance(record, Unreadable))


def say_unreadable(batch: Unreadable) -> None:
    """Says in the log, which a command prints, that the records of a batch are left out."""
    log.warning("%s; its records are left out here", batch)


async def read_ranges(
    broker: Broker | str,
    ranges: OffsetRanges,
    progress: Progress = lambda *_: None,
    patience: float = PATIENCE,
    go_on: Callable[[], bool] | None = None,
    unreadable: Callable[[Unreadable], None] = say_unreadable,
) -> AsyncGenerator[Any, None]:
    """The records in `ranges`, those of a partition in their order. Offsets without a record are passed over.

    `unreadable` gets the batches that cannot be read. With `go_on` also the records that come after the ranges, as
    long as `go_on()` is true; it is asked at least twice a second. Raises TopicsError, and BrokerError also for a
    broker that gives nothing for `patience` seconds while the ranges are not read.
    """
    wanted = {TopicPartition(*place): each for place, each in ranges.items() if go_on or each[0] < each[1]}
    if not wanted:
        return
    async with _consumer(broker) as consumer:
        await _partitions(consumer, broker, sorted({each.topic for each in wanted}))
        consumer.assign(list(wanted))
        for place, (first, _) in wanted.items():
            consumer.seek(place, first)
        async for place, records in _batches(consumer, wanted, progress, broker, patience, go_on):
            first, end = wanted[place]
            for record in records:
                if isinstance(record, Unreadable):
                    if go_on or record.first < end:
                        unreadable(record)
                elif record.offset >= first and (go_on or record.offset < end):
                    yield record


async def _batches(
    consumer: AIOKafkaConsumer,
    wanted: Mapping[TopicPartition, tuple[int, int]],
    progress: Progress,
    broker: Broker | str,
    patience: float,
    go_on: Callable[[], bool] | None,
) -> AsyncIterator[tuple[TopicPartition, list[Any]]]:
    total = sum(end - first for first, end in wanted.values())
    done, moved = 0, time.monotonic()
    while True:
        # Positions, and not the records, tell the end: the last offsets may hold none (a transaction's marker).
        reached = {place: await consumer.position(place) for place in wanted}
        now = sum(min(reached[place], end) - first for place, (first, end) in wanted.items())
        if now > done:
            done, moved = now, time.monotonic()
            progress(done, total)
        left = [place for place, (_, end) in wanted.items() if reached[place] < end]
        if not left and not (go_on and go_on()):
            return
        if left and time.monotonic() - moved > patience:
            raise BrokerError(f"{broker} has given nothing for {patience:g} s: is it running?")
        batches = await consumer.getmany(*(left or wanted), timeout_ms=_POLL_MS, max_records=_BATCH)
        for place, records in batches.items():
            yield place, records


async def read_topic(
    broker: Broker | str, topic: str, *, from_beginning: bool, follow: bool
) -> AsyncGenerator[Any, None]:
    """The records of a topic: those that it holds (`from_beginning`), those that come (`follow`), or both.

    Raises BrokerError, TopicsError.
    """
    ranges = await offset_ranges(broker, [topic])
    if not from_beginning:
        ranges = {place: (end, end) for place, (_, end) in ranges.items()}
    async with aclosing(read_ranges(broker, ranges, go_on=(lambda: True) if follow else None)) as records:
        async for record in records:
            yield record


def time_of(record: Any) -> datetime:
    """The record's timestamp, in UTC."""
    return datetime.fromtimestamp(max(0, record.timestamp) / 1000, UTC)


def is_within(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    """Whether `moment` is at `since` or later, and before `until`; None does not restrict."""
    return (since is None or moment >= since) and (until is None or moment < until)
