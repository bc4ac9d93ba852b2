from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka.errors import KafkaConnectionError
from faust.types import TP

from streams import metrics
from streams.brokers.reach import reach
from streams.kinds import Stage
from streams.runtime.health import Health, Place
from streams.runtime.watch import PATIENCE, Watch
from tests.clock import Clock

PLACE: Place = ("articles.raw", 3)


class Clients:
    """A broker on which the group has committed 5, and the partition grows; `failure` is what it answers with."""

    def __init__(self) -> None:
        self.end = 10
        self.partitions = 4
        self.failure: Exception | None = None

    async def offsets(self, places: set[Place]) -> dict[Place, tuple[int, int]]:
        if self.failure:
            raise self.failure
        self.end += 7
        return dict.fromkeys(places, (5, self.end))

    async def counts(self, names: list[str]) -> dict[str, int]:
        if self.failure:
            raise self.failure
        return dict.fromkeys(names, self.partitions)

    async def close(self) -> None:
        pass


@pytest.fixture
def unsettled() -> Iterator[tuple[Watch, Clients, Any, Clock]]:
    """A watch over a worker in a rebalance that does not end, its broker, its app, and the clock."""
    clock, clients = Clock(0.0), Clients()
    keeper = SimpleNamespace(progress=(7, 9), problem=lambda: None, waits_at=None)
    app = SimpleNamespace(
        rebalancing=True,
        in_recovery=False,
        consumer_generation_id=4,
        rebalancing_count=2,
        keeper=keeper,
        assignor=SimpleNamespace(shared_out={}),
    )
    settings = SimpleNamespace(stuck_seconds=60.0, app_id="desk")
    desk: Any = SimpleNamespace(app=app, settings=settings, keeper=keeper)
    watch = Watch(desk, "127.0.0.1:1", Health(60.0, clock=clock))
    watch._clients = cast(Any, clients)
    watch._shown = watch._had = {PLACE}
    yield watch, clients, app, clock
    metrics.consumer_lag.remove(PLACE[0], str(PLACE[1]))


async def test_the_lag_goes_on_rising_while_a_rebalance_is_stuck(unsettled: Any) -> None:
    watch, *_ = unsettled
    gauge = metrics.consumer_lag.labels(PLACE[0], str(PLACE[1]))
    for lag in (12, 19):
        await watch._look()
        assert gauge._value.get() == lag


async def test_a_rebalance_that_does_not_go_on_is_a_problem(unsettled: Any) -> None:
    watch, _, _, clock = unsettled
    for clock.now in (0.0, 50.0):
        await watch._look()
        assert watch.health.problem() is None
    clock.now = 61.0
    await watch._look()
    assert watch.health.stuck == "a rebalance has not gone on for 61 s"


async def test_a_ledger_that_does_not_come_back_is_a_problem(unsettled: Any) -> None:
    watch, _, app, clock = unsettled
    app.rebalancing = False
    app.flow_control = SimpleNamespace(is_active=lambda: True)
    app.keeper.problem = lambda: "the ledger comes back: 7 of 9 records are read"
    for clock.now in (0.0, 61.0):
        await watch._look()
    assert watch.health.stuck == "the return of the ledger has not gone on for 61 s"


async def test_a_ledger_that_waits_in_front_of_what_nobody_can_read_is_none(unsettled: Any) -> None:
    """Another worker would wait there, too; it is told elsewhere."""
    watch, _, app, clock = unsettled
    app.rebalancing = False
    app.flow_control = SimpleNamespace(is_active=lambda: True)
    app.keeper.problem = lambda: "the ledger does not come back"
    app.keeper.waits_at = "a batch"
    for clock.now in (0.0, 61.0, 600.0):
        await watch._look()
    assert watch.health.stuck is None


async def test_a_partition_that_waits_in_front_of_what_nobody_can_read_is_not_stuck(unsettled: Any) -> None:
    watch, clients, app, clock = unsettled
    watch._desk.unreadable = SimpleNamespace(waiting={PLACE: "a batch"})
    watch._desk.windows = {
        Stage.CLEAN: SimpleNamespace(inside_of=lambda _: 0, done_of=lambda _: 0, acknowledged=0, full=False)
    }
    app.rebalancing = False
    app.flow_control = SimpleNamespace(is_active=lambda: True)
    app.keeper.problem = lambda: None
    app.consumer = SimpleNamespace(assignment=lambda: {TP(*PLACE)}, highwater=lambda _: 0)

    async def readable(*_: object) -> bool:
        return True

    clients.readable = readable
    for clock.now in (0.0, 61.0, 122.0):
        await watch._look()
    assert watch.health.stuck is None
    assert watch.health.lags()[PLACE] > 0
    watch._desk.unreadable.waiting = {}
    for clock.now in (183.0, 244.0):
        await watch._look()
    assert watch.health.stuck is not None


@pytest.mark.parametrize("sign", ["offset", "generation", "another"])
async def test_one_that_goes_on_is_none(unsettled: Any, sign: str) -> None:
    watch, _, app, clock = unsettled
    for _ in range(10):
        await watch._look()
        assert watch.health.problem() is None
        clock.now += 50.0
        if sign == "offset":
            app.keeper.progress = (app.keeper.progress[0] + 1, 20)
        elif sign == "generation":
            app.consumer_generation_id += 1
        else:
            app.rebalancing_count += 1


async def test_without_a_broker_nothing_can_go_on_and_the_worker_is_not_blamed(unsettled: Any) -> None:
    watch, clients, _, clock = unsettled
    await watch._look()
    clients.failure = KafkaConnectionError("gone")
    for clock.now in (50.0, 100.0, 150.0):
        watch._clients = clients
        await watch._look()
        assert watch.health.stuck is None
        assert "broker unreachable" in watch.health.problem()
    clients.failure, watch._clients = None, clients
    await watch._look()
    assert watch.health.problem() is None


async def test_a_topic_that_is_gone_is_a_problem_and_in_the_log_once(
    unsettled: Any, caplog: pytest.LogCaptureFixture
) -> None:
    watch, clients, *_ = unsettled
    await watch._look()
    clients.partitions = 0
    for _ in range(3):
        await watch._look()
    assert watch.health.problem().startswith("topic articles.raw is gone, and what it held")
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    clients.partitions = 4
    await watch._look()
    assert watch.health.problem() is None


async def test_a_lag_that_nobody_can_know_is_not_shown(unsettled: Any) -> None:
    watch, clients, *_ = unsettled
    shown = {"topic": PLACE[0], "partition": str(PLACE[1])}
    await watch._look()
    assert metrics.REGISTRY.get_sample_value("copydesk_consumer_lag_events", shown) == 12
    clients.failure = KafkaConnectionError("gone")
    await watch._look()
    assert metrics.REGISTRY.get_sample_value("copydesk_consumer_lag_events", shown) is None
    clients.failure, watch._clients = None, clients
    await watch._look()
    assert metrics.REGISTRY.get_sample_value("copydesk_consumer_lag_events", shown) == 19


async def test_what_was_asked_before_the_broker_was_back_says_nothing(
    unsettled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, clients, *_ = unsettled
    moment = reach.clock()
    monkeypatch.setattr(reach, "clock", lambda: moment)

    async def offsets(places: set[Place]) -> dict[Place, tuple[int, int]]:
        monkeypatch.setattr(reach, "clock", lambda: moment + 1)
        reach.answered()  # another client's connection
        raise TimeoutError

    clients.offsets = offsets
    await watch._look()
    assert watch.health.problem() is None


@pytest.mark.parametrize(("after", "blamed"), [(0.5, True), (4.0, False)])
async def test_a_worker_that_stood_still_does_not_blame_the_broker(
    unsettled: Any, monkeypatch: pytest.MonkeyPatch, after: float, blamed: bool
) -> None:
    watch, clients, *_ = unsettled
    moment = reach.clock() + 10  # no other test has heard of it since
    monkeypatch.setattr(reach, "clock", lambda: moment)

    async def offsets(places: set[Place]) -> dict[Place, tuple[int, int]]:
        monkeypatch.setattr(reach, "clock", lambda: moment + PATIENCE + after)
        raise TimeoutError

    clients.offsets = offsets
    await watch._look()
    assert ("no answer within 15 s" in (watch.health.problem() or "")) is blamed
    assert bool(reach._missed) is blamed


async def test_a_connection_that_has_ended_is_made_anew_before_anybody_is_called_silent(
    unsettled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, clients, *_ = unsettled
    clients.failure = KafkaConnectionError("closed: its token has expired")
    anew = Clients()

    async def connect(*_: object) -> Clients:
        return anew

    monkeypatch.setattr("streams.runtime.watch.GroupOffsets.connect", connect)
    await watch._look()
    assert watch.health.problem() is None
    assert watch._clients is anew
    anew.failure = KafkaConnectionError("closed")
    await watch._look()
    assert "broker unreachable" in watch.health.problem()
