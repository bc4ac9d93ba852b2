"""A desk of the version before the one ledger is carried over, on a real Kafka; and what cannot be is refused or said."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pydantic import TypeAdapter

from streams.article import Article, Hold
from streams.brokers.topics import check_startable, ensure_topics
from streams.errors import TopicsError
from streams.events import codec
from streams.history.migrate import Migrated, migrate, read_old, together
from streams.kinds import Disposition, HoldReason, Signal
from streams.runtime.keeper import Role
from streams.stories.story import Story, Version, card_of, version_of
from streams.topology import CLEAN, all_topics
from streams.verdict import Kill, Verdict
from tests.articles import NOON, PARAGRAPHS, article
from tests.cli.run import copydesk
from tests.runtime.test_keeper import Worker

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
OLD = "desk-ledger-changelog"
ENRICHED = Verdict(Disposition.ENRICHED, Signal.NEW)


def old_record(story: Story) -> bytes:
    """A story as the version before kept it."""
    head: dict[str, Any] = {
        "seen": story.seen,
        "copies": story.copies,
        "killed": bool(story.kill),
        "until": story.until,
    }
    head |= {"waiting": bool(story.waiting), "aliases": story.aliases, "slug": story.slug}
    body = {
        "uri": story.uri,
        "versions": TypeAdapter(tuple[Version, ...]).dump_python(
            story.versions, mode="json", exclude_defaults=True
        ),
        "card": story.card,
        "parts": [codec.to_event(part) for part in story.parts],
        "held": [codec.to_event(held) for held in story.held],
        "kill": story.kill,
        "withdrawn": story.withdrawn,
    }
    return orjson.dumps(head) + b"\n" + zlib.compress(orjson.dumps(body), 3)


def published(told: Article, **changes: Any) -> Story:
    """A story of which this is out."""
    told = Article(**{**{name: getattr(told, name) for name in told.__slots__}, "verdict": ENRICHED})
    fields: dict[str, Any] = {
        "versions": (version_of(told, ENRICHED),),
        "card": card_of(told),
        "parts": (told,),
    }
    return Story(told.uri, told.origin.timestamp, **{**fields, **changes})


def killed(told: Article) -> Story:
    """A story that was killed after it had been out."""
    return published(told, parts=(), kill=Kill(told.uri, "articles.raw/0/9", NOON, "Kill."))


LIVE = published(article(version="1", aliases=("urn:alias:1",)))
DEAD = killed(article(1, uri="urn:dead:1", paragraphs=OTHER))
HELD = Story(
    "urn:held:1",
    NOON,
    held=(
        article(
            2,
            uri="urn:held:1",
            paragraphs=PARAGRAPHS[:1],
            hold=Hold(HoldReason.EMBARGO, "EMBARGOED", NOON + timedelta(hours=9)),
            verdict=Verdict(Disposition.WITHHELD),
        ),
    ),
)


def test_what_the_version_before_kept_is_read() -> None:
    for story in (LIVE, DEAD, HELD):
        assert read_old(old_record(story)) == story


def test_a_kill_that_one_partition_knows_holds_for_what_another_one_knows() -> None:
    unknown = Story(LIVE.uri, NOON + timedelta(hours=1), kill=Kill(LIVE.uri, "articles.raw/0/9", NOON))
    for one, other in ((LIVE, unknown), (unknown, LIVE)):
        both = together(one, other)
        assert both.kill == unknown.kill
        assert (both.parts, both.versions, both.card) == ((), LIVE.versions, LIVE.card)
        assert both.seen == unknown.seen


def test_messages_of_both_partitions_are_remembered() -> None:
    message = Version(None, NOON, "", "articles.raw/0/7", Verdict(Disposition.SIGNAL), text=False)
    both = together(LIVE, Story(LIVE.uri, NOON, versions=(message,)))
    assert {version.raw for version in both.versions} == {"articles.raw/0/7", LIVE.versions[0].raw}
    assert both.parts == LIVE.parts


async def old_desk(
    broker: str, records: Iterable[tuple[str, bytes | None]], clean: Iterable[Article] = ()
) -> None:
    """The topics of the version before, with four partitions, and what they hold."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    names = (CLEAN.name, OLD, "desk-fingerprints-changelog")
    await admin.create_topics([NewTopic(name, 4, 1) for name in names])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        for key, value in records:
            await producer.send_and_wait(OLD, value, key.encode(), int(key[0]))
        for each in clean:
            await producer.send_and_wait(CLEAN.name, codec.encode(each, codec.CLEAN), b"en", 1)


async def commit(broker: str, offset: int) -> None:
    """The group has decided so many events of partition 1 of articles.clean."""
    consumer = AIOKafkaConsumer(bootstrap_servers=broker, group_id="desk", enable_auto_commit=False)
    await consumer.start()
    place = TopicPartition(CLEAN.name, 1)
    consumer.assign([place])
    await consumer.commit({place: offset})
    await consumer.stop()


def records() -> list[tuple[str, bytes | None]]:
    return [
        (f"0|{LIVE.uri}", b"an older record"),
        (f"0|{LIVE.uri}", old_record(LIVE)),
        (f"1|{DEAD.uri}", old_record(DEAD)),
        (f"2|{HELD.uri}", old_record(HELD)),
        ("3|urn:gone:1", old_record(LIVE)),
        ("3|urn:gone:1", None),
        ("3|urn:garbage:1", b"garbage"),
    ]


async def test_a_desk_is_carried_over_and_goes_on(real_kafka: str, tmp_path: Path) -> None:
    dead_text = article(1, uri="urn:dead:1", paragraphs=OTHER)
    await old_desk(real_kafka, records(), [dead_text])
    await commit(real_kafka, 1)
    states = await ensure_topics(real_kafka, all_topics("desk"), 4, 1)
    with pytest.raises(
        TopicsError, match=r"articles\.clean has 4 partitions, not 1: .* run `copydesk migrate`"
    ):
        check_startable(states)
    assert await migrate(real_kafka, "desk", 4, 1) == Migrated(stories=3, texts=3, unreadable=1)
    check_startable(await ensure_topics(real_kafka, all_topics("desk"), 4, 1))
    assert await migrate(real_kafka, "desk", 4, 1) is None
    async with Worker(real_kafka, tmp_path) as worker:
        await worker.writes()
        state = worker.keeper.state
        assert state is not None
        assert worker.known == 3
        due = state.next_due()
        assert due is not None
        assert due.uri == HELD.uri
        assert await worker.decide(article(5, version="1")) is Disposition.REPEAT
        assert await worker.decide(article(6, uri="urn:copy:1", source="b")) is Disposition.DUPLICATE
        # A copy of what was killed before is canceled.
        assert (
            await worker.decide(article(7, uri="urn:copy:2", paragraphs=OTHER, source="b"))
            is Disposition.KILLED
        )
        assert worker.keeper.role is Role.WRITER


async def test_what_waits_to_be_decided_is_not_thrown_away(real_kafka: str) -> None:
    await old_desk(real_kafka, records(), [article(3), article(4)])
    await commit(real_kafka, 1)
    with pytest.raises(TopicsError, match=r"1 events wait in articles\.clean, and would be lost"):
        await migrate(real_kafka, "desk", 4, 1)


async def test_a_killed_story_whose_text_is_gone_is_said(real_kafka: str) -> None:
    await old_desk(real_kafka, [(f"1|{DEAD.uri}", old_record(DEAD))])
    ran = await asyncio.to_thread(copydesk, "migrate", broker=real_kafka, app_id="desk")
    assert ran.code == 0
    assert "1 stories and 0 texts are in the ledger now." in ran.out
    assert "Of 1 killed stories the text is gone" in ran.out
    again = await asyncio.to_thread(copydesk, "migrate", broker=real_kafka, app_id="desk")
    assert "There is nothing to migrate" in again.out
