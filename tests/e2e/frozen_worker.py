"""`copydesk worker` with a part of it that freezes once the file in FROZEN_FROM exists; FROZEN says which part.

    python -m tests.e2e.frozen_worker worker

window   nothing is acknowledged any more
agent    the agents take nothing more from their streams
fetcher  the consumer fetches nothing more, and keeps its place in the group
end      the same, and the worker cannot end in good order either
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import faust
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread

from streams.cli import main
from streams.engine import watch, window

FROM = Path(os.environ["FROZEN_FROM"])


def frozen() -> bool:
    return FROM.exists()


async def freeze() -> None:
    if frozen():
        await asyncio.Event().wait()


def freeze_window() -> None:
    class Lane(window._Lane):
        async def _ack_all(self) -> None:
            while True:
                await asyncio.sleep(0.01)
                while self._sent.qsize():
                    await freeze()
                    event, work, acknowledged = self._sent.get_nowait()
                    await asyncio.gather(*acknowledged)
                    event.ack()
                    if work.done:
                        work.done()
                    self._finish(True)
                    self._sent.task_done()

    window._Lane = Lane  # type: ignore[misc]


def freeze_agent() -> None:
    run = window.Window.run

    async def thawing(events: Any) -> AsyncIterator[Any]:
        async for event in events:
            await freeze()
            yield event

    async def run_frozen(self: window.Window, events: Any, worker: Any) -> None:
        await run(self, thawing(events), worker)

    window.Window.run = run_frozen  # type: ignore[method-assign]


def freeze_fetcher() -> None:
    getmany = AIOKafkaConsumerThread.getmany

    async def get_none(*arguments: Any, **named: Any) -> Any:
        await freeze()
        return await getmany(*arguments, **named)

    AIOKafkaConsumerThread.getmany = get_none  # type: ignore[method-assign]


def freeze_end() -> None:
    async def stop(self: Any) -> None:
        await asyncio.Event().wait()

    freeze_fetcher()
    faust.App.stop = stop  # type: ignore[method-assign]
    watch.LAST_RESORT = 1.0


if __name__ == "__main__":
    {"window": freeze_window, "agent": freeze_agent, "fetcher": freeze_fetcher, "end": freeze_end}[
        os.environ["FROZEN"]
    ]()
    main()
