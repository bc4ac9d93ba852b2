"""`copydesk worker` with a part of it that freezes once the file in FROZEN_FROM exists; FROZEN says which part.

    python -m tests.e2e.frozen_worker worker

window   nothing is acknowledged any more
agent    the agents take nothing more from their streams
partition  the consumer fetches nothing more of articles.raw/0, and the rest as ever
fetcher  the consumer fetches nothing more, and keeps its place in the group
end      the same, and the worker cannot end in good order either
stop     the worker cannot end in good order
rebalance  a rebalance never comes to its end, so that no event flows
ledger   the changelog of the ledger is not read on

Two of them together: rebalance_stop
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import faust
from faust.tables.recovery import Recovery

from streams import worker
from streams.cli import main
from streams.runtime import consumer, fair_window, health, keeper, watch, window
from streams.topology import RAW

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
                while self._remembered.qsize():
                    await freeze()
                    event, work, then = self._remembered.get_nowait()
                    answers = list(await asyncio.gather(*(then or ())))
                    if work.kept:
                        work.kept(answers)
                    event.ack()
                    if work.done:
                        work.done()
                    self._finish(True)
                    self._remembered.task_done()

    async def answers(sent: Any) -> Any:
        await freeze()
        return await answered(sent)

    answered = window.answers
    window._Lane = Lane  # type: ignore[misc]
    vars(fair_window)["answers"] = answers


def freeze_agent() -> None:
    run, run_fair = window.Window.run, fair_window.FairWindow.run

    async def thawing(events: Any) -> AsyncIterator[Any]:
        async for event in events:
            await freeze()
            yield event

    async def run_frozen(self: window.Window, events: Any, worker: Any) -> None:
        await run(self, thawing(events), worker)

    async def run_fair_frozen(self: fair_window.FairWindow, events: Any, worker: Any) -> None:
        await run_fair(self, thawing(events), worker)

    window.Window.run = run_frozen  # type: ignore[method-assign]
    fair_window.FairWindow.run = run_fair_frozen  # type: ignore[method-assign]


def freeze_partition() -> None:
    getmany = consumer._Thread.getmany

    async def get_others(self: Any, active_partitions: Any, timeout: float) -> Any:  # noqa: ASYNC109
        others = {tp for tp in active_partitions if (tp.topic, tp.partition) != (RAW.name, 0) or not frozen()}
        return await getmany(self, others, timeout)

    consumer._Thread.getmany = get_others  # type: ignore[method-assign]
    health.BEHIND_OTHERS = 1


def freeze_fetcher() -> None:
    getmany = consumer._Thread.getmany

    async def get_none(*arguments: Any, **named: Any) -> Any:
        await freeze()
        return await getmany(*arguments, **named)

    consumer._Thread.getmany = get_none  # type: ignore[method-assign]


def freeze_stop() -> None:
    async def stop(self: Any) -> None:
        await asyncio.Event().wait()

    faust.App.stop = stop  # type: ignore[method-assign]
    watch.LAST_RESORT = worker.END = 1.0


def freeze_end() -> None:
    freeze_fetcher()
    freeze_stop()


def freeze_rebalance() -> None:
    resume = Recovery._resume_streams

    async def never(*arguments: Any, **named: Any) -> None:
        await freeze()
        await resume(*arguments, **named)

    Recovery._resume_streams = never  # type: ignore[method-assign]
    vars(worker)["REBALANCE_SECONDS"] = 1.0


def freeze_ledger() -> None:
    read = keeper.Keeper._read_some

    async def never(*arguments: Any) -> None:
        await freeze()
        await read(*arguments)

    keeper.Keeper._read_some = never  # type: ignore[method-assign, assignment]
    # To join the group takes longer on a busy machine, and that is not what is looked for.
    vars(worker)["REBALANCE_SECONDS"] = 5.0


def freeze_rebalance_stop() -> None:
    freeze_rebalance()
    freeze_stop()


if __name__ == "__main__":
    globals()[f"freeze_{os.environ['FROZEN']}"]()
    main()
