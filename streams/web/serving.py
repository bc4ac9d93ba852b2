"""A process that does one work beside its /metrics and /healthz, until it is told to end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from streams.runtime.ending import obey_signals
from streams.web.http import Http

#: The longest that the end may take, in seconds: the broker may be gone.
_END = 10.0


async def serve(
    http: Http, work: Callable[[], Coroutine[Any, Any, None]], ready: Callable[[str], None]
) -> None:
    """Runs `work` until SIGTERM or SIGINT; a second one ends the process at once. `ready` gets the server's address.

    Where the work has ended by itself, the server goes on: whoever looks at /metrics is to see that. Raises what the
    work raises, and CopydeskError when the port is taken.
    """
    stop = asyncio.Event()
    obey_signals(stop)
    await http.start()
    running, ended = asyncio.create_task(work()), asyncio.create_task(stop.wait())
    try:
        ready(http.address)
        await asyncio.wait([running, ended], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()  # a fault of ours is not swallowed
            await ended
    finally:
        running.cancel()
        ended.cancel()
        await asyncio.wait([running, ended], timeout=_END)
        await http.stop()
