"""A consumer of the end topics for the live page, and where it begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.brokers.client import Broker, connection
from streams.topology import DEAD, DUPLICATES, ENRICHED, WITHHELD

#: How much is read of what is there already, in records of a topic, over all of its partitions.
BACK = {ENRICHED.name: 400, DUPLICATES.name: 400, WITHHELD.name: 1000, DEAD.name: 100}
#: The longest that reading what is there, and the end of a consumer, may take, in seconds.
PATIENCE = 10.0


@asynccontextmanager
async def end_topics(broker: Broker | str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of every partition of the end topics, in no group, with small bites: a dead letter may be large."""
    consumer = AIOKafkaConsumer(
        **connection(broker),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=1024 * 1024,
        fetch_max_bytes=8 * 1024 * 1024,
    )
    try:
        await consumer.start()
        cluster = await consumer._client.fetch_all_metadata()
        consumer.assign(
            [
                TopicPartition(topic, number)
                for topic in BACK
                for number in sorted(cluster.partitions_for_topic(topic) or ())
            ]
        )
        yield consumer
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await consumer.stop()


def beginnings(ends: Mapping[TopicPartition, int]) -> dict[TopicPartition, int]:
    """Where to begin to read, of partitions that end there."""
    partitions = max(1, len(ends) // len(BACK))
    return {place: max(0, end - max(5, BACK[place.topic] // partitions)) for place, end in ends.items()}
