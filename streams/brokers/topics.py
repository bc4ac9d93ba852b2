"""The topics on a broker: making them as topology.py has them, and saying where the broker differs."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.errors import BrokerError, TopicsError
from streams.topology import CLEAN, Grows, Topic

log = logging.getLogger(__name__)

#: How long a broker gets until topics that are being made can be used, in seconds; and the pause between two looks.
PATIENCE, _PAUSE = 30.0, 0.2
# Where a setting comes from, in DescribeConfigs: the topic itself, or what Kafka has by default.
_OF_THE_TOPIC, _BY_DEFAULT = 1, 5
#: Answers to CreateTopics after which one asks again: a request that timed out, and another controller.
_AGAIN = {7, 41}
_TIMEOUT_MS = 15_000
#: What to do about an articles.clean that has more than one partition; Kafka takes none away.
MANY_ORDERS = (
    "if this desk is that of an older version, stop all of its workers and run `copydesk migrate`; if it was given "
    "more by hand, stop feeding, stop the workers when nothing waits, and delete the topic: `copydesk topics` makes "
    "it anew"
)


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic and what was found.

    `state` is "created", "there", "differs" or "missing", `differences` says in what it differs, and what to do;
    `notes` what is well to know and no fault. `bare`: none of copydesk's settings was ever set on it, so that copydesk
    did not make it. `configs` are the settings that differ, or all of them where it is bare, as they should be.
    """

    topic: Topic
    partitions: int  # that it has; that it should get, where it is missing
    state: str
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    configs: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False
    wanted: int = 1  # how many partitions it would be created with


@dataclass(frozen=True, slots=True)
class Config:
    """A setting as the broker has it."""

    value: str | None
    source: int


async def ensure_topics(
    broker: Broker | str, topics: Iterable[Topic], partitions: int, replication: int, *, create: bool = True
) -> list[TopicState]:
    """Creates what is missing and compares what is there; any number of processes may do it at once.

    What it returns can be used: each partition has a leader. Raises BrokerError when no broker answers, or does not
    have the topics ready in time, TopicsError when one cannot be created.
    """
    wanted = tuple(topics)
    async with connected(broker, AIOKafkaAdminClient, request_timeout_ms=_TIMEOUT_MS) as admin:
        try:
            created: set[str] = set()
            if create:
                created = await _create_missing(admin, broker, wanted, partitions, replication)
                await _ready(admin, broker, wanted)
            return await _compare_all(admin, wanted, partitions, replication, created)
        except (KafkaError, OSError) as error:
            raise BrokerError(f"{broker} does not tell of its topics: {error}") from error


async def prepare(broker: Broker | str, topics: Iterable[Topic], partitions: int, replication: int) -> None:
    """What a worker needs before it starts: creates what is missing, and says in the log what differs.

    Raises as ensure_topics does, and TopicsError when a difference would break a worker.
    """
    states = await ensure_topics(broker, topics, partitions, replication)
    check_startable(states)
    for warning in warnings_of(states):
        log.warning("%s", warning)


async def _create_missing(
    admin: AIOKafkaAdminClient,
    broker: Broker | str,
    topics: tuple[Topic, ...],
    partitions: int,
    replicas: int,
) -> set[str]:
    """The names of those that were made here, and not by another process in the meantime."""
    there = await described(admin)
    left = {topic.name: topic for topic in topics if topic.name not in there}
    created: set[str] = set()
    deadline = time.monotonic() + PATIENCE
    while left:
        new = [
            NewTopic(
                *(topic.name, topic.partitions or partitions, replicas),
                topic_configs=topic.all_configs(replicas),
            )
            for topic in left.values()
        ]
        response = await admin.create_topics(new, timeout_ms=_TIMEOUT_MS)
        for name, code, *message in response.topic_errors:
            error = for_code(code)
            if code in _AGAIN and time.monotonic() < deadline:
                continue
            if code and error is not TopicAlreadyExistsError:
                said = " ".join(filter(None, message))
                raise TopicsError(f"topic {name} cannot be created: {error.__name__} {said}".strip())
            if not code:
                created.add(name)
            del left[name]
        if left:
            await asyncio.sleep(_PAUSE)
    return created


async def _ready(admin: AIOKafkaAdminClient, broker: Broker | str, topics: Iterable[Topic]) -> None:
    """Returns when the broker knows a leader for each partition.

    A topic that has just been made, here or by another worker, has no partitions or no leaders for a moment. A leader
    that does not come is a broker that is down: its partitions wait, and the others need not.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        there = await described(admin)
        unseen = [topic.name for topic in topics if not there.get(topic.name)]
        leaderless = [
            topic.name
            for topic in topics
            if any(partition["leader"] < 0 for partition in there.get(topic.name, ()))
        ]
        if not unseen and not leaderless:
            return
        if time.monotonic() > deadline:
            if unseen:
                raise BrokerError(
                    f"{broker} did not have topic {unseen[0]} ready within {PATIENCE:g} s: is it well?"
                )
            return
        await asyncio.sleep(_PAUSE)


async def described(admin: AIOKafkaAdminClient) -> dict[str, list[dict[str, Any]]]:
    """The partitions of every topic, by its name. To ask for all of them makes none, on any broker."""
    return {each["topic"]: each["partitions"] for each in await admin.describe_topics(None)}


async def _compare_all(
    admin: AIOKafkaAdminClient,
    topics: tuple[Topic, ...],
    partitions: int,
    replication: int,
    created: set[str],
) -> list[TopicState]:
    there = await described(admin)
    configs = await read_configs(admin, [topic.name for topic in topics if topic.name in there])
    states = []
    for topic in topics:
        wanted = topic.partitions or partitions
        if topic.name not in there:
            states.append(TopicState(topic, wanted, "missing", wanted=wanted))
        elif topic.name in created:
            states.append(TopicState(topic, len(there[topic.name]), "created", wanted=wanted))
        else:
            states.append(_compare(topic, wanted, replication, there[topic.name], configs[topic.name]))
    return states


def _compare(
    topic: Topic,
    wanted: int,
    replication: int,
    partitions: list[dict[str, Any]],
    configs: Mapping[str, Config],
) -> TopicState:
    found = len(partitions)
    differences, notes = _counted(topic, found, wanted)
    replicas = min(len(each["replicas"]) for each in partitions) if partitions else replication
    if replicas < replication:
        differences.append(
            f"{replicas} replicas, not {replication}: Kafka's kafka-reassign-partitions.sh gives it more"
        )
    # By the replicas that it has: to ask for two in sync where there is one would stop all writing.
    right = topic.all_configs(replicas)
    differing = {
        name: value for name, value in right.items() if name in configs and configs[name].value != value
    }
    differences += [f"{name}={configs[name].value}, not {value}" for name, value in differing.items()]
    bare = not any(_is_set(name, configs.get(name), value) for name, value in right.items())
    return TopicState(
        *(topic, found, "differs" if differences else "there", tuple(differences), tuple(notes)),
        configs=right if bare else differing,
        bare=bare,
        wanted=wanted,
    )


def _counted(topic: Topic, found: int, wanted: int) -> tuple[list[str], list[str]]:
    """What the number of partitions gives to say: differences, and notes.

    The numbers need not be those of COPYDESK_PARTITIONS, nor those of each other: that is what a topic is created
    with. One partition means one.
    """
    if topic.partitions is not None:
        # The ledger's records all lie on its first partition, whatever their keys; others stay empty.
        harmless = "" if topic.name == CLEAN.name else " (only the first is used)"
        return (
            [f"{found} partitions, not {topic.partitions}{harmless}"] if found != topic.partitions else []
        ), []
    if found >= wanted:
        return [], []
    if topic.grows is Grows.FREELY:
        return [f"{found} partitions, not {wanted}"], []
    if topic.grows is Grows.KEYS_MOVE:
        return [], [
            f"{found} partitions, not {wanted}, which no worker needs: with more, what comes later of a uri may lie "
            "on another partition than what came before, and who reads several partitions may see it first; "
            f"`--grow {topic.name}` does it all the same"
        ]
    return [], [
        f"{found} partitions, not {wanted}, and it stays so: it is compacted, and a key that moves to another "
        "partition would have two last records for ever"
    ]


def _is_set(name: str, config: Config | None, wanted: str) -> bool:
    """Whether somebody set this on the topic itself.

    The embedded broker tells only what is set, and says of it that it is the default. Kafka's own default of the
    largest record is not ours: so where that is ours, it was set.
    """
    if config is None:
        return False
    given = config.source == _BY_DEFAULT and name == "max.message.bytes" and config.value == wanted
    return config.source == _OF_THE_TOPIC or given


async def read_configs(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, Config]]:
    """The settings of these topics."""
    if not names:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    return {
        resource[3]: {entry[0]: Config(entry[1], int(entry[3])) for entry in resource[4]}
        for response in await admin.describe_configs(asked)
        for resource in response.resources
    }


def check_startable(states: Iterable[TopicState]) -> None:
    """Raises TopicsError when a difference would break a worker, or when what a topic held is gone."""
    for each in states:
        name, found = each.topic.name, each.partitions
        if each.state == "missing":
            raise TopicsError(f"topic {name} is missing: `copydesk topics` creates it")
        # One that was made by hand with the right shape works; what is compacted would be deleted after a week.
        compacted = "compact" in each.topic.configs.get("cleanup.policy", "")
        if each.bare and (found < each.wanted or compacted):
            many = "1 partition" if found == 1 else f"{found} partitions"
            raise TopicsError(
                f"topic {name} has {many} and none of its settings: if it was deleted, the broker made it anew by "
                "itself (auto.create.topics.enable), and what it held is gone; "
                "`copydesk topics --apply` gives it what it lacks"
            )
        if each.topic.name == CLEAN.name and found != each.topic.partitions:
            raise TopicsError(
                f"topic {name} has {found} partitions, not {each.topic.partitions}: {MANY_ORDERS}"
            )


def warnings_of(states: Iterable[TopicState]) -> list[str]:
    """A sentence on each topic that differs in a way that a worker can live with."""
    return [
        f"topic {each.topic.name} differs: {'; '.join(each.differences)}; {advice_on(each)}"
        for each in states
        if each.differences
    ]


def advice_on(state: TopicState) -> str:
    """What mends it, in words that follow the name of the topic."""
    advice = []
    if state.configs or (state.topic.grows is Grows.FREELY and state.partitions < state.wanted):
        advice.append("`copydesk topics --apply` mends it")
    if state.topic.name == CLEAN.name and state.partitions != 1:
        advice.append(MANY_ORDERS)
    return "; ".join(advice) or "a worker works with it all the same"
