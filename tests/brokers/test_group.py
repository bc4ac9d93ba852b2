"""How far a group has got, as the broker tells it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata, OffsetAndTimestamp

from streams.brokers.group import GroupOffsets

PLACE = ("articles.raw", 0)


async def test_a_coordinator_that_does_not_know_the_offsets_yet_has_not_told_them() -> None:
    """As one of a Kafka that was killed: its answer has no error, and no partitions."""
    told: dict[TopicPartition, OffsetAndMetadata] = {}

    async def committed(
        group: str, partitions: list[TopicPartition]
    ) -> dict[TopicPartition, OffsetAndMetadata]:
        return told

    async def ends(partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, 12)

    admin: Any = SimpleNamespace(list_consumer_group_offsets=committed)
    consumer: Any = SimpleNamespace(beginning_offsets=ends, end_offsets=ends)
    clients = GroupOffsets(admin, consumer, "desk")
    with pytest.raises(KafkaError):
        await clients.offsets({PLACE})
    told[TopicPartition(*PLACE)] = OffsetAndMetadata(14, "")
    assert await clients.offsets({PLACE}) == {PLACE: (14, 12)}


async def test_where_no_record_came_since_a_time_its_place_is_the_end() -> None:
    earlier, still = TopicPartition("articles.raw", 0), TopicPartition("articles.raw", 1)

    async def at(times: dict[TopicPartition, int]) -> dict[TopicPartition, OffsetAndTimestamp | None]:
        assert times == {earlier: 1000, still: 1000}
        return {earlier: OffsetAndTimestamp(7, 1001), still: None}

    async def ends(partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, 12)

    consumer: Any = SimpleNamespace(offsets_for_times=at, end_offsets=ends)
    clients = GroupOffsets(SimpleNamespace(), consumer, "desk")
    assert await clients.at([(earlier.topic, 0), (still.topic, 1)], 1000) == {earlier: 7, still: 12}
