"""How far the stories and the webhooks have come, as it is seen from outside."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.group import GroupOffsets
from streams.brokers.topics import ensure_topics
from streams.cli.top import followers as limits
from streams.cli.top.followers import Followers
from streams.connect.group import group_prefix
from streams.runtime.story_journal import Journal, Snapshot, Turn, progress_in
from streams.runtime.window import Output
from streams.topology import DUPLICATES, ENRICHED, all_topics
from tests.topics import write

APP = "followed"


def test_what_others_wrote_into_the_journal_says_nothing() -> None:
    for key, value in (
        (None, None),
        (b"turn/0/1", b"{"),
        (b"turn/0/1", b"[]"),
        (b"term", b"{}"),
        (b"part/0/1", b"x"),
    ):
        assert progress_in(SimpleNamespace(key=key, value=value)) == ({}, False)


async def test_the_stories_by_their_journal_and_webhooks_by_their_groups(
    shared_broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_TAIL", 1)
    await ensure_topics(shared_broker, all_topics(APP), 1, 1)
    broker = Broker(shared_broker)
    articles = [Output(ENRICHED.name, b"k", b"{}") for _ in range(5)]
    places = await write(shared_broker, articles)
    end = places[-1][2] + 1
    place = (ENRICHED.name, places[-1][1])
    journal = Journal(APP)
    clients = await GroupOffsets.connect(broker, APP)
    try:
        followers = Followers(APP, lambda: ["radio", "never-began"])
        assert await followers.look(broker, clients) == {}
        first = Turn(1, 0, 1, {place: (end - 5, end - 3)}, caught_up=False)
        await write(shared_broker, [journal.mark(1), journal.turn(first)])
        told = (await followers.look(broker, clients))["stories"]
        assert told[place] == (end - 3, end)
        # Of the copies no turn has told anything: that is not known, and not nothing.
        assert [each for each in told if each[0] == DUPLICATES.name] == []
        # The rest is read from where the last look ended.
        await write(
            shared_broker,
            [
                journal.turn(Turn(1, 0, 2, {place: (end - 3, end - 1)}, caught_up=True)),
                *journal.snapshot_of(Snapshot(1, 1, {place: end - 2}, b"state")),
            ],
        )
        told = (await followers.look(broker, clients))["stories"]
        assert told[place] == (end - 1, end)
        assert {end - stood for (topic, _), (stood, end) in told.items() if topic == DUPLICATES.name} == {0}
        await _commit(broker, group_prefix(APP) + "radio", place, end - 4)
        both = await followers.look(broker, clients)
        assert (list(both), both["webhook radio"]) == (["stories", "webhook radio"], {place: (end - 4, end)})
    finally:
        await clients.close()


async def _commit(broker: Broker, group: str, place: tuple[str, int], offset: int) -> None:
    async with asyncio.timeout(30), connected(broker, AIOKafkaConsumer, group_id=group) as consumer:
        consumer.assign([TopicPartition(*place)])
        await consumer.commit({TopicPartition(*place): offset})
