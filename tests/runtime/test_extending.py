"""Enrichers of others in the pool: with a pool that says what comes of each, and in processes for what kills one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio

from streams import stages
from streams.article import Article, Dropped, Extension
from streams.events import codec, schema
from streams.extensions.enrichers import load_enrichers
from streams.extensions.extend import Run
from streams.extensions.installed import ENRICHERS
from streams.kinds import Disposition, Ran, Reason, Signal, Stage
from streams.runtime import records, whole
from streams.runtime.aside import AWAY, COSTLY, Aside
from streams.runtime.extending import Extending
from streams.runtime.pool import Pool
from streams.runtime.records import article_record
from streams.runtime.turns import Rank
from streams.runtime.whole import Event, enriched_event, extended_record
from streams.runtime.window import Output
from streams.settings import settings
from streams.topology import UNIQUE
from streams.verdict import Verdict
from tests.articles import NOON, article
from tests.extensions.brought import bring
from tests.machine import patience
from tests.processes import shared

#: Enrichers of which each does one thing wrong, when the article asks for it.
SOURCE = """
import os, time
from streams.extensions import Article
kept = []
def sound(article: Article):
    return {"language": article.language, "places": [each.name for each in article.found.places]}
def crash(article: Article):
    if "crash" in article.uri:
        os._exit(7)
    return {}
def greedy(article: Article):
    while "greedy" in article.uri:
        kept.append(bytearray(16 << 20))
    return {}
def hangs(article: Article):
    while "hangs" in article.uri:
        try:
            time.sleep(60)
        except BaseException:
            pass
    return {}
"""
NAMES = ("crash", "greedy", "hangs", "sound")
MEMORY_MB, DEADLINE = 900, round(patience(3.0))


def noon() -> Any:
    return NOON


def value_of(uri: str = "urn:test:1") -> bytes:
    """The value of a record of articles.unique."""
    told = replace(article(uri=uri), verdict=Verdict(Disposition.ENRICHED, Signal.NEW))
    record = article_record(Stage.DECIDE, told, codec.UNIQUE, UNIQUE, uri, NOON)
    assert isinstance(record, Output)
    assert record.value is not None
    return record.value


def read(event: Event | Dropped) -> Article:
    assert isinstance(event, Event)
    assert event.record.value is not None
    return codec.decode(event.record.value)


class Said:
    """A pool in which the process is lost for a reason where one of these enrichers runs, and else does as it should."""

    def __init__(self, lost: Mapping[str, Reason], ours: Dropped | None = None) -> None:
        self.lost, self.ours = lost, ours
        self.asked: list[tuple[str, ...]] = []

    async def run(self, function: Callable[..., Any], *arguments: Any, rank: Rank) -> Any:
        assert (function, rank) == (extended_record, Rank.FIRST)
        value, now, names, missed = arguments
        self.asked.append(names)
        if self.ours:
            return self.ours
        if culprit := next((name for name in names if name in self.lost), None):
            return Dropped(self.lost[culprit], "it did not come back")
        told = codec.decode(value).repaired(*(f"{name}:{ran}" for name, ran in missed.items()))
        event = enriched_event(told, now)
        assert isinstance(event, Event)
        return event._replace(runs=tuple(Run(name, Ran.DONE) for name in names))


def extending(pool: Said, *names: str) -> Extending:
    return Extending(cast(Pool, pool), names, 2)


def repairs(event: Event | Dropped) -> tuple[str, ...]:
    return read(event).cleaning.repairs


async def test_all_run_in_one_job() -> None:
    pool = Said({})
    event = await extending(pool, "a", "b").enrich(value_of(), noon)
    assert (pool.asked, repairs(event)) == ([("a", "b")], ())


async def test_one_that_kills_its_process_alone_is_left_out() -> None:
    pool = Said({"a": Reason.DEADLINE})
    event = await extending(pool, "a").enrich(value_of(), noon)
    assert (pool.asked, repairs(event)) == ([("a",), ()], ("a:deadline",))
    assert isinstance(event, Event)
    assert event.runs == (Run("a", Ran.DEADLINE, 0.0, "it did not come back"),)


async def test_of_several_the_culprit_is_found_and_the_others_give_their_values() -> None:
    pool = Said({"b": Reason.PROCESS_DIED})
    event = await extending(pool, "a", "b", "c").enrich(value_of(), noon)
    assert pool.asked == [("a", "b", "c"), (), ("a",), ("b",), ("c",), ("a", "c")]
    assert repairs(event) == ("b:process_died",)
    assert isinstance(event, Event)
    assert {run.name: run.ran for run in event.runs} == {"a": Ran.DONE, "c": Ran.DONE, "b": Ran.PROCESS_DIED}


async def test_where_the_others_fail_together_all_are_left_out() -> None:
    class Together(Said):
        async def run(self, function: Callable[..., Any], *arguments: Any, rank: Rank) -> Any:
            event = await super().run(function, *arguments, rank=rank)
            return Dropped(Reason.PROCESS_DIED, "once more") if arguments[2] == ("a", "c") else event

    event = await extending(Together({"b": Reason.DEADLINE}), "a", "b", "c").enrich(value_of(), noon)
    assert repairs(event) == ("a:deadline", "b:deadline", "c:deadline")
    assert isinstance(event, Event)
    assert [run[:2] for run in event.runs] == [("b", Ran.DEADLINE)], "only b is known to be at fault"


async def test_where_ours_fails_nobody_else_is_blamed() -> None:
    pool = Said({}, Dropped(Reason.OUT_OF_MEMORY, "it wanted more"))
    work = extending(pool, "a", "b")
    for _ in range(COSTLY):
        assert await work.enrich(value_of(), noon) == Dropped(Reason.OUT_OF_MEMORY, "it wanted more")
    assert pool.asked == [("a", "b"), ()] * COSTLY, "they are asked again, and none is set aside"


async def test_of_a_burst_few_articles_meet_one_that_hangs() -> None:
    class Slow(Said):
        async def run(self, function: Callable[..., Any], *arguments: Any, rank: Rank) -> Any:
            await asyncio.sleep(0)
            return await super().run(function, *arguments, rank=rank)

    pool = Slow({"a": Reason.DEADLINE})
    work = Extending(cast(Pool, pool), ("a",), 2)
    events = await asyncio.gather(*(work.enrich(value_of(f"urn:test:{n}"), noon) for n in range(40)))
    assert all(isinstance(event, Event) for event in events)
    # Each takes a process until the deadline: three set it aside, and four may have begun by then.
    assert pool.asked.count(("a",)) < COSTLY + 4


async def test_one_that_is_set_aside_is_not_run_and_the_article_says_so() -> None:
    class Clock:
        now = 0.0

        def __call__(self) -> float:
            return self.now

    clock, pool = Clock(), Said({"a": Reason.OUT_OF_MEMORY})
    work = Extending(cast(Pool, pool), (), 2, Aside(("a", "b"), clock))
    for _ in range(COSTLY):
        await work.enrich(value_of(), noon)
    pool.asked.clear()
    assert repairs(await work.enrich(value_of(), noon)) == ("a:set_aside",)
    assert pool.asked == [("b",)]
    clock.now, pool.lost = AWAY, {}
    assert repairs(await work.enrich(value_of(), noon)) == ()


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("brought")
    return bring(
        folder, "desk-bad", {ENRICHERS: {name: f"bad_ones:{name}" for name in NAMES}}, {"bad_ones": SOURCE}
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool(brought: Path) -> AsyncIterator[Pool]:
    """Two processes that all tests of this file share, with the enrichers in them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(brought)
        patch.setenv("COPYDESK_DEADLINE_SECONDS", str(DEADLINE))
        patch.setenv("COPYDESK_ENRICHER_SHARE", "0.5")
        settings.cache_clear()
        load_enrichers.cache_clear()
        pool = Pool(2, DEADLINE, MEMORY_MB)
        with shared(lambda: pool._server and pool._server._process):
            await pool.ready()
            yield pool
            pool.close()
    settings.cache_clear()
    load_enrichers.cache_clear()


in_processes = pytest.mark.asyncio(loop_scope="module")


@in_processes
async def test_in_a_process_they_find_what_is_in_the_article(pool: Pool) -> None:
    event = await Extending(pool, NAMES, 2).enrich(value_of(), noon)
    found = read(event).extensions
    assert list(found) == sorted(NAMES)
    assert found["sound"].values == {"language": "en", "places": ["Harwich"]}
    assert (found["sound"].distribution, found["sound"].version) == ("desk-bad", "1.2.0")
    assert read(event).cleaning.repairs == ()


@in_processes
@pytest.mark.parametrize(("name", "ran"), [("crash", Ran.PROCESS_DIED), ("greedy", Ran.OUT_OF_MEMORY)])
async def test_what_one_does_in_a_process_costs_its_own_values_alone(pool: Pool, name: str, ran: Ran) -> None:
    event = await Extending(pool, NAMES, 2).enrich(value_of(f"urn:test:{name}"), noon)
    told = read(event)
    assert told.cleaning.repairs == (f"not-extended:{name}:{ran}",)
    assert set(told.extensions) == {*NAMES} - {name}
    assert told.found.word_count > 0, "what copydesk finds is there"
    # The process goes on, and what an enricher has kept leaves room for our own work.
    assert read(await Extending(pool, ("sound",), 2).enrich(value_of(), noon)).extensions["sound"].values


@in_processes
async def test_one_that_catches_its_alarm_is_killed_by_the_deadline(pool: Pool) -> None:
    event = await Extending(pool, ("hangs",), 2).enrich(value_of("urn:test:hangs"), noon)
    assert read(event).cleaning.repairs == ("not-extended:hangs:deadline",)
    assert isinstance(event, Event)
    assert [run[:2] for run in event.runs] == [("hangs", Ran.DEADLINE)]


def test_they_are_loaded_before_the_first_article(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(whole, "load_enrichers", loaded.append)
    for module in (stages, schema):
        monkeypatch.setattr(module, "warm", lambda: None)
    whole.warm()
    assert loaded == [settings().enrichers]


def test_values_that_make_the_event_too_large_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def large(told: Article, names: Any) -> Any:
        runs = (Run("much", Ran.DONE), Run("broken", Ran.RAISED))
        return replace(told, extensions={"much": Extension("d", "1", {"a": "x" * 300})}), runs

    plain = extended_record(value_of(), noon, (), {})
    assert isinstance(plain, Event)
    monkeypatch.setattr(records, "MAX_MESSAGE_BYTES", plain.record.size + 200 + records._ROOM)
    monkeypatch.setattr(whole, "extend_article", large)
    event = extended_record(value_of(), noon, ("much", "broken"), {})
    assert read(event).cleaning.repairs == ("not-extended:much:too_large", "not-extended:broken:raised")
    assert isinstance(event, Event)
    assert [run[:2] for run in event.runs] == [("much", Ran.TOO_LARGE), ("broken", Ran.RAISED)]
