from __future__ import annotations

import asyncio

from aiokafka import AIOKafkaProducer, TopicPartition

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.log_ends import true_ends


async def _end_after_batches(broker: str) -> None:
    place = TopicPartition("test.ends", 0)
    async with AIOKafkaProducer(bootstrap_servers=broker, linger_ms=200) as producer:
        for records, end in ((1, 1), (9, 10)):
            sent = [await producer.send(place.topic, b"x", partition=0) for _ in range(records)]
            await asyncio.gather(*sent)
            assert await true_ends(broker, [place]) == {place: end}


async def test_a_partition_ends_behind_the_last_record_of_its_last_batch(embedded: EmbeddedBroker) -> None:
    await _end_after_batches(embedded.address)


async def test_and_so_it_does_on_a_real_kafka(real_kafka: str) -> None:
    await _end_after_batches(real_kafka)


async def test_of_no_partition_nothing_is_asked() -> None:
    assert await true_ends("127.0.0.1:1", []) == {}
