"""The consumer groups that read topics of ours: how far each has committed, and how many members it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import log_end_offsets
from streams.errors import BrokerError

#: The request that every Kafka of today knows, and the embedded broker does not.
_OFFSET_FOR_LEADER_EPOCH = 23
#: What aiokafka raises where an answer is none that it can read, besides its own errors.
_FAILURES = (KafkaError, OSError, ValueError, TypeError, AttributeError, LookupError)
#: The state of a group that is not there; to a request of the old kind, that of a group of Kafka's new protocol, too.
_DEAD = "Dead"


@dataclass(frozen=True, slots=True)
class Group:
    """A consumer group: the records that it has not committed, of each topic that it reads, and its members now.

    `members` is None where the cluster does not tell: of groups of the protocol of KIP-848.
    """

    name: str
    lags: Mapping[str, int]
    members: int | None


async def names_of_groups(broker: Broker | str) -> list[str] | None:
    """The groups that the cluster has and lets this login see, in the order of their names. Raises BrokerError.

    None on the embedded broker, whose answers about groups aiokafka cannot read, and says so with a page of errors.
    """
    async with connected(broker, AIOKafkaAdminClient) as admin:
        try:
            await admin.list_topics()  # over a connection, which knows what requests its broker answers
            if not any(_OFFSET_FOR_LEADER_EPOCH in each._versions for each in admin._client._conns.values()):
                return None
            return sorted({str(name) for name, *_ in await admin.list_consumer_groups()})
        except _FAILURES as error:
            raise _unreadable(broker, error) from error


async def groups_of(broker: Broker | str, names: Iterable[str], topics: Collection[str]) -> list[Group]:
    """Those of the groups `names` that have committed offsets of any of `topics`. Raises BrokerError.

    It takes two requests for each name, two more for each that is found, and one look at the ends of the partitions.
    """
    async with connected(broker, AIOKafkaAdminClient) as admin:
        try:
            committed = {name: await _committed(admin, name, topics) for name in names}
            reading = {name: offsets for name, offsets in committed.items() if offsets}
            members = {name: await _members(admin, name) for name in reading}
        except _FAILURES as error:
            raise _unreadable(broker, error) from error
    ends = await log_end_offsets(broker, {place for offsets in reading.values() for place in offsets})
    return [Group(name, _lags(offsets, ends), members[name]) for name, offsets in reading.items()]


async def _committed(
    admin: AIOKafkaAdminClient, name: str, topics: Collection[str]
) -> dict[TopicPartition, int]:
    found = await admin.list_consumer_group_offsets(name)
    return {place: each.offset for place, each in found.items() if place.topic in topics and each.offset >= 0}


async def _members(admin: AIOKafkaAdminClient, name: str) -> int | None:
    (answer,) = await admin.describe_consumer_groups([name])
    (group,) = answer.to_object()["groups"]
    return None if group["error_code"] or group["state"] == _DEAD else len(group["members"])


def _lags(offsets: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]) -> dict[str, int]:
    lags: Counter[str] = Counter()
    for place, offset in offsets.items():
        lags[place.topic] += max(0, ends[place] - offset)
    return dict(lags)


def _unreadable(broker: Broker | str, error: Exception) -> BrokerError:
    return BrokerError(f"{broker} does not tell of its consumer groups ({type(error).__name__}: {error})")
