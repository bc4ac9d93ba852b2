"""Where partitions really end.

The embedded broker answers ListOffsets(latest) with the first offset of the last batch plus one, so that a table would
come back without the end of its changelog, and a reader would stop short. The high watermark in its fetch responses is
right. Kafka's answers agree; there this costs one empty fetch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.brokers.client import Broker, connection
from streams.errors import BrokerError

_FETCH_WAIT_MS = 50
_PATIENCE = 30.0


async def true_ends(broker: Broker | str, places: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
    """The offset that the next record of each partition will have. Raises BrokerError when no answer comes."""
    wanted = [TopicPartition(place.topic, place.partition) for place in places]
    if not wanted:
        return {}
    consumer = AIOKafkaConsumer(
        **connection(broker), enable_auto_commit=False, fetch_max_wait_ms=_FETCH_WAIT_MS
    )
    await consumer.start()
    try:
        consumer.assign(wanted)
        ends: dict[TopicPartition, int] = await consumer.end_offsets(wanted)
        for place, end in ends.items():
            consumer.seek(place, end)
        async with asyncio.timeout(_PATIENCE):
            while any(consumer.highwater(place) is None for place in wanted):
                await consumer.getmany(timeout_ms=_FETCH_WAIT_MS)
        return {place: max(end, consumer.highwater(place)) for place, end in ends.items()}
    except TimeoutError as error:
        raise BrokerError(f"{broker} did not say where its topics end within {_PATIENCE:g} s") from error
    finally:
        await consumer.stop()
