from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator

import pytest

from streams.runtime.loop_share import LoopShare


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []

    async def sleep(seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return found


async def test_who_has_worked_rests_four_times_as_long(slept: list[float]) -> None:
    share = LoopShare(0.2)
    began = time.thread_time()
    with share.work():
        while time.thread_time() - began < 0.005:
            pass
    await share.rest()
    await share.rest()
    assert slept == [pytest.approx(0.02, abs=0.01)]


async def test_what_was_unpacked_counts(slept: list[float]) -> None:
    share = LoopShare(0.5)
    with share.work(records=1000):
        pass
    await share.rest()
    assert slept == [pytest.approx(0.02, abs=0.005)]


async def test_next_to_nothing_is_not_rested_for(slept: list[float]) -> None:
    share = LoopShare()
    with share.work():
        pass
    await share.rest()
    assert slept == []


async def test_who_takes_records_rests_between_them(slept: list[float]) -> None:
    async def records() -> AsyncGenerator[int, None]:
        for number in range(3):
            yield number

    async for _ in LoopShare(0.2).of(records()):
        began = time.thread_time()
        while time.thread_time() - began < 0.005:
            pass
    assert slept == [pytest.approx(0.02, abs=0.01)] * 3
