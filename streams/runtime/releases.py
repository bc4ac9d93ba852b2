"""Embargoes end: what waits is let out at its time, by an event of our own in the lane of its partition.

It takes its place behind what came before, so that a kill which is already in work is not overtaken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from streams.runtime.state import Due
from streams.runtime.window import Window, Work
from streams.topology import CLEAN

#: The clock is looked at so often, in seconds: by so much an embargo may be late.
TICK = 0.1


@dataclass(frozen=True, slots=True)
class _Place:
    """What the window and the guards against rebalances need to know of a record, of one that is none."""

    topic: str
    partition: int
    generation_id: int
    offset: int = -1
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """The event: the story `due` may go out. There is no record behind it that could be acknowledged."""

    due: Due
    message: _Place

    def ack(self) -> bool:
        """Nothing to mark: what was let out is known by the story's own changelog."""
        return False


async def watch(
    next_due: Callable[[], Due | None],
    window: Window,
    work: Callable[[Any], Awaitable[Work]],
    generation: Callable[[], int | None],
    now: Callable[[], datetime],
) -> None:
    """Lets out what is due, until cancelled.

    `generation` is that of the consumer group; None: a rebalance is on, or this worker does not decide.
    """
    while True:
        due, current = next_due(), generation()
        if due is None or current is None or due.at > now():
            await asyncio.sleep(TICK)
            continue
        await window.inject(Release(due, _Place(CLEAN.name, 0, current)), work)
        # The work runs now; then the story waits no longer.
        await asyncio.sleep(0)
