"""How far a consumer group has got, asked from outside: by clients that take no part in the work."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import CoordinatorLoadInProgressError

from streams.brokers.check import stop
from streams.brokers.client import Broker, connection
from streams.brokers.reader import ISOLATION
from streams.topology import MAX_MESSAGE_BYTES

#: Topic and partition.
Place = tuple[str, int]


class GroupOffsets:
    """Two clients: one for the group's offsets, one for the partitions' ends and for a look at a record."""

    def __init__(self, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, group: str) -> None:
        self._admin, self._consumer, self._group = admin, consumer, group

    @classmethod
    async def connect(cls, broker: Broker | str, group: str) -> GroupOffsets:
        """Raises KafkaError when the broker does not answer."""
        clients = cls(
            AIOKafkaAdminClient(**connection(broker)),
            AIOKafkaConsumer(
                **connection(broker),
                enable_auto_commit=False,
                max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
                isolation_level=ISOLATION,
            ),
            group,
        )
        try:
            await clients._admin.start()
            await clients._consumer.start()
        except BaseException:
            await clients.close()
            raise
        return clients

    async def offsets(self, places: set[Place], group: str | None = None) -> dict[Place, tuple[int, int]]:
        """Of each partition the offset that the group has committed, and where what can be read of it ends.

        `group` is another one than ours.

        Raises KafkaError, also where the group's coordinator has just begun and does not know of them all.
        """
        if not places:
            await self._consumer.topics()  # that it answers is told, too
            return {}
        wanted = [TopicPartition(*place) for place in sorted(places)]
        committed: dict[Any, Any] = await self._admin.list_consumer_group_offsets(
            group or self._group, partitions=wanted
        )
        if not committed.keys() >= set(wanted):
            raise CoordinatorLoadInProgressError("the group's coordinator does not know its offsets yet")
        first = await self._consumer.beginning_offsets(wanted)
        ends = await self._consumer.end_offsets(wanted)
        # Without a commit, or when what it names has been deleted, the group begins with the first record.
        return {
            (place.topic, place.partition): (max(committed[place].offset, first[place]), ends[place])
            for place in wanted
        }

    async def committed(self, group: str, places: Iterable[Place]) -> set[Place]:
        """Those of the partitions of which a group has committed an offset. Raises KafkaError."""
        # They are named: of all at once the embedded broker's answer cannot be read.
        wanted = [TopicPartition(*place) for place in places]
        found: dict[Any, Any] = await self._admin.list_consumer_group_offsets(group, partitions=wanted)
        return {(place.topic, place.partition) for place, each in found.items() if each.offset >= 0}

    async def ends(self, places: Iterable[Place]) -> dict[Place, int]:
        """Where what can be read of each partition ends. Raises KafkaError."""
        wanted = [TopicPartition(*place) for place in places]
        found = await self._consumer.end_offsets(wanted) if wanted else {}
        return {(place.topic, place.partition): end for place, end in found.items()}

    async def at(self, places: Collection[Place], time: int) -> dict[Place, int]:
        """The first offset of each partition at a time, in milliseconds since 1970; its end where none came since."""
        wanted = [TopicPartition(*place) for place in places]
        if not wanted:
            return {}
        found = await self._consumer.offsets_for_times(dict.fromkeys(wanted, time))
        ends = await self.ends(places)
        return {
            (place.topic, place.partition): each.offset if each else ends[place.topic, place.partition]
            for place, each in found.items()
        }

    async def counts(self, names: list[str]) -> dict[str, int]:
        """How many partitions each topic has; 0 where it is not there."""
        return {each["topic"]: len(each["partitions"]) for each in await self._admin.describe_topics(names)}

    async def readable(self, place: Place, committed: int, end: int) -> bool:
        """Whether there is a record of `place` from `committed` on, up to `end`.

        The mark at the end of a transaction is none, nor is what was aborted; no group commits past them before a
        record comes behind them.
        """
        wanted = TopicPartition(*place)
        self._consumer.assign([wanted])
        try:
            self._consumer.seek(wanted, committed)
            while await self._consumer.position(wanted) < end:
                if (await self._consumer.getmany(timeout_ms=1000)).get(wanted):
                    return True
            return False
        finally:
            self._consumer.unsubscribe()

    async def close(self) -> None:
        """Ends both."""
        await stop(self._consumer)
        await stop(self._admin)
