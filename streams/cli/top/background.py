"""Work on Kafka in a thread with a loop of its own, so that the screen answers whatever that work takes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from streams.brokers.reader import Progress
from streams.errors import CopydeskError

T = TypeVar("T")


async def in_background(
    work: Callable[[Progress], Coroutine[Any, Any, T]], progress: Progress = lambda *_: None
) -> T:
    """What `work` returns. Cancelled, it cancels the work and does not wait for that.

    `progress` is called in the loop of the caller. Raises CopydeskError: what the work raises, or one that names it.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()
    begun: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[T]]] = []

    def tell(call: Callable[..., object], *arguments: object) -> None:
        with suppress(RuntimeError):  # the screen is gone, and its loop with it
            loop.call_soon_threadsafe(call, *arguments)

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(result)  # type: ignore[arg-type]  # without an error it is the result
        elif isinstance(error, CopydeskError):
            future.set_exception(error)
        else:
            named = CopydeskError(f"it failed ({type(error).__name__}: {error})")
            named.__cause__ = error
            future.set_exception(named)

    def run() -> None:
        try:
            with asyncio.Runner() as runner:
                task = runner.get_loop().create_task(work(lambda *done: tell(progress, *done)))
                begun.append((runner.get_loop(), task))
                result = runner.get_loop().run_until_complete(task)
        except asyncio.CancelledError:
            tell(future.cancel)
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            tell(settle, None, error)
        else:
            tell(settle, result, None)

    # A thread that does not hold up the end of the program.
    threading.Thread(target=run, daemon=True, name="copydesk top").start()
    try:
        return await future
    except asyncio.CancelledError:
        for other, task in begun:
            with suppress(RuntimeError):
                other.call_soon_threadsafe(task.cancel)
        raise
