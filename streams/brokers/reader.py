"""Reading topics without a consumer group: for tail, the demo and accounts, which must leave no trace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.brokers.check import check
from streams.brokers.client import Broker, connection
from streams.brokers.log_ends import true_ends
from streams.errors import BrokerError, TopicsError
from streams.topology import MAX_MESSAGE_BYTES


@asynccontextmanager
async def reader(
    broker: Broker | str, topics: list[str], *, from_beginning: bool
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of every partition of `topics`. Raises BrokerError or TopicsError when it cannot be."""
    await check(broker)
    consumer = AIOKafkaConsumer(
        **connection(broker),
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
        # The metadata of all topics, fetched without making any. What the client keeps has only those it reads.
        cluster = await consumer._client.fetch_all_metadata()
        for topic in topics:
            if topic not in cluster.topics():
                raise TopicsError(f"{broker} has no topic {topic}: `copydesk topics` creates it")
        places = [
            TopicPartition(topic, number)
            for topic in topics
            for number in sorted(cluster.partitions_for_topic(topic))
        ]
        consumer.assign(places)
        if from_beginning:
            await consumer.seek_to_beginning()
        else:
            for place, end in (await true_ends(broker, places)).items():
                consumer.seek(place, end)
        yield consumer
    except KafkaError as error:
        raise BrokerError(f"{broker} refuses to be read: {error}") from error
    finally:
        await consumer.stop()


async def read_topic(
    broker: Broker | str, topic: str, *, from_beginning: bool, follow: bool
) -> AsyncIterator[Any]:
    """The records of a topic; without `follow` up to where it ended when the reading began."""
    async with reader(broker, [topic], from_beginning=from_beginning) as consumer:
        if follow:
            async for record in consumer:
                yield record
            return
        ends = await true_ends(broker, consumer.assignment())
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            batches = await consumer.getmany(timeout_ms=500)
            for place, records in batches.items():
                for record in records:
                    if record.offset < ends[place]:
                        yield record
