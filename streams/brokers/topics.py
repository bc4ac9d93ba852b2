"""The topics on a broker: making them as topology.py has them, and saying where the broker differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.errors import BrokerError, TopicsError
from streams.topology import Topic


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic and what was found: `state` is "created", "there" or "differs", `differences` says in what."""

    topic: Topic
    partitions: int
    state: str
    differences: tuple[str, ...] = ()


async def ensure_topics(
    broker: Broker | str, topics: Iterable[Topic], partitions: int, replication: int, *, create: bool = True
) -> list[TopicState]:
    """Creates what is missing and compares what is there. Raises BrokerError when no broker answers."""
    async with connected(broker, AIOKafkaAdminClient, request_timeout_ms=15_000) as admin:
        try:
            there = set(await admin.list_topics())
            states = []
            for topic in topics:
                wanted = topic.partitions or partitions
                if topic.name in there:
                    states.append(await _compare(admin, topic, wanted))
                elif not create:
                    states.append(TopicState(topic, wanted, "missing"))
                elif await _create(admin, topic, wanted, replication):
                    states.append(TopicState(topic, wanted, "created"))
                else:
                    states.append(await _compare(admin, topic, wanted))
            return states
        except (KafkaError, OSError) as error:
            raise BrokerError(f"{broker} does not tell of its topics: {error}") from error


async def _create(admin: AIOKafkaAdminClient, topic: Topic, partitions: int, replication: int) -> bool:
    """False when another process made it in the meantime."""
    new = NewTopic(topic.name, partitions, replication, topic_configs=topic.all_configs())
    response = await admin.create_topics([new], timeout_ms=15_000)
    for name, code, *message in response.topic_errors:
        error = for_code(code)
        if error is TopicAlreadyExistsError:
            return False
        if code:
            raise TopicsError(f"topic {name} cannot be created: {error.__name__} {message or ''}")
    return True


async def _compare(admin: AIOKafkaAdminClient, topic: Topic, partitions: int) -> TopicState:
    described = await admin.describe_topics([topic.name])
    found = len(described[0]["partitions"])
    differences = []
    if found != partitions:
        differences.append(f"{found} partitions, not {partitions}")
    configs = await _configs(admin, topic.name)
    for name, wanted in topic.all_configs().items():
        if name in configs and configs[name] != wanted:
            differences.append(f"{name}={configs[name]}, not {wanted}")
    return TopicState(topic, found, "differs" if differences else "there", tuple(differences))


async def _configs(admin: AIOKafkaAdminClient, name: str) -> dict[str, str]:
    responses = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    entries = [entry for response in responses for resource in response.resources for entry in resource[4]]
    return {entry[0]: entry[1] for entry in entries}


def check_startable(states: Iterable[TopicState]) -> None:
    """Raises TopicsError when a difference would break a worker: the partition counts must all agree."""
    for each in states:
        counts = [difference for difference in each.differences if "partitions" in difference]
        if counts and each.topic.partitions is not None:
            raise TopicsError(
                f"topic {each.topic.name} has {counts[0]}: this desk is that of an older version; stop all of its "
                "workers and run `copydesk migrate`"
            )
        if counts:
            raise TopicsError(
                f"topic {each.topic.name} has {counts[0]}: set COPYDESK_PARTITIONS={each.partitions}, "
                "or make the topics anew"
            )
