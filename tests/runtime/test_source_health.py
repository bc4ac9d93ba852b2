from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from datetime import datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from streams import metrics, series
from streams.article import Article
from streams.errors import BrokerError
from streams.events import source_health as event
from streams.kinds import Stage
from streams.runtime import measure, source_health
from streams.runtime.source_health import KEPT_EVERY, WORTH, Sources
from streams.runtime.window import OutdatedError, Output
from streams.sources.book import GONE, Who
from streams.topology import SOURCES
from tests.articles import article
from tests.sources.days import BEGIN, after, daytime, every
from tests.waiting import until

WHO = Who("harbour-post", "en")


class Topic:
    """sources.health: what was sent there is what is read back. It may be out of reach."""

    def __init__(self) -> None:
        self.sent: list[Output] = []
        self.away = False
        self.asked = 0

    async def send(self, output: Output) -> Awaitable[object]:
        self.sent.append(output)
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    async def ranges(self, *_: object) -> dict[tuple[str, int], tuple[int, int]]:
        self.asked += 1
        if self.away:
            raise BrokerError("away")
        return {(SOURCES.name, number): (0, len(self.sent)) for number in range(2)}

    async def read(self, _: object, ranges: dict[tuple[str, int], object]) -> AsyncIterator[Any]:
        for each in self.sent:
            if (each.topic, each.partition) in ranges:
                yield SimpleNamespace(partition=each.partition, key=each.key, value=each.value)

    def said(self) -> list[dict[str, Any]]:
        return [orjson.loads(each.value) for each in self.sent if each.value is not None]


class Clock:
    now = BEGIN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> Topic:
    topic = Topic()
    monkeypatch.setattr(source_health, "offset_ranges", topic.ranges)
    monkeypatch.setattr(source_health, "read_ranges", topic.read)
    # Whatever other tests of this process made of the source: here it is one that nobody listed or found.
    monkeypatch.setattr(measure, "_found", None)
    monkeypatch.setattr(series, "_sources", {series.OTHER: None})
    return topic


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_what_is_heard_here_counts_for_the_labels_of_sources(
    topic: Topic, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[tuple[str, Stage]] = []
    monkeypatch.setattr(measure, "heard", lambda *heard: counted.append(heard))
    known = sources(topic, clock)
    await known.take_over({0})
    hear(known, clock, after(hours=1))
    assert counted == [(WHO.source, Stage.DECIDE)]


def sources(topic: Topic, clock: Clock) -> Sources:
    return Sources("broker:9092", topic.send, clock)


def hear(
    known: Sources, clock: Clock, at: datetime, partition: int = 0, byline: str | None = "Maren Holt"
) -> None:
    clock.now = at
    known.heard(partition, came(at, byline))


@cache
def came(at: datetime, byline: str | None) -> Article:
    """What came then: some tests hear the same two weeks."""
    return article(origin=SimpleNamespace(timestamp=at), byline=byline, first_created=at)


async def listened(topic: Topic, clock: Clock, until: datetime) -> Sources:
    """Sources that have heard one every ten minutes by day; they are looked at every half hour, and published."""
    known = sources(topic, clock)
    await known.take_over({0})
    for number, at in enumerate(every(10, until, daytime)):
        hear(known, clock, at)
        if number % 3 == 0:
            known.look(caught_up=True)
    clock.now = until
    await known.publish(known.look(caught_up=True))
    return known


def gauge(name: str, **labels: str) -> float | None:
    return metrics.REGISTRY.get_sample_value(name, {"source": "other", **labels})


async def test_a_source_that_falls_silent_is_told_and_shown_once(topic: Topic, clock: Clock) -> None:
    noon = after(days=17, hours=12)
    known = await listened(topic, clock, noon)
    assert gauge("copydesk_source_silent") == 0
    assert gauge("copydesk_source_last_timestamp_seconds") == (noon - timedelta(minutes=10)).timestamp()
    topic.sent.clear()
    for minutes in range(0, 300, 10):
        clock.now = noon + timedelta(minutes=minutes)
        await known.publish(known.look(caught_up=True))
    assert gauge("copydesk_source_silent") == 1
    (told,) = topic.said()
    assert (told["source"], told["language"], told["silent"]) == ("harbour-post", "en", True)
    assert (topic.sent[0].key, topic.sent[0].partition) == (b"harbour-post|en", 0)
    hear(known, clock, clock.now)
    await known.publish(known.look(caught_up=True))
    assert [each["silent"] for each in topic.said()] == [True, False]
    assert gauge("copydesk_source_silent") == 0


async def test_a_worker_that_is_behind_says_nothing_of_silence(topic: Topic, clock: Clock) -> None:
    noon = after(days=17, hours=12)
    known = await listened(topic, clock, noon)
    clock.now = noon + timedelta(hours=5)
    known.look(caught_up=False)
    assert gauge("copydesk_source_silent") == 0
    known.look(caught_up=True)
    assert gauge("copydesk_source_silent") == 1


async def test_a_new_template_is_told_and_shown(topic: Topic, clock: Clock) -> None:
    begin = after(days=5)
    known = await listened(topic, clock, begin)
    for number in range(30):
        hear(known, clock, begin + timedelta(minutes=number), byline=None)
    await known.publish(known.look(caught_up=True))
    assert [each["what"] for each in topic.said()[-1]["drifted"]] == ["bylines"]
    assert gauge("copydesk_source_drifted", what="bylines") == 1
    assert gauge("copydesk_source_drifted", what="length") == 0


async def test_what_was_learnt_comes_back_from_the_topic(topic: Topic, clock: Clock) -> None:
    noon = after(days=17, hours=12)
    await listened(topic, clock, noon)
    again = sources(topic, clock)
    await again.take_over({0})
    clock.now = noon + timedelta(hours=4)
    again.look(caught_up=True)
    assert gauge("copydesk_source_silent") == 1


async def test_while_no_worker_ran_nothing_is_silent(topic: Topic, clock: Clock) -> None:
    noon = after(days=17, hours=12)
    await listened(topic, clock, noon)
    clock.now = noon + timedelta(hours=4)
    again = sources(topic, clock)
    await again.take_over({0})
    again.look(caught_up=True)
    assert gauge("copydesk_source_silent") == 0


async def test_a_partition_that_goes_takes_its_sources_along(topic: Topic, clock: Clock) -> None:
    known = await listened(topic, clock, after(days=2))
    await known.take_over({1})
    known.look(caught_up=True)
    assert gauge("copydesk_source_last_timestamp_seconds") == 0
    topic.sent.clear()
    clock.now += KEPT_EVERY
    await known.publish()
    assert topic.sent == []


async def test_what_comes_before_what_was_learnt_is_not_lost(topic: Topic, clock: Clock) -> None:
    await listened(topic, clock, after(days=2))
    again = sources(topic, clock)
    hear(again, clock, after(days=2, hours=1))
    hear(again, clock, after(days=2, hours=1), partition=7)  # none of ours any more
    topic.away = True
    with pytest.raises(BrokerError):
        await again.take_over({0})
    topic.away = False
    await again.take_over({0})
    again.look(caught_up=True)
    assert gauge("copydesk_source_last_timestamp_seconds") == after(days=2, hours=1).timestamp()
    clock.now += KEPT_EVERY
    await again.publish()
    assert topic.said()[-1]["articles"] == len(list(every(10, after(days=2), daytime))) + 1


async def test_it_is_kept_every_five_minutes_while_it_is_heard_and_worth_it(
    topic: Topic, clock: Clock
) -> None:
    known = sources(topic, clock)
    await known.take_over({0})
    for number in range(WORTH):
        await known.publish()
        assert topic.sent == []
        hear(known, clock, BEGIN + timedelta(seconds=number))
    for minutes, heard, count in ((0, False, 1), (1, True, 1), (5, False, 2), (11, False, 2), (12, True, 3)):
        clock.now = BEGIN + timedelta(minutes=1 + minutes)
        if heard:
            hear(known, clock, clock.now)
        await known.publish()
        assert len(topic.sent) == count, minutes


async def test_a_source_that_is_gone_is_taken_from_the_topic(topic: Topic, clock: Clock) -> None:
    known = await listened(topic, clock, after(days=2))
    clock.now = after(days=3) + GONE
    await known.publish(known.look(caught_up=True))
    assert (topic.sent[-1].key, topic.sent[-1].value) == (event.key_of(WHO), None)
    again = sources(topic, clock)
    await again.take_over({0})
    again.look(caught_up=True)
    assert gauge("copydesk_source_last_timestamp_seconds") == 0


async def test_what_cannot_be_read_is_learnt_again(topic: Topic, clock: Clock) -> None:
    topic.sent.append(Output(SOURCES.name, b"harbour-post|en", b"{}", partition=0))
    known = await listened(topic, clock, after(days=2))
    assert known.look(caught_up=True) == []
    assert len(topic.said()) == 2


async def test_a_date_in_the_future_is_now(topic: Topic, clock: Clock) -> None:
    known = sources(topic, clock)
    await known.take_over({0})
    known.heard(0, article(origin=SimpleNamespace(timestamp=after(days=400))))
    known.look(caught_up=False)
    assert gauge("copydesk_source_last_timestamp_seconds") == BEGIN.timestamp()


async def test_it_runs_on_when_the_broker_is_away_and_rests_in_a_rebalance(
    topic: Topic, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_health, "TICK", 0.001)
    known = sources(topic, clock)
    mine: list[set[int] | None] = [None]
    looks: list[None] = []

    def partitions() -> set[int] | None:
        looks.append(None)
        return mine[0]

    topic.away = True
    for number in range(WORTH):
        hear(known, clock, BEGIN + timedelta(seconds=number))
    running = asyncio.ensure_future(known.run(partitions, lambda: {("articles.clean", 0): 0}))
    await until(lambda: len(looks) > 3)
    assert topic.asked == 0
    mine[0] = {0}
    await until(lambda: topic.asked > 1)
    assert topic.sent == []
    topic.away = False
    await until(lambda: topic.sent)
    assert not running.done()
    running.cancel()


async def test_what_a_rebalance_overtook_is_no_fault_and_it_runs_on(
    topic: Topic, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(source_health, "TICK", 0.001)
    known = sources(topic, clock)
    tried: list[None] = []

    async def over(*_: object) -> None:
        tried.append(None)
        raise OutdatedError

    monkeypatch.setattr(known, "publish", over)
    running = asyncio.ensure_future(known.run(lambda: {0}, dict))
    await until(lambda: len(tried) > 1)
    running.cancel()
    assert caplog.records == []
