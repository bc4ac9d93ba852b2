"""Waiting for something to become true: tests never sleep for a guessed time, and wait as long as something moves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tests.machine import patience

Seen = TypeVar("Seen")


async def until(
    condition: Callable[[], object],
    still: float = 30.0,
    every: float = 0.02,
    moves: Callable[[], object] = lambda: None,
) -> None:
    """Returns when `condition()` is true. Fails the test when it is not and `moves()` has not changed for too long.

    `still` seconds, on a machine like that on which the tests were written; more on a slower one (see `machine`).
    Without `moves` nothing is known of progress, and `still` is all the time there is.
    """
    patient = patience(still)
    seen, since = moves(), time.monotonic()
    while not condition():
        if (now := moves()) != seen:
            seen, since = now, time.monotonic()
        if time.monotonic() - since > patient:
            raise AssertionError(f"not yet, and nothing has moved for {patient:.0f} s (last: {seen!r})")
        await asyncio.sleep(every)  # a poll with a deadline


async def when(
    ask: Callable[[], Awaitable[Seen]],
    right: Callable[[Seen], object],
    still: float = 30.0,
    every: float = 0.1,
) -> Seen:
    """What `ask()` gives, once that is `right`. Fails the test when it is not, and has been the same for too long."""
    patient = patience(still)
    seen, since = await ask(), time.monotonic()
    while not right(seen):
        await asyncio.sleep(every)  # a poll with a deadline
        found = await ask()
        if found != seen:
            seen, since = found, time.monotonic()
        assert time.monotonic() - since < patient, f"for {patient:.0f} s it has been {seen!r}"
    return seen
