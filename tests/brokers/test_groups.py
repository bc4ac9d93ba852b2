"""Who reads what, on a real Kafka; the embedded broker does not tell."""

from __future__ import annotations

import logging

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.groups import Group, groups_of, names_of_groups
from streams.errors import BrokerError

TOPIC, OTHER = "articles.enriched", "theirs"


async def write(address: str) -> None:
    """Five records in each of two partitions of both topics."""
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    await admin.create_topics([NewTopic(name, 2, 1) for name in (TOPIC, OTHER)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=address) as producer:
        for number in range(10):
            for name in (TOPIC, OTHER):
                await producer.send_and_wait(name, b"x", partition=number % 2)


async def commit(address: str, group: str, topic: str, **offsets: int) -> None:
    """Commits for a group of which nobody is a member."""
    consumer = AIOKafkaConsumer(bootstrap_servers=address, group_id=group, enable_auto_commit=False)
    async with consumer:
        places = {TopicPartition(topic, int(number[1:])): offset for number, offset in offsets.items()}
        consumer.assign(list(places))
        await consumer.commit(places)


async def test_how_far_each_group_is_behind_and_how_many_read_for_it(real_kafka: str) -> None:
    await write(real_kafka)
    await commit(real_kafka, "left", TOPIC, p0=2, p1=5)
    await commit(real_kafka, "stranger", OTHER, p0=1)
    reading = AIOKafkaConsumer(
        TOPIC,
        bootstrap_servers=real_kafka,
        group_id="reads",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    async with reading:
        await reading.getone()
        await reading.commit({TopicPartition(TOPIC, 0): 1})
        names = await names_of_groups(real_kafka)
        assert {"left", "reads", "stranger"} <= set(names or ())
        found = await groups_of(real_kafka, ["left", "nobody", "reads", "stranger"], [TOPIC])
    # A partition of which a group has committed nothing is not counted: nobody knows where it would begin.
    assert found == [Group("left", {TOPIC: 3}, 0), Group("reads", {TOPIC: 4}, 1)]


async def test_the_embedded_broker_is_not_asked(
    embedded: EmbeddedBroker, caplog: pytest.LogCaptureFixture
) -> None:
    assert await names_of_groups(embedded.address) is None
    # aiokafka would tell of an answer that it cannot read.
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_where_no_broker_is_that_is_said() -> None:
    with pytest.raises(BrokerError):
        await names_of_groups("127.0.0.1:1")
