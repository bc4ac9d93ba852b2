"""An alarm that counts what work takes, and not what its process waits for a processor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from streams.runtime.alarm import LONGEST, Alarm

SECONDS = 0.05


async def rings_after(waited: Callable[[], float]) -> float:
    """By the clock."""
    loop, rung = asyncio.get_running_loop(), asyncio.Event()
    began = loop.time()
    Alarm(SECONDS, waited, rung.set)
    async with asyncio.timeout(30):
        await rung.wait()
    return loop.time() - began


@pytest.mark.parametrize(("waited", "least"), [(0.0, 1.0), (1.5, 2.5), (1e9, LONGEST), (-1.0, 1.0)])
async def test_what_the_process_waits_is_added_up_to_an_end(waited: float, least: float) -> None:
    counts = iter([7.0, *[7.0 + waited * SECONDS] * 100])
    assert await rings_after(lambda: next(counts)) >= 0.999 * least * SECONDS


async def test_what_it_waits_while_it_has_more_time_is_added_too() -> None:
    counts = iter([0.0, *(count * SECONDS for count in (0.5, 1.0, 1.0, 1.0))])
    assert await rings_after(lambda: next(counts)) >= 0.999 * 2.0 * SECONDS


async def test_once_cancelled_it_rings_no_more() -> None:
    rung: list[str] = []
    alarm = Alarm(0.0, lambda: 0.0, lambda: rung.append("cancelled"))
    other = asyncio.Event()
    Alarm(0.01, lambda: 0.0, other.set)
    alarm.cancel()
    await other.wait()
    alarm.cancel()
    assert rung == []
