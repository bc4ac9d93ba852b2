"""Work in another thread: its result, its failure, its progress, and its end."""

from __future__ import annotations

import asyncio
import threading

import pytest

from streams.brokers.reader import Progress
from streams.cli.top.background import in_background
from streams.errors import BrokerError, CopydeskError
from tests.waiting import until


async def test_it_works_in_a_loop_of_its_own_and_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []

    async def work(progress: Progress) -> int:
        progress(1, 2)
        return threading.get_ident()

    assert await in_background(work, lambda done, total: told.append((done, total))) != threading.get_ident()
    assert told == [(1, 2)]


async def test_its_failure_is_raised_where_it_is_waited_for() -> None:
    async def work(_: Progress) -> int:
        raise BrokerError("no broker answers")

    with pytest.raises(BrokerError, match="no broker answers"):
        await in_background(work)

    async def fault(_: Progress) -> int:
        return 1 // 0

    with pytest.raises(CopydeskError, match=r"it failed \(ZeroDivisionError: .*\)"):
        await in_background(fault)


async def test_cancelled_it_ends_the_work() -> None:
    begun, ended = threading.Event(), threading.Event()

    async def work(_: Progress) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(in_background(work))
    await until(begun.is_set)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    await until(ended.is_set)
