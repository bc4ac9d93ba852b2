"""What the agent of stories does, on a real broker: it dies after any record that it writes, and another goes on."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from streams import metrics
from streams.article import Dropped
from streams.brokers.reader import offset_ranges, read_ranges
from streams.brokers.topics import ensure_topics
from streams.clusters.facts import Named
from streams.clusters.story import Adds, Change, State, Status
from streams.clusters.telling import Telling
from streams.kinds import Reason
from streams.runtime import story_desk, story_work
from streams.runtime.story_work import MorePartitionsError, Paces, StoryWork
from streams.runtime.window import OutdatedError, Output
from streams.topology import ENRICHED, FOLLOWER, STORIES, all_topics, journal
from tests.topics import write
from tests.waiting import until
from tests.web.records import copied, published

#: A turn of two articles, a snapshot after each few turns, and no turn without articles.
PACES = Paces(turn=4, idle=3600, snapshot=0, articles=1, look=3600, niceness=0, pause=0)
#: The same without snapshots.
TURNS = Paces(turn=4, idle=3600, snapshot=3600, look=3600, niceness=0, pause=0)
ARTICLES = 11


class Counting:
    """Clusters in which each article that is taken counts, and in their order: whatever is taken twice is seen.

    The people of a story are its articles.
    """

    def __init__(self) -> None:
        self.known: dict[str, list[str]] = {}

    def take(self, told: Telling) -> Sequence[Change]:
        number = int(told.uri.removeprefix("urn:")) % 3
        if told.uri == "urn:5":
            raise ValueError("it has no story")
        uris = self.known.setdefault(str(number), [])
        uris.append(told.uri)
        names = tuple(Named(uri, None) for uri in uris)
        story = f"urn:copydesk:story:{number:020}"
        lists: dict[str, Any] = dict.fromkeys(("latest", "sources", "languages"), ())
        lists |= {"people": names, "organisations": (), "places": (), "topics": ()}
        state = State(story, "Title", Status.NEW, None, articles=len(uris), reports=1, **lists)
        return [Change("story", story, told.arrived, state, Adds(told.uri, None, None))]

    def __len__(self) -> int:
        return 0

    def tick(self, now: float) -> Sequence[Change]:
        return ()

    def dump(self) -> bytes:
        return orjson.dumps(self.known)

    def load(self, state: bytes) -> None:
        self.known = orjson.loads(state)


class Died(Exception):
    """Its process was killed."""


class Sender:
    """A producer that dies before it sends one record more than `most`."""

    def __init__(self, producer: AIOKafkaProducer, most: int | None = None) -> None:
        self.producer, self.most, self.sent = producer, most, 0

    async def send(self, output: Output, generation: int | None = None) -> Awaitable[Any]:
        if self.most is not None and self.sent >= self.most:
            raise Died
        self.sent += 1
        sent: Awaitable[Any] = await self.producer.send(
            output.topic, output.value, output.key, output.partition, headers=output.headers
        )
        return sent


class Here:
    """What would be asked of a process of its own, done at once."""

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:  # noqa: BLE001 - as a pool does it
            return Dropped(Reason.INTERNAL_ERROR, repr(error))


@pytest.fixture
async def broker(embedded: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(story_desk, "Clusters", Counting)
    await ensure_topics(embedded.address, (*all_topics("plain"), journal("desk")), 2, 1)
    return str(embedded.address)


@pytest.fixture
async def producer(broker: str) -> AsyncIterator[AIOKafkaProducer]:
    async with AIOKafkaProducer(bootstrap_servers=broker) as made:
        yield made


async def publish(producer: AIOKafkaProducer, first: int, count: int, late: int = 0) -> None:
    """Articles one after the other, a second apart, on two partitions; those that are `late` bear earlier times."""
    begun = int(time.time() * 1000) - 100_000 - 1000 * late
    for number in range(first, first + count):
        record = published(f"urn:{number}", number)
        await producer.send_and_wait(
            *(record.topic, record.value, record.key, number % 2),
            timestamp_ms=begun + 1000 * number,
            headers=record.headers,
        )


async def works(broker: str, sender: Sender, paces: Paces, app: str = "desk") -> None:
    """An agent works until nothing waits; raises what it did."""
    work = StoryWork(app, broker, sender, 1, Here(), paces)  # type: ignore[arg-type]
    running = asyncio.ensure_future(work.run(lambda: None))
    try:
        await until(lambda: work.behind == 0 or running.done())
        if running.done():
            running.result()
    finally:
        running.cancel()
        await asyncio.wait([running])


async def told(broker: str, since: int = 0) -> list[tuple[bytes, bytes, bytes]]:
    """The records on `stories` from an offset on: key, value and id."""
    end = (await offset_ranges(broker, [STORIES.name]))[STORIES.name, 0][1]
    ranges = {(STORIES.name, 0): (since, end)}
    return [
        (record.key, record.value, dict(record.headers)["ce_id"])
        async for record in read_ranges(broker, ranges)
    ]


def articles_of(records: list[tuple[bytes, bytes, bytes]]) -> dict[int, list[int]]:
    """The numbers of the articles in the last event of each story."""
    found = {}
    for key, value, _ in records:
        people = [each["name"] for each in orjson.loads(value)["people"]]
        found[int(key[-20:])] = [int(uri.removeprefix("urn:")) for uri in people]
    return found


async def test_each_article_is_taken_once_in_the_order_of_its_time(
    broker: str, producer: AIOKafkaProducer, caplog: pytest.LogCaptureFixture
) -> None:
    await publish(producer, 0, ARTICLES)
    before = Counter({each: metrics.stories_taken.labels(each)._value.get() for each in ("told", "failed")})
    await works(broker, Sender(producer), PACES)
    assert articles_of(await told(broker)) == {0: [0, 3, 6, 9], 1: [1, 4, 7, 10], 2: [2, 8]}
    assert "articles.enriched/1/2 has no story" in caplog.text
    assert metrics.stories_taken.labels("told")._value.get() - before["told"] == ARTICLES - 1
    assert metrics.stories_taken.labels("failed")._value.get() - before["failed"] == 1


async def test_how_much_waits_is_known_before_it_is_ready(broker: str, producer: AIOKafkaProducer) -> None:
    await publish(producer, 0, ARTICLES)
    work = StoryWork("desk", broker, Sender(producer), 1, Here(), PACES)  # type: ignore[arg-type]
    seen: list[int | None] = []
    running = asyncio.ensure_future(work.run(lambda: seen.append(work.behind)))
    await until(lambda: seen or running.done())
    running.cancel()
    await asyncio.wait([running])
    assert seen == [ARTICLES]


@pytest.mark.parametrize(("paces", "step"), [(PACES, 2), (TURNS, 3)], ids=["snapshots", "turns"])
async def test_who_goes_on_after_any_record_ends_where_nobody_died(
    broker: str, producer: AIOKafkaProducer, paces: Paces, step: int
) -> None:
    await publish(producer, 0, ARTICLES)
    whole = Sender(producer)
    await works(broker, whole, paces, app="plain")
    undisturbed = await told(broker)
    for most in range(1, whole.sent, step):
        app = f"died-{most}"
        await ensure_topics(broker, [journal(app)], 1, 1)
        since = (await offset_ranges(broker, [STORIES.name]))[STORIES.name, 0][1]
        with pytest.raises(Died):
            await works(broker, Sender(producer, most), paces, app)
        # The one that goes on finds more than there was: its turns are those of the one that died.
        await works(broker, Sender(producer), TURNS, app)
        found = await told(broker, since)
        assert {key: value for key, value, _ in found} == {key: value for key, value, _ in undisturbed}
        assert set(found) == set(undisturbed), "what is told again is the same, and nothing else is told"
        assert len(found) - len(undisturbed) <= paces.turn


async def test_articles_that_came_meanwhile_do_not_change_the_turns_that_were(
    broker: str, producer: AIOKafkaProducer
) -> None:
    await publish(producer, 0, 4)
    await works(broker, Sender(producer), TURNS, app="plain")
    first = (await told(broker))[: TURNS.turn]
    with pytest.raises(Died):
        await works(
            broker, Sender(producer, 2), TURNS
        )  # the mark and the first turn, of which nothing is told
    since = len(await told(broker))
    await publish(producer, 9, 3, late=60)
    await works(broker, Sender(producer), Paces(turn=100, niceness=0, pause=0))
    assert (await told(broker, since))[: TURNS.turn] == first


async def test_copies_are_taken_too(broker: str, producer: AIOKafkaProducer) -> None:
    await publish(producer, 0, 1)
    copy = copied("urn:3", of="urn:0", offset=50)
    await write(broker, [Output(copy.topic, copy.key, copy.value, copy.headers, 0)])
    await works(broker, Sender(producer), PACES)
    assert articles_of(await told(broker)) == {0: [0, 3]}


async def test_who_was_replaced_ends(broker: str, producer: AIOKafkaProducer) -> None:
    class Replaced(Sender):
        async def send(self, output: Output, generation: int | None = None) -> Awaitable[Any]:
            # Before its mark is written another one begins a later term.
            await (await super().send(Output(output.topic, b"term", b'{"term":7}', partition=0)))
            return await super().send(output, generation)

    with pytest.raises(OutdatedError):
        await works(broker, Replaced(producer), TURNS)


async def test_a_snapshot_that_cannot_be_read_is_no_end(
    broker: str, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await publish(producer, 0, 4)
    await works(broker, Sender(producer), PACES)
    expected = {key: value for key, value, _ in await told(broker)}

    class Newer(Counting):
        def load(self, state: bytes) -> None:
            raise ValueError("of another version")

    monkeypatch.setattr(story_desk, "Clusters", Newer)
    since = len(await told(broker))
    await works(broker, Sender(producer), PACES)
    assert "all is read anew" in caplog.text
    assert {key: value for key, value, _ in await told(broker, since)} == expected


async def test_new_partitions_begin_it_anew(
    broker: str, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def more(*args: Any) -> Any:
        found = dict(await offset_ranges(*args))
        if args[1] == [topic.name for topic in FOLLOWER.reads]:
            found[ENRICHED.name, 2] = (0, 0)
        return found

    work = StoryWork("desk", broker, Sender(producer), 1, Here(), Paces(look=0, niceness=0, pause=0))  # type: ignore[arg-type]
    with pytest.raises(MorePartitionsError):
        await work.run(lambda: monkeypatch.setattr(story_work, "offset_ranges", more))
