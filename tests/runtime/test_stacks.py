from __future__ import annotations

import asyncio
import threading

from streams.runtime.stacks import stacks


async def waits_for(event: asyncio.Event) -> None:
    await inner(event)


async def inner(event: asyncio.Event) -> None:
    await event.wait()


async def test_a_task_is_shown_down_to_what_it_waits_for() -> None:
    event = asyncio.Event()
    task = asyncio.create_task(waits_for(event), name="the waiting one")
    await asyncio.sleep(0)
    shown = stacks()
    _, _, rest = shown.partition("task the waiting one (waits_for)\n")
    places = [line.rpartition(" ")[2] for line in rest.splitlines()[:3]]
    assert places == ["waits_for", "inner", "Event.wait"]
    event.set()
    await task
    assert "the waiting one" not in stacks()


def test_every_thread_and_the_tasks_of_another_loop_are_shown() -> None:
    ready, end = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def main() -> None:
        loops.append(asyncio.get_running_loop())
        asyncio.current_task().set_name("of another loop")  # type: ignore[union-attr]
        ready.set()
        await end.wait()

    thread = threading.Thread(target=asyncio.run, args=(main(),), name="a thread of its own")
    thread.start()
    assert ready.wait(10)
    shown = stacks()
    loops[0].call_soon_threadsafe(end.set)
    thread.join()
    assert "thread a thread of its own\n" in shown
    assert "thread MainThread\n" in shown
    assert "task of another loop (" in shown
