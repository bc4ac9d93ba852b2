from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.conn import AIOKafkaConnection

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.reader import (
    FETCH,
    FETCH_OF_ONE,
    log_end_offsets,
    offset_ranges,
    read_ranges,
    read_topic,
)
from streams.brokers.topics import ensure_topics
from streams.topology import RAW, Topic
from tests.articles import NOON
from tests.topics import make_topics, writing

HOUR = timedelta(hours=1)
ENDS = Topic("test.ends", "records in batches", "none")
LARGE = Topic("test.large", "one record", "none", {"max.message.bytes": str(2 * FETCH)})
OWN = Topic("trace.times", "records of other days", "none", {"retention.ms": "-1"})


async def _end_after_batches(broker: str) -> None:
    await ensure_topics(broker, [ENDS], 1, 1)
    place = TopicPartition(ENDS.name, 0)
    async with AIOKafkaProducer(bootstrap_servers=broker, linger_ms=200) as producer:
        for records, end in ((1, 1), (9, 10)):
            sent = [await producer.send(place.topic, b"x", partition=0) for _ in range(records)]
            await asyncio.gather(*sent)
            assert await log_end_offsets(broker, [place]) == {place: end}


async def test_a_partition_ends_behind_the_last_record_of_its_last_batch(embedded: EmbeddedBroker) -> None:
    await _end_after_batches(embedded.address)


async def test_and_so_it_does_on_a_real_kafka(real_kafka: str) -> None:
    await _end_after_batches(real_kafka)


async def test_of_no_partition_nothing_is_asked() -> None:
    assert await log_end_offsets("127.0.0.1:1", []) == {}


async def _send(producer: AIOKafkaProducer, topic: str, time: datetime | None = None) -> None:
    moment = None if time is None else int(time.timestamp() * 1000)
    await (await producer.send(topic, b"x", partition=0, timestamp_ms=moment))


async def test_only_what_can_be_of_that_time_is_left(real_kafka: str) -> None:
    await ensure_topics(real_kafka, [OWN], 1, 1)
    start = NOON - timedelta(days=1)
    async with writing(real_kafka) as producer:
        for number in range(6):
            await _send(producer, OWN.name, start + number * HOUR)
    assert await offset_ranges(real_kafka, [OWN.name]) == {(OWN.name, 0): (0, 6)}

    async def offsets(since: float | None = None, until: float | None = None) -> tuple[int, int]:
        times = [None if hours is None else start + hours * HOUR for hours in (since, until)]
        return (await offset_ranges(real_kafka, [OWN.name], *times))[OWN.name, 0]

    assert await offsets(since=1.5) == (2, 6)
    assert await offsets(since=2) == (2, 6)  # a minute more does not reach the one before
    assert (await offsets(until=3))[1] == 4  # a minute more: the record's own time decides
    assert (await offsets(until=2.5))[1] == 3
    assert await offsets(1.5, 3.5) == (2, 4)


async def test_the_embedded_broker_leaves_out_what_is_too_old_or_too_new(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    async with writing(broker) as producer:
        for _ in range(3):
            await _send(producer, RAW.name)
    everything = await offset_ranges(broker, [RAW.name])
    now = datetime.now(UTC)
    assert await offset_ranges(broker, [RAW.name], now - HOUR, now + HOUR) == everything
    late = await offset_ranges(broker, [RAW.name], since=now + HOUR)
    early = await offset_ranges(broker, [RAW.name], until=now - HOUR)
    for ranges in (late, early):
        assert all(begin == end for begin, end in ranges.values())


async def test_after_its_ranges_a_reader_goes_on_as_long_as_it_is_told_to(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    read: list[int] = []
    await make_topics(broker, partitions=1)
    async with writing(broker) as producer:
        await _send(producer, RAW.name)
        ranges = await offset_ranges(broker, [RAW.name])
        await _send(producer, RAW.name)
        async for record in read_ranges(broker, ranges, go_on=lambda: len(read) < 3):
            read.append(record.offset)
            if len(read) == 2:
                await _send(producer, RAW.name)
    assert read == [0, 1, 2]
    assert [record.offset async for record in read_ranges(broker, ranges)] == [0]


async def test_a_topic_is_read_from_its_beginning_or_from_its_end_on(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker, partitions=1)

    async def first(**how: Any) -> int | None:
        async for record in read_topic(broker, RAW.name, **how):
            return int(record.offset)
        return None

    async with writing(broker) as producer:
        await _send(producer, RAW.name)
        assert await first(from_beginning=True, follow=False) == 0
        assert await first(from_beginning=False, follow=False) is None
        next_one = asyncio.ensure_future(first(from_beginning=False, follow=True))
        while not next_one.done():
            # It comes after one that was there when the reading began.
            await _send(producer, RAW.name)
            await asyncio.wait([next_one], timeout=0.1)
    assert (await next_one or 0) > 0


async def test_a_client_that_its_library_cuts_short_cuts_off_no_reader(
    embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker, stop = embedded.address, AIOKafkaConsumer.stop
    await make_topics(broker, partitions=1)
    async with writing(broker) as producer:
        await _send(producer, RAW.name)

    async def cut_short(consumer: AIOKafkaConsumer) -> None:
        await stop(consumer)
        raise asyncio.CancelledError  # as aiokafka does now and then, for a task of its own

    monkeypatch.setattr(AIOKafkaConsumer, "stop", cut_short)
    read = [record.offset async for record in read_topic(broker, RAW.name, from_beginning=True, follow=False)]
    assert read == [0]


async def test_a_reader_takes_small_bites_and_a_large_record_whole(
    embedded: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever reads beside other work, such as a worker that looks for words to go on, is held up by every answer.
    broker, handle = embedded.address, AIOKafkaConnection._handle_frame
    await make_topics(broker, partitions=10)
    answers: list[int] = []

    def handled(self: AIOKafkaConnection, frame: bytes) -> None:
        answers.append(len(frame))
        handle(self, frame)

    async with writing(broker) as producer:
        value = b"x" * (FETCH_OF_ONE // 3)
        sent = [await producer.send(RAW.name, value, partition=number % 10) for number in range(40)]
        await asyncio.gather(*sent)
        await ensure_topics(broker, [LARGE], 1, 1)
        await producer.send_and_wait(LARGE.name, b"x" * (FETCH + FETCH // 2), partition=0)
    with monkeypatch.context() as patched:
        patched.setattr(AIOKafkaConnection, "_handle_frame", handled)
        records = read_topic(broker, RAW.name, from_beginning=True, follow=False)
        assert [len(record.value) async for record in records] == [len(value)] * 40
    # A broker adds records until there are enough bytes.
    assert FETCH_OF_ONE < max(answers) <= FETCH + 2 * len(value)
    records = read_topic(broker, LARGE.name, from_beginning=True, follow=False)
    assert [len(record.value) async for record in records] == [FETCH + FETCH // 2]
