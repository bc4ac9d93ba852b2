from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from faust.sensors import SensorDelegate

from streams import metrics
from streams.runtime.sensor import DeskSensor
from tests.clock import Clock


def value(name: str, **labels: str) -> float:
    found = metrics.REGISTRY.get_sample_value(name, labels)
    assert found is not None, name
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(clock: Clock) -> Any:
    """An app that tells its sensors, as Faust's does."""
    app: Any = SimpleNamespace(beacon=SimpleNamespace(new=lambda _: None))
    app.sensors = SensorDelegate(app)
    app.sensors.add(DeskSensor(app, clock))
    return app


def measured() -> tuple[float, float, float]:
    return (
        value("copydesk_rebalances_total"),
        value("copydesk_rebalance_seconds_count"),
        value("copydesk_rebalance_seconds_sum"),
    )


def since(before: tuple[float, float, float]) -> tuple[Any, ...]:
    counted, ended, seconds = (now - then for now, then in zip(measured(), before, strict=True))
    return counted, ended, pytest.approx(seconds)


def test_a_rebalance_takes_until_events_flow_again(app: Any, clock: Clock) -> None:
    before = measured()
    state = app.sensors.on_rebalance_start(app)
    assert state, "Faust takes an empty state for a missing one"
    clock.now += 0.1
    app.sensors.on_rebalance_return(app, state)
    assert since(before) == (1, 0, 0)
    clock.now += 3
    app.sensors.on_rebalance_end(app, state)
    assert since(before) == (1, 1, 3.1)


def test_one_that_is_overtaken_is_counted_and_its_time_goes_on(app: Any, clock: Clock) -> None:
    before = measured()
    app.sensors.on_rebalance_start(app)
    clock.now += 5
    state = app.sensors.on_rebalance_start(app)
    clock.now += 2
    app.sensors.on_rebalance_end(app, state)
    assert since(before) == (2, 1, 7)


def test_the_end_of_none_is_nothing(app: Any) -> None:
    before = measured()
    for sensor in app.sensors:
        sensor.on_rebalance_end(app, {})
    assert since(before) == (0, 0, 0)
