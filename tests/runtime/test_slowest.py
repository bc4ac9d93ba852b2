from __future__ import annotations

import math

from streams.runtime.slowest import Slowest
from tests.clock import Clock


def test_the_greatest_of_the_last_minutes_counts_and_then_the_next() -> None:
    clock = Clock(0.0)
    slowest = Slowest(kept=300, clock=clock)
    assert math.isnan(slowest.value())
    for at, value in ((0.0, 31.5), (10.0, 2.0), (100.0, 7.0), (110.0, 3.0)):
        clock.now = at
        slowest.observe(value)
        assert slowest.value() == 31.5
    for at, value in ((300.0, 31.5), (301.0, 7.0), (401.0, 3.0)):
        clock.now = at
        assert slowest.value() == value
    clock.now = 411.0
    assert math.isnan(slowest.value())


def test_what_a_greater_one_hides_is_not_remembered() -> None:
    slowest = Slowest(clock=Clock(0.0))
    for value in range(10_000):
        slowest.observe(value)
    assert len(slowest._values) == 1
