from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from streams.runtime.releases import watch
from streams.runtime.state import Due
from streams.runtime.window import Window, Work
from tests.articles import NOON
from tests.waiting import until


class Clocked:
    """A state with one story that is due, a clock, and a group whose generation can be taken away."""

    def __init__(self) -> None:
        self.now = NOON
        self.waits: Due | None = Due("urn:w:1", NOON + timedelta(hours=1))
        self.generation: int | None = 7
        self.released: list[Any] = []

    def next_due(self) -> Due | None:
        return self.waits

    async def release(self, event: Any) -> Work:
        self.released.append(event)
        self.waits = None
        return Work(())

    async def run(self) -> list[asyncio.Future[Any]]:
        """The watch and an agent with nothing else to do; both run."""

        async def send(_: Any, generation: int) -> Any:
            raise AssertionError("nothing to send")

        async def nothing() -> Any:
            await asyncio.Event().wait()
            yield

        window = Window(4, send)
        agent = asyncio.ensure_future(window.run(nothing(), self.release))
        await asyncio.sleep(0)
        clock = asyncio.ensure_future(
            watch(lambda: self.next_due(), window, self.release, lambda: self.generation, self.time)
        )
        return [agent, clock]

    def time(self) -> datetime:
        return self.now


async def stop(tasks: list[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def ticks(count: int) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + 0.12 * count
    await until(lambda: loop.time() >= end)


async def turns() -> None:
    """Lets everything run that can run before the clock is looked at again."""
    for _ in range(100):
        await asyncio.sleep(0)


async def test_nothing_goes_out_before_its_time_and_it_goes_behind_what_is_in_work() -> None:
    clocked = Clocked()
    tasks = await clocked.run()
    await ticks(2)
    assert clocked.released == []
    clocked.now += timedelta(hours=1)
    await until(lambda: clocked.released)
    (event,) = clocked.released
    assert (event.message.topic, event.message.partition, event.message.generation_id) == (
        "articles.clean",
        0,
        7,
    )
    await stop(tasks)


async def test_nothing_goes_out_in_a_rebalance() -> None:
    clocked = Clocked()
    clocked.generation = None
    clocked.now += timedelta(hours=2)
    tasks = await clocked.run()
    await ticks(2)
    assert clocked.released == []
    clocked.generation = 8
    await until(lambda: clocked.released)
    assert clocked.released[0].message.generation_id == 8
    await stop(tasks)


async def test_it_goes_out_at_its_time_to_the_moment_and_once() -> None:
    clocked = Clocked()
    clocked.now += timedelta(hours=1)
    tasks = await clocked.run()
    await turns()
    assert [event.due.at for event in clocked.released] == [clocked.now]
    await stop(tasks)


async def test_what_is_due_together_goes_out_together_and_each_once() -> None:
    clocked = Clocked()
    clocked.now += timedelta(hours=1)
    waiting = [Due(f"urn:w:{number}", clocked.now) for number in range(3)]
    clocked.waits = None

    async def release(event: Any) -> Work:
        clocked.released.append(event.due)
        waiting.remove(event.due)
        return Work(())

    clocked.next_due = lambda: next(iter(waiting), None)  # type: ignore[method-assign]
    clocked.release = release  # type: ignore[method-assign]
    tasks = await clocked.run()
    await turns()
    assert clocked.released == [Due(f"urn:w:{number}", clocked.now) for number in range(3)]
    await stop(tasks)


async def test_no_record_is_behind_a_release_that_could_be_acknowledged() -> None:
    clocked = Clocked()
    clocked.now += timedelta(hours=1)
    tasks = await clocked.run()
    await turns()
    (event,) = clocked.released
    assert event.ack() is False
    assert event.message.offset < 0
    await stop(tasks)
