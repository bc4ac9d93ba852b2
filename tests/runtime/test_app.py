from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from faust.tables.manager import TableManager
from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP

from streams.kinds import Stage
from streams.runtime.app import Copydesk
from streams.runtime.consumer import CarefulConsumer
from streams.runtime.keeper import Role
from streams.runtime.pool import Pool
from streams.runtime.window import Output, Work
from streams.settings import Settings
from tests.waiting import until

#: A worker has partitions of other topics, too; decide's are those of articles.clean.
ASSIGNED = (("articles.clean", 0), ("articles.raw", 2), ("articles.unique", 0))


@pytest.fixture
async def copydesk(tmp_path: Path) -> AsyncIterator[Any]:
    yield Copydesk(Settings(data=tmp_path), "127.0.0.1:1", Pool(1, 1, 900))


def test_new_partitions_are_soon_known(copydesk: Any) -> None:
    assert copydesk.app.conf.consumer_metadata_max_age_ms <= 30_000


async def test_a_start_does_not_wait_for_tables_of_fausts(
    copydesk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = copydesk.app.tables
    waited: list[float] = []

    async def nothing(_: Any = None) -> None: ...

    async def sleep(_: Any, seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(TableManager, "sleep", sleep)
    monkeypatch.setattr(TableManager, "_update_channels", nothing)
    monkeypatch.setattr(tables.recovery, "start", nothing)
    await tables.on_start()
    assert waited == []


@pytest.mark.parametrize(
    ("taken", "active", "counts"), [(7, True, True), (6, True, False), (7, False, False)]
)
async def test_an_event_of_before_a_rebalance_is_outdated_and_not_acknowledged(
    copydesk: Any, monkeypatch: pytest.MonkeyPatch, taken: int, active: bool, counts: bool
) -> None:
    app = SimpleNamespace(consumer_generation_id=7, flow_control=SimpleNamespace(is_active=lambda: active))
    message = SimpleNamespace(generation_id=taken)
    copydesk.app = app
    assert copydesk._outdated(SimpleNamespace(message=message)) is not counts
    monkeypatch.setattr(Consumer, "ack", lambda *_: True)
    consumer: Any = CarefulConsumer.__new__(CarefulConsumer)
    consumer.app = app
    assert consumer.ack(message) is counts


@pytest.mark.parametrize(("active", "generation", "languages"), [(True, 7, {0}), (False, None, None)])
async def test_a_rebalance_or_a_recovery_has_no_generation_and_no_partitions(
    copydesk: Any, active: bool, generation: int | None, languages: set[int] | None
) -> None:
    assigned = [SimpleNamespace(topic=topic, partition=number) for topic, number in ASSIGNED]
    copydesk.app = SimpleNamespace(
        consumer_generation_id=7,
        flow_control=SimpleNamespace(is_active=lambda: active),
        consumer=SimpleNamespace(assignment=lambda: assigned),
    )
    assert copydesk._generation() == generation
    assert copydesk._languages() == languages


@pytest.mark.parametrize(
    ("assigned", "standbys", "role"),
    [
        ({("articles.clean", 0), ("articles.raw", 1)}, set(), Role.WRITER),
        ({("articles.raw", 1)}, {("articles.clean", 0)}, Role.STANDBY),
        ({("articles.raw", 1), ("articles.unique", 0)}, set(), Role.NONE),
    ],
)
async def test_the_group_says_who_is_the_writer(
    copydesk: Any, assigned: set[tuple[str, int]], standbys: set[tuple[str, int]], role: Role
) -> None:
    assignor = SimpleNamespace(assigned_standbys=lambda: {TP(*place) for place in standbys})
    await copydesk._assigned(SimpleNamespace(assignor=assignor), {TP(*place) for place in assigned})
    assert copydesk.keeper.role is role
    assert not copydesk.keeper.ready


async def test_nothing_is_fetched_for_decisions_before_the_ledger_is_here(copydesk: Any) -> None:
    copydesk.keeper.assign(Role.WRITER)
    assert copydesk._room("articles.clean") == 0
    assert copydesk._room("articles.raw") > 0
    copydesk.keeper._writing.set()
    assert copydesk._room("articles.clean") > 0


async def test_nothing_more_is_cleaned_while_what_comes_next_is_full(copydesk: Any) -> None:
    waiting = dict.fromkeys(("articles.raw", "articles.backfill", "articles.clean", "articles.unique"), 0)
    copydesk._in_front = {topic: lambda topic=topic: waiting[topic] for topic in waiting}
    copydesk.keeper.assign(Role.WRITER)
    copydesk.keeper._writing.set()
    limit = copydesk.settings.window
    assert copydesk._room("articles.raw") == copydesk._room("articles.unique") == limit
    assert copydesk._room("articles.backfill") == 2 * limit // 8
    # What waits in front of a window counts; one by one is not asked for.
    waiting["articles.raw"] = limit - 9
    assert copydesk._room("articles.raw") == 9
    waiting["articles.raw"] = limit - 7
    assert copydesk._room("articles.raw") == 0
    waiting["articles.raw"] = 0
    for window in (copydesk._decide_window, copydesk._enrich_window):
        window._inside = limit
        assert copydesk._room("articles.raw") == copydesk._room("articles.backfill") == 0
        window._inside = limit // 8
        assert copydesk._behind()
        window._inside = 0
        assert not copydesk._behind()


async def test_events_wait_for_the_ledger_and_those_of_before_a_rebalance_are_passed_over(
    copydesk: Any,
) -> None:
    active = SimpleNamespace(is_active=lambda: True)
    copydesk.app = SimpleNamespace(consumer_generation_id=7, flow_control=active)

    async def events() -> AsyncIterator[Any]:
        for offset, generation in enumerate((7, 6, 7)):
            yield SimpleNamespace(message=SimpleNamespace(offset=offset, generation_id=generation))

    taken: list[int] = []

    async def take() -> None:
        async for event in copydesk._decidable(events()):
            taken.append(event.message.offset)

    taking = asyncio.ensure_future(take())
    for _ in range(20):
        await asyncio.sleep(0)
    assert taken == []
    copydesk.keeper._writing.set()
    await taking
    assert taken == [0, 2]


class OnTheWay:
    """One output of an agent is on its way: the broker acknowledges it when `broker` is set."""

    def __init__(self, copydesk: Any, stage: Stage) -> None:
        self.broker: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sent: list[object] = []
        active = SimpleNamespace(is_active=lambda: True)
        copydesk.app = SimpleNamespace(flow_control=active, consumer_generation_id=7)
        copydesk.windows[stage]._send = self.send
        self.agent = asyncio.ensure_future(copydesk.windows[stage].run(self._events(), self._work))

    async def send(self, *output: object, **_: object) -> asyncio.Future[None]:
        self.sent.append(output)
        return self.broker

    async def _events(self) -> AsyncIterator[Any]:
        message = SimpleNamespace(
            topic="t", partition=0, offset=0, generation_id=7, key=None, value=b"A text.", headers=[]
        )
        yield SimpleNamespace(message=message, ack=lambda: True)
        await asyncio.Event().wait()

    async def _work(self, *_: object) -> Work:
        return Work((Output("t", None, b"x"),))

    async def stop(self) -> None:
        self.agent.cancel()
        await asyncio.gather(self.agent, return_exceptions=True)


@pytest.mark.parametrize("stage", list(Stage))
async def test_a_rebalance_waits_for_the_outputs_that_are_on_their_way(
    copydesk: Any, caplog: pytest.LogCaptureFixture, stage: Stage
) -> None:
    way = OnTheWay(copydesk, stage)
    await until(lambda: way.sent, every=0)
    revoked = asyncio.ensure_future(copydesk._revoked(copydesk.app, set()))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not revoked.done()
    way.broker.set_result(None)
    await revoked
    assert not caplog.records
    await way.stop()


async def test_a_rebalance_does_not_wait_for_ever(copydesk: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert copydesk.app.conf.broker_session_timeout == copydesk.settings.session_seconds
    copydesk.settings = copydesk.settings.model_copy(update={"session_seconds": 0.02})
    way = OnTheWay(copydesk, Stage.DECIDE)
    await until(lambda: way.sent, every=0)
    await copydesk._revoked(copydesk.app, set())
    assert "has not acknowledged" in caplog.text
    await way.stop()
