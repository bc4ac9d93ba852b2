"""Reading topics without a consumer group: for tail, the demo and accounts, which must leave no trace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.errors import BrokerError, TopicsError
from streams.topology import MAX_MESSAGE_BYTES


@asynccontextmanager
async def reader(broker: str, topics: list[str], *, from_beginning: bool) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of every partition of `topics`. Raises BrokerError or TopicsError when it cannot be."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=broker,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
    )
    try:
        await consumer.start()
    except (KafkaError, OSError) as error:
        await consumer.stop()
        raise BrokerError(f"no broker answers at {broker} ({error}); is it running?") from error
    try:
        there = await consumer.topics()
        for topic in topics:
            if topic not in there:
                raise TopicsError(f"{broker} has no topic {topic}: `copydesk topics` creates it")
        places = [
            TopicPartition(topic, number) for topic in topics for number in _partitions(consumer, topic)
        ]
        consumer.assign(places)
        await (consumer.seek_to_beginning() if from_beginning else consumer.seek_to_end())
        yield consumer
    finally:
        await consumer.stop()


def _partitions(consumer: AIOKafkaConsumer, topic: str) -> list[int]:
    # topics() has fetched the metadata of all topics, without making any.
    return sorted(consumer._client.cluster.partitions_for_topic(topic) or ())


async def read_topic(broker: str, topic: str, *, from_beginning: bool, follow: bool) -> AsyncIterator[Any]:
    """The records of a topic; without `follow` up to where it ended when the reading began."""
    async with reader(broker, [topic], from_beginning=from_beginning) as consumer:
        if follow:
            async for record in consumer:
                yield record
            return
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            batches = await consumer.getmany(timeout_ms=500)
            for place, records in batches.items():
                for record in records:
                    if record.offset < ends[place]:
                        yield record
