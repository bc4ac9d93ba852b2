"""A desk with its memory parted by language, as before the one ledger, carried over.

It has `<app>-ledger-changelog` and `<app>-fingerprints-changelog`, keyed by partition and uri, and articles.clean with
as many partitions. What its partitions knew of a story is put together and written to the new changelog; articles.clean
is made anew with one partition, when nothing is left in it that is not decided. What is not carried over is counted.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from aiokafka.admin import AIOKafkaAdminClient
from pydantic import TypeAdapter

from streams.article import Article
from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import Progress, log_end_offsets, offset_ranges, read_ranges
from streams.brokers.send import InFlight, producing
from streams.brokers.topics import ensure_topics
from streams.copies.sketch import sketch_of
from streams.errors import TopicsError
from streams.events import codec
from streams.stories.record import Stamp, Text, facts_of, pack
from streams.stories.running import put_together
from streams.stories.story import Card, Story, Version, raw_of
from streams.topology import CLEAN, LEDGER, all_topics, changelog
from streams.verdict import Kill

#: The term in which the stories are written: before that of any writer, and so before all that these write.
TERM = 0
_VERSIONS = TypeAdapter(tuple[Version, ...])
_CARD = TypeAdapter(Card | None)
_KILL = TypeAdapter(Kill | None)


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was carried over, and what was not.

    `stories` and `texts` are there again; `unreadable` records could not be read; of `without_text` killed stories the
    text is gone, so that a copy of it that comes from now on is not recognised.
    """

    stories: int
    texts: int
    unreadable: int = 0
    without_text: int = 0


def old_topics(app_id: str) -> tuple[str, str]:
    """The changelogs of the desk that is to be carried over: its stories and their fingerprints."""
    return f"{app_id}-{LEDGER}-changelog", f"{app_id}-fingerprints-changelog"


async def migrate(
    broker: Broker | str, app_id: str, partitions: int, replication: int, progress: Progress = lambda *_: None
) -> Migrated | None:
    """Carries a desk over; None where there is nothing to carry over. It may be run again after it was cut short.

    Raises BrokerError, and TopicsError where workers run, or events wait in articles.clean: both would be lost.
    """
    async with connected(broker, AIOKafkaAdminClient) as admin:
        there = set(await admin.list_topics())
        old, _ = old_topics(app_id)
        if old not in there or not await _is_parted(admin, there):
            return None
        await _check_quiet(admin, broker, app_id)
        stories, unreadable = await _stories(broker, old, progress)
        texts = await _killed_texts(broker, stories.values(), progress)
        await ensure_topics(broker, [changelog(app_id, LEDGER)], partitions, replication)
        done = await _write(broker, app_id, stories.values(), texts)
        await admin.delete_topics([CLEAN.name])
    await _made_anew(broker, app_id, partitions, replication)
    return replace(done, unreadable=unreadable)


async def _is_parted(admin: AIOKafkaAdminClient, there: set[str]) -> bool:
    """Whether articles.clean still has several partitions, or is not there: an earlier run was cut short then."""
    if CLEAN.name not in there:
        return True
    described = await admin.describe_topics([CLEAN.name])
    return len(described[0]["partitions"]) > 1


async def _check_quiet(admin: AIOKafkaAdminClient, broker: Broker | str, app_id: str) -> None:
    (group,) = (await admin.describe_consumer_groups([app_id]))[0].groups
    members = group[-2] if isinstance(group[-2], list) else group[5]
    if members:
        raise TopicsError(
            f"{len(members)} workers of {app_id} run: stop them all, then run `copydesk migrate` again"
        )
    committed = await admin.list_consumer_group_offsets(app_id)
    places = [place for place in committed if place.topic == CLEAN.name]
    ends = await log_end_offsets(broker, places)
    waiting = sum(max(0, ends[place] - max(0, committed[place].offset)) for place in places)
    if waiting:
        raise TopicsError(
            f"{waiting} events wait in {CLEAN.name}, and would be lost: run a worker of the old version until they are "
            "decided, stop it, then run `copydesk migrate` again"
        )


async def _stories(broker: Broker | str, topic: str, progress: Progress) -> tuple[dict[str, Story], int]:
    """The stories of the old changelog by uri, and how many records could not be read."""
    newest: dict[bytes, bytes] = {}
    async for record in read_ranges(broker, await offset_ranges(broker, [topic]), progress):
        if record.value is None:
            newest.pop(record.key, None)
        else:
            newest[record.key] = record.value
    stories: dict[str, Story] = {}
    unreadable = 0
    for packed in newest.values():
        try:
            story = read_old(packed)
        except (ValueError, KeyError, TypeError, zlib.error):
            unreadable += 1
            continue
        known = stories.get(story.uri)
        stories[story.uri] = story if known is None else together(known, story)
    return stories, unreadable


def read_old(packed: bytes) -> Story:
    """A story as 0.1 kept it: a line of facts, then the rest, compressed. Raises ValueError, KeyError, zlib.error."""
    line, _, rest = packed.partition(b"\n")
    facts, body = orjson.loads(line), orjson.loads(zlib.decompress(rest))
    return Story(
        uri=body["uri"],
        seen=datetime.fromisoformat(facts["seen"]),
        versions=_VERSIONS.validate_python(body["versions"]),
        card=_CARD.validate_python(body["card"]),
        parts=tuple(codec.read_event(event) for event in body["parts"]),
        held=tuple(codec.read_event(event) for event in body["held"]),
        kill=_KILL.validate_python(body["kill"]),
        withdrawn=body["withdrawn"],
        aliases=tuple(facts["aliases"]),
        slug=facts["slug"],
    )


def together(one: Story, other: Story) -> Story:
    """One story of what two partitions knew of it.

    A message was in each partition, and the text in that of its language: the one that knows more of the text leads.
    A kill that any of them knows holds for both.
    """
    lead, rest = (one, other) if _weight(one) >= _weight(other) else (other, one)
    known = {version.raw for version in lead.versions}
    more = tuple(version for version in rest.versions if version.raw not in known)
    kill = lead.kill or rest.kill
    return replace(
        lead,
        seen=max(lead.seen, rest.seen),
        versions=(*more, *lead.versions),
        card=lead.card or rest.card,
        parts=() if kill else lead.parts or rest.parts,
        held=lead.held or rest.held,
        kill=kill,
        withdrawn=lead.withdrawn or rest.withdrawn,
        aliases=tuple(dict.fromkeys((*lead.aliases, *rest.aliases))),
        slug=lead.slug or rest.slug,
    )


def _weight(story: Story) -> tuple[int, int, datetime]:
    return len(story.parts) + len(story.held), len(story.texts), story.seen


async def _killed_texts(
    broker: Broker | str, stories: Iterable[Story], progress: Progress
) -> dict[str, tuple[datetime, bytes]]:
    """The sketches of killed stories' texts by raw event: the old ledger kept none that could be used.

    They are made from articles.clean, which holds the texts for three days.
    """
    wanted = {version.raw for story in stories if story.kill for version in story.texts}
    found: dict[str, tuple[datetime, bytes]] = {}
    if not wanted:
        return found
    try:
        ranges = await offset_ranges(broker, [CLEAN.name])
    except TopicsError:
        return found  # an earlier run was cut short after it had written them
    async for record in read_ranges(broker, ranges, progress):
        try:
            article = codec.decode(record.value or b"")
        except ValueError:
            continue
        if (raw := raw_of(article.origin)) in wanted:
            found[raw] = article.origin.timestamp, sketch_of(article.headline, article.body).pack()
    return found


async def _write(
    broker: Broker | str, app_id: str, stories: Iterable[Story], killed: dict[str, tuple[datetime, bytes]]
) -> Migrated:
    topic = changelog(app_id, LEDGER).name
    counts = Migrated(0, 0)
    async with producing(broker, linger_ms=20) as producer:
        in_flight: InFlight[str] = InFlight(lambda *_: None)
        for number, story in enumerate(sorted(stories, key=lambda each: each.seen), 1):
            texts = _texts(story, killed)
            record = pack(Stamp(TERM, number), story, facts_of(story, texts))
            await in_flight.add(story.uri, await producer.send(topic, record, story.uri.encode(), 0))
            counts = replace(
                counts,
                stories=number,
                texts=counts.texts + len(texts),
                without_text=counts.without_text + bool(story.kill and story.texts and not texts),
            )
        await in_flight.all()
    return counts


def _texts(story: Story, killed: dict[str, tuple[datetime, bytes]]) -> list[Text]:
    """What copies of a story are compared with, as the ledger would have kept it."""
    if story.kill:
        found = {sketch: seen for raw, (seen, sketch) in killed.items() if story.decided(raw)}
        names = [story.uri, *(f"{story.uri} {number:016x}" for number in range(1, len(found)))]
        return [Text(name, seen, sketch) for name, (sketch, seen) in zip(names, found.items(), strict=False)]
    text: Article | None = None
    if story.parts:
        text = put_together(story.parts, max(story.parts, key=lambda part: part.origin.timestamp))
    elif story.held:
        text = story.held[-1]
    if text is None:
        return []
    return [Text(story.uri, text.origin.timestamp, sketch_of(text.headline, text.body).pack())]


async def _made_anew(broker: Broker | str, app_id: str, partitions: int, replication: int) -> None:
    """Makes articles.clean again, which takes until the old one is gone, and what else a worker needs."""
    states = await ensure_topics(broker, all_topics(app_id), partitions, replication)
    for _ in range(50):
        if next(each for each in states if each.topic is CLEAN).partitions == 1:
            return
        states = await ensure_topics(broker, all_topics(app_id), partitions, replication)
    raise TopicsError(f"{CLEAN.name} is not deleted yet: run `copydesk migrate` again in a minute")
