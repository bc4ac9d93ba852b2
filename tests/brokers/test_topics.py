"""Topics on a real Kafka that makes topics by itself, as Kafka does where nobody turned that off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from streams.brokers.client import connection
from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.brokers.kafka import KafkaServer
from streams.brokers.mend import mend_topics
from streams.brokers.reader import reader
from streams.brokers.topics import Config, TopicState, _compare, check_startable, ensure_topics, warnings_of
from streams.errors import BrokerError, TopicsError
from streams.topology import (
    BACKFILL,
    CLEAN,
    DEAD,
    ENRICHED,
    MAX_MESSAGE_BYTES,
    NOTICES,
    RAW,
    SOURCES,
    UNIQUE,
    WEBHOOKS_DEAD,
    WITHHELD,
    Grows,
    Topic,
    all_topics,
)
from tests.cli.run import copydesk
from tests.kafka import QUICK, empty, kafka_jars, threaded
from tests.processes import shared
from tests.waiting import when

ALL = all_topics("desk")
LEDGER = next(topic for topic in ALL if topic.name == "desk-ledger")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    making = {"auto.create.topics.enable": "true"}
    folder = tmp_path_factory.mktemp("kafka")
    running = KafkaServer(free_port(), folder, kafka_jars(), properties=QUICK | making)
    with shared(lambda: running._process), running:
        yield running


@pytest.fixture
async def admin(server: KafkaServer) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=server.address)
    await client.start()
    yield client
    await client.close()
    threaded(empty(server.address))


async def look(server: KafkaServer, partitions: int = 4, *, create: bool = False) -> dict[str, TopicState]:
    states = await ensure_topics(server.address, ALL, partitions, 1, create=create)
    return {each.topic.name: each for each in states}


async def made_by_hand(admin: AIOKafkaAdminClient, topic: Topic, partitions: int = 1, **configs: str) -> None:
    """As a broker makes it by itself, where there are no `configs`."""
    told = {name.replace("_", "."): value for name, value in configs.items()}
    await admin.create_topics([NewTopic(topic.name, partitions, 1, topic_configs=told)])


async def test_what_is_made_is_as_it_should_be(server: KafkaServer, admin: AIOKafkaAdminClient) -> None:
    assert {each.state for each in (await look(server, create=True)).values()} == {"created"}
    states = await look(server)
    assert {each.state for each in states.values()} == {"there"}
    check_startable(states.values())
    assert warnings_of(states.values()) == []
    assert not any(each.bare for each in states.values())
    (told,) = await admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, RAW.name, {"message.timestamp.type": ""})]
    )
    assert told.resources[0][4][0][:2] == ("message.timestamp.type", "LogAppendTime")


async def test_many_may_make_them_at_once_and_all_find_them_ready(
    server: KafkaServer, admin: AIOKafkaAdminClient
) -> None:
    found = await asyncio.gather(*(ensure_topics(server.address, ALL, 4, 1) for _ in range(8)))
    for states in found:
        assert {each.state for each in states} <= {"created", "there"}
        assert [each.partitions for each in states] == [each.topic.partitions or 4 for each in states]
        check_startable(states)


async def test_a_topic_of_which_nothing_is_seen_yet_is_waited_for(
    server: KafkaServer, admin: AIOKafkaAdminClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the answers are while another worker makes the topics: no partitions, then one without a leader."""
    await look(server, create=True)
    describe = AIOKafkaAdminClient.describe_topics
    early: list[list[dict[str, object]]] = [[], [{"leader": -1, "replicas": [1]}] * 4]

    async def slow(self: AIOKafkaAdminClient, names: object = None) -> object:
        described = await describe(self, names)
        if early:
            partitions = early.pop(0)
            for each in described:
                each["partitions"] = partitions
        return described

    monkeypatch.setattr(AIOKafkaAdminClient, "describe_topics", slow)
    states = await ensure_topics(server.address, ALL, 4, 1)
    assert early == []
    assert {each.state for each in states} == {"there"}


async def test_no_client_of_ours_makes_a_topic(server: KafkaServer, admin: AIOKafkaAdminClient) -> None:
    at = connection(server.address)
    async with AIOKafkaProducer(**at, request_timeout_ms=1000) as producer:
        with pytest.raises(KafkaError):
            await producer.send_and_wait("by-producer", b"x")
    async with AIOKafkaConsumer(**at, group_id="readers") as consumer:
        consumer.subscribe(["by-consumer"])
        await consumer.getmany(timeout_ms=500)
    await admin.describe_topics(["by-admin"])
    with suppress(TopicsError):
        async with reader(server.address, ["by-reader"], from_beginning=True):
            pass
    await made_by_hand(admin, RAW)
    # When the broker knows this one, it has gone through all that was asked before.
    names = await when(admin.list_topics, lambda found: RAW.name in found)
    assert [name for name in names if not name.startswith("__")] == [RAW.name]


@pytest.mark.parametrize("more", [RAW, UNIQUE, ENRICHED, WITHHELD, DEAD, NOTICES])
async def test_the_numbers_of_partitions_need_not_agree(
    server: KafkaServer, admin: AIOKafkaAdminClient, more: Topic
) -> None:
    await ensure_topics(server.address, [more], 6, 1)
    await look(server, create=True)
    states = await look(server)
    check_startable(states.values())
    assert states[more.name].state == "there"
    fewer = await look(server, 5)
    check_startable(fewer.values())
    assert fewer[more.name].differences == ()


async def test_articles_clean_has_one_partition_and_the_advice_is_one(
    server: KafkaServer, admin: AIOKafkaAdminClient
) -> None:
    await made_by_hand(admin, CLEAN, 3, max_message_bytes="16777216")
    await look(server, create=True)
    states = await look(server)
    with pytest.raises(TopicsError, match=r"articles\.clean has 3 partitions, not 1: .*copydesk migrate"):
        check_startable(states.values())
    with pytest.raises(TopicsError, match=r"--grow articles\.clean: it must not"):
        await mend_topics(server.address, states.values(), [CLEAN.name])


async def test_a_ledger_with_more_partitions_is_told_and_works(
    server: KafkaServer, admin: AIOKafkaAdminClient
) -> None:
    await admin.create_topics([NewTopic(LEDGER.name, 3, 1, topic_configs=LEDGER.all_configs())])
    await look(server, create=True)
    states = await look(server)
    check_startable(states.values())
    assert states[LEDGER.name].differences == ("3 partitions, not 1 (only the first is used)",)
    assert warnings_of(states.values()) == [
        "topic desk-ledger differs: 3 partitions, not 1 (only the first is used); a worker works with it all the same"
    ]


@pytest.mark.parametrize("lost", [RAW, UNIQUE, ENRICHED, WITHHELD, SOURCES, LEDGER])
async def test_a_topic_that_the_broker_made_anew_is_seen_through_and_mended(
    server: KafkaServer, admin: AIOKafkaAdminClient, lost: Topic
) -> None:
    await made_by_hand(admin, lost)
    await look(server, create=True)
    states = await look(server)
    with pytest.raises(TopicsError, match=f"topic {lost.name} has 1 partition and none of its settings"):
        check_startable(states.values())
    assert await mend_topics(server.address, states.values())
    states = await look(server)
    check_startable(states.values())
    assert states[lost.name].state == "there"
    grown = lost.grows is not Grows.NEVER
    assert states[lost.name].partitions == (4 if grown else 1)


async def test_a_topic_that_was_made_by_hand_in_the_right_shape_works(
    server: KafkaServer, admin: AIOKafkaAdminClient
) -> None:
    await made_by_hand(admin, RAW, 4, max_message_bytes="1048588")
    await look(server, create=True)
    states = await look(server)
    check_startable(states.values())
    (warning,) = warnings_of(states.values())
    assert "message.timestamp.type=CreateTime, not LogAppendTime" in warning
    # What is larger would be refused later.
    assert f"max.message.bytes=1048588, not {MAX_MESSAGE_BYTES}" in warning
    assert warning.endswith("`copydesk topics --apply` mends it")


async def test_apply_mends_settings_and_leaves_others_alone(
    server: KafkaServer, admin: AIOKafkaAdminClient
) -> None:
    await made_by_hand(admin, RAW, 4, retention_ms="1000", segment_ms="77000")
    await look(server, create=True)
    assert (await look(server))[RAW.name].state == "differs"
    ran = await asyncio.to_thread(
        copydesk, "topics", "--apply", broker=server.address, app_id="desk", partitions="4"
    )
    assert ran.code == 0, ran.err
    assert "articles.raw: set " in ran.out
    assert (await look(server))[RAW.name].state == "there"
    (told,) = await admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, RAW.name, {"segment.ms": ""})]
    )
    assert told.resources[0][4][0][1] == "77000"


async def test_apply_gives_more_partitions_only_where_no_key_has_its_place(
    server: KafkaServer, admin: AIOKafkaAdminClient
) -> None:
    await look(server, create=True)
    settings: dict[str, Any] = {"broker": server.address, "app_id": "desk", "partitions": "6"}
    told = await asyncio.to_thread(copydesk, "topics", "--check", **settings)
    assert told.code == 1
    assert "; `copydesk topics --apply` mends it" in told.out
    assert "`--grow articles.enriched` does it all the same" in told.out
    ran = await asyncio.to_thread(copydesk, "topics", "--apply", "--grow", ENRICHED.name, **settings)
    assert ran.code == 0, ran.err
    counts = {name: each.partitions for name, each in (await look(server)).items()}
    grown = {RAW.name, BACKFILL.name, UNIQUE.name, DEAD.name, WEBHOOKS_DEAD.name, ENRICHED.name}
    assert {name for name, count in counts.items() if count == 6} == grown
    assert counts[CLEAN.name] == counts[LEDGER.name] == 1
    assert (await asyncio.to_thread(copydesk, "topics", "--check", **settings)).code == 0
    refused = await asyncio.to_thread(copydesk, "topics", "--apply", "--grow", WITHHELD.name, **settings)
    assert (refused.code, refused.err.strip()) == (
        1,
        "copydesk: --grow articles.withheld: it must not get more partitions: it is compacted, and a key that moves "
        "would have two last records",
    )


async def test_a_broker_that_cannot_be_asked_says_so(embedded: EmbeddedBroker) -> None:
    await ensure_topics(embedded.address, ALL, 2, 1)
    states = await ensure_topics(embedded.address, ALL, 3, 1)
    check_startable(states)
    with pytest.raises(BrokerError, match=r"does not let its topics be mended: .*CreatePartitions"):
        await mend_topics(embedded.address, states)


def found(topic: Topic, replicas: int, **configs: str) -> TopicState:
    """What is said of `topic` with so many replicas and these settings besides its own."""
    known = topic.all_configs(replicas) | {name.replace("_", "."): value for name, value in configs.items()}
    partitions = [{"leader": 1, "replicas": list(range(replicas))}] * 4
    return _compare(topic, 4, 3, partitions, {name: Config(value, 1) for name, value in known.items()})


def test_with_replicas_the_settings_that_keep_records_are_set_and_checked() -> None:
    assert "min.insync.replicas" not in RAW.all_configs(1)
    for replicas, in_sync in ((2, "1"), (3, "2"), (5, "2")):
        configs = RAW.all_configs(replicas)
        assert configs["min.insync.replicas"] == in_sync
        assert configs["unclean.leader.election.enable"] == "false"
    assert found(RAW, 3).state == "there"
    loose = found(RAW, 3, min_insync_replicas="1", unclean_leader_election_enable="true")
    assert loose.differences == (
        "min.insync.replicas=1, not 2",
        "unclean.leader.election.enable=true, not false",
    )
    assert loose.configs == {"min.insync.replicas": "2", "unclean.leader.election.enable": "false"}


def test_a_topic_with_one_replica_is_never_told_to_have_two_in_sync() -> None:
    alone = found(RAW, 1, min_insync_replicas="1")
    assert alone.configs == {}
    assert alone.differences == ("1 replicas, not 3: Kafka's kafka-reassign-partitions.sh gives it more",)
