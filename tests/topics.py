"""Records written to a broker and read from it directly, without a worker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from aiokafka import AIOKafkaProducer

from streams.article import Dropped
from streams.brokers.reader import read_topic
from streams.brokers.topics import ensure_topics
from streams.history.dispositions import Place
from streams.kinds import Reason, Stage
from streams.runtime.dead_letters import dead_letter
from streams.runtime.window import Output
from streams.topology import MAX_MESSAGE_BYTES, TOPICS
from tests.articles import NOON
from tests.web.records import Record


@asynccontextmanager
async def writing(broker: str, **options: Any) -> AsyncIterator[AIOKafkaProducer]:
    """A producer that has started."""
    producer = AIOKafkaProducer(bootstrap_servers=broker, max_request_size=MAX_MESSAGE_BYTES, **options)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def make_topics(broker: str, partitions: int = 2) -> None:
    """Makes all that carry articles."""
    await ensure_topics(broker, TOPICS, partitions, 1)


async def write_records(broker: str, *records: Record, dated: bool = False) -> None:
    """Writes records one after the other, each to the partition of its key; `dated`: with their own times, not now."""
    async with writing(broker) as producer:
        for each in records:
            at = each.timestamp if dated else None
            await producer.send_and_wait(
                each.topic, each.value, key=each.key, headers=each.headers, timestamp_ms=at
            )


async def write(broker: str, outputs: Iterable[Output]) -> list[Place]:
    """Writes `outputs` in their order; where each lies."""
    places = []
    async with writing(broker) as producer:
        for each in outputs:
            future = await producer.send(
                each.topic, each.value, key=each.key, partition=each.partition, headers=each.headers
            )
            at = await future
            places.append((at.topic, at.partition, at.offset))
    return places


async def read(broker: str, topic: str) -> list[Any]:
    """All records of `topic`, those of each partition in their order."""
    return [record async for record in read_topic(broker, topic, from_beginning=True, follow=False)]


def letter(
    place: Place,
    value: bytes = b"junk",
    *,
    stage: Stage = Stage.CLEAN,
    reason: Reason = Reason.DEADLINE,
    headers: dict[str, bytes] | None = None,
    key: bytes | None = b"k",
    partition: int | None = None,
    minutes: int = 0,
) -> Output:
    """The dead letter of an event that lay at `place`, for articles.dead."""
    message = SimpleNamespace(
        topic=place[0], partition=place[1], offset=place[2], key=key, value=value, headers=headers or {}
    )
    died = NOON.replace(minute=minutes)
    output = dead_letter(message, stage, Dropped(reason, f"{reason} of {place[2]}"), died)
    return Output(output.topic, output.key, output.value, output.headers, partition)
