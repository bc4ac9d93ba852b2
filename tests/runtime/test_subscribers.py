from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from streams import metrics
from streams.brokers.groups import Group
from streams.errors import BrokerError
from streams.runtime import subscribers as module
from streams.runtime.keeper import Role
from streams.runtime.subscribers import Subscribers, watch_subscribers
from tests.waiting import until

READS = {"articles.enriched": 7}


class Cluster:
    """Groups by name, of which some have read outputs of ours; `asked` are the names of each look."""

    def __init__(self, *groups: Group, others: Iterable[str] = ()) -> None:
        self.groups = {group.name: group for group in groups}
        self.others = list(others)
        self.asked: list[list[str]] = []
        self.tells = True
        self.failure: Exception | None = None

    async def names(self) -> list[str] | None:
        if self.failure:
            raise self.failure
        return sorted([*self.groups, *self.others]) if self.tells else None

    async def ask(self, names: Iterable[str]) -> list[Group]:
        self.asked.append(list(names))
        return [self.groups[name] for name in self.asked[-1] if name in self.groups]


def watching(cluster: Cluster) -> Subscribers:
    return Subscribers(frozenset({"copydesk", "copydesk-stories"}), cluster.names, cluster.ask)


@pytest.fixture(autouse=True)
def _nothing_stays() -> Iterator[None]:
    yield
    metrics.subscriber_lag.clear()
    metrics.subscriber_members.clear()


def lags() -> dict[tuple[str, str], float]:
    (metric,) = metrics.subscriber_lag.collect()
    return {(each.labels["group"], each.labels["topic"]): each.value for each in metric.samples}


def members() -> dict[str, float]:
    (metric,) = metrics.subscriber_members.collect()
    return {each.labels["group"]: each.value for each in metric.samples}


def groups() -> float:
    return metrics.REGISTRY.get_sample_value("copydesk_subscriber_groups") or 0.0


async def test_each_group_of_others_is_shown_by_topic_and_goes_when_it_is_gone() -> None:
    cms = Group("cms", {"articles.enriched": 7, "stories": 0}, 2)
    cluster = Cluster(cms, Group("copydesk", READS, 3), others=["payments"])
    desk = watching(cluster)
    assert await desk.look()
    assert lags() == {("cms", "articles.enriched"): 7, ("cms", "stories"): 0}
    assert (members(), groups()) == ({"cms": 2}, 1)

    cluster.groups["cms"] = Group("cms", {"articles.enriched": 9}, None)
    await desk.look()
    assert lags() == {("cms", "articles.enriched"): 9}
    assert math.isnan(members()["cms"])

    del cluster.groups["cms"]
    await desk.look()
    assert (lags(), members(), groups()) == ({}, {}, 0)
    assert not any("copydesk" in asked for asked in cluster.asked)


async def test_one_look_asks_for_those_that_are_known_and_some_of_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ASKED", 3)
    cluster = Cluster(Group("m", READS, 1), others=["a", "b", "c", "x", "y"])
    desk = watching(cluster)
    for _ in range(4):
        await desk.look()
    assert cluster.asked == [["a", "b", "c"], ["m", "x", "y"], ["m", "a", "b", "c"], ["m", "x", "y", "a"]]


async def test_so_many_are_shown_and_one_that_is_shown_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHOWN", 2)
    cluster = Cluster(*(Group(name, READS, 1) for name in "bcd"))
    desk = watching(cluster)
    await desk.look()
    assert members().keys() == {"b", "c"}
    cluster.groups["a"] = Group("a", READS, 1)
    await desk.look()
    assert (set(members()), groups()) == ({"b", "c"}, 4)
    del cluster.groups["b"]
    await desk.look()
    assert members().keys() == {"a", "c"}


async def test_what_is_not_known_is_not_shown() -> None:
    desk = watching(Cluster(Group("cms", READS, 1)))
    await desk.look()
    desk.forget()
    assert (lags(), members()) == ({}, {})
    assert math.isnan(groups())


class Keeper:
    """Of a worker that is the ledger's writer, or is not."""

    def __init__(self) -> None:
        self.role, self.asked = Role.WRITER, 0

    async def writing(self) -> None:
        self.asked += 1
        await until(lambda: self.role is Role.WRITER)


async def watched(cluster: Cluster, monkeypatch: pytest.MonkeyPatch, keeper: Any) -> asyncio.Task[None]:
    async def groups_of(broker: Any, names: Iterable[str], topics: Any) -> list[Group]:
        return await cluster.ask(names)

    monkeypatch.setattr(module, "names_of_groups", lambda _: cluster.names())
    monkeypatch.setattr(module, "groups_of", groups_of)
    monkeypatch.setattr(module, "EVERY", 0.0)
    return asyncio.create_task(watch_subscribers("copydesk", "here", keeper))


async def test_only_the_writer_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster, keeper = Cluster(Group("cms", READS, 1)), Keeper()
    task = await watched(cluster, monkeypatch, keeper)
    await until(lambda: lags())
    keeper.role = Role.STANDBY
    await until(lambda: not lags())
    asked = len(cluster.asked)
    before = keeper.asked
    await asyncio.sleep(0)
    assert (len(cluster.asked), keeper.asked) == (asked, before)
    keeper.role = Role.WRITER
    await until(lambda: lags())
    task.cancel()


async def test_a_failure_is_said_once_and_shown_as_not_known(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    cluster, keeper = Cluster(Group("cms", READS, 1)), Keeper()
    task = await watched(cluster, monkeypatch, keeper)
    await until(lambda: lags())
    cluster.failure = BrokerError("no rights")
    before = keeper.asked
    await until(lambda: keeper.asked > before + 3)
    assert not lags()
    assert [record.message for record in caplog.records] == [
        "who reads the desk's topics is not known: no rights"
    ]
    cluster.failure = None
    await until(lambda: lags())
    task.cancel()


async def test_a_broker_that_tells_nothing_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    cluster = Cluster()
    cluster.tells = False
    await asyncio.wait_for(await watched(cluster, monkeypatch, Keeper()), 10)
    assert [record.levelname for record in caplog.records] == ["INFO"]


async def test_a_fault_of_ours_ends_the_asking_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    cluster = Cluster()
    cluster.failure = ZeroDivisionError()
    await asyncio.wait_for(await watched(cluster, monkeypatch, SimpleNamespace(writing=Keeper().writing)), 10)
    assert not lags()
