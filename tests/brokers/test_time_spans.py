from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiokafka import AIOKafkaProducer

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.spans import whole
from streams.brokers.time_spans import between
from streams.brokers.topics import ensure_topics
from streams.topology import RAW, Topic
from tests.articles import NOON
from tests.topics import make_topics, writing

HOUR = timedelta(hours=1)
OWN = Topic("trace.times", "records of other days", "none", {"retention.ms": "-1"})


async def _send(producer: AIOKafkaProducer, topic: str, time: datetime | None) -> None:
    moment = None if time is None else int(time.timestamp() * 1000)
    await (await producer.send(topic, b"x", partition=0, timestamp_ms=moment))


async def test_only_what_can_be_of_that_time_is_left(real_kafka: str) -> None:
    await ensure_topics(real_kafka, [OWN], 1, 1)
    start = NOON - timedelta(days=1)
    async with writing(real_kafka) as producer:
        for number in range(6):
            await _send(producer, OWN.name, start + number * HOUR)
    everything = await whole(real_kafka, [OWN.name])
    assert everything == {(OWN.name, 0): (0, 6)}

    async def offsets(since: float | None = None, until: float | None = None) -> tuple[int, int]:
        times = [None if hours is None else start + hours * HOUR for hours in (since, until)]
        return (await between(real_kafka, everything, *times))[OWN.name, 0]

    assert await between(real_kafka, everything) == everything
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
            await _send(producer, RAW.name, None)
    everything = await whole(broker, [RAW.name])
    now = datetime.now(UTC)
    assert await between(broker, everything, now - HOUR, now + HOUR) == everything
    late = await between(broker, everything, since=now + HOUR)
    early = await between(broker, everything, until=now - HOUR)
    for spans in (late, early):
        assert all(begin == end for begin, end in spans.values())
