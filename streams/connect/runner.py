"""Runs connections side by side: each in a task of its own, begun anew after a pause when it fails."""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streams import metrics, series
from streams.connect.connection import Connection
from streams.connect.desk import Desk
from streams.errors import CopydeskError

log = logging.getLogger(__name__)

#: The first pause after a failure and the longest, in seconds. Each is twice the one before, less up to half of it by
#: chance: what failed together need not come again together.
FIRST, LONGEST = 1.0, 300.0
#: A connection that has run for so long, in seconds, begins with the first pause again.
STEADY = 60.0


@dataclass(slots=True)
class Standing:
    """How a connection is. `problem` is why it cannot go on, None while it runs.

    `since` is since when it is just so, `failing` since when it does not run, 0 while it does, both in Unix time.
    """

    source: str
    kind: str
    problem: str | None = None
    since: float = 0.0
    failures: int = 0
    failing: float = 0.0


class Runner:
    """Runs `connections`. `desk_of` makes what each is given; `told` hears of each change of a standing."""

    def __init__(
        self,
        connections: Sequence[Connection],
        desk_of: Callable[[Connection], Desk],
        told: Callable[[Standing], None] = lambda _: None,
    ) -> None:
        self._connections, self._desk_of, self._told = connections, desk_of, told
        self.standings = [Standing(each.source, each.kind, since=time.time()) for each in connections]

    async def run(self) -> None:
        """Runs until it is cancelled. Nothing that goes wrong in one connection reaches another."""
        async with asyncio.TaskGroup() as group:
            for connection, standing in zip(self._connections, self.standings, strict=True):
                series.start_connection(series.source_label(connection.source), connection.kind)
                group.create_task(self._keep_up(connection, standing), name=_name(connection))

    async def _keep_up(self, connection: Connection, standing: Standing) -> None:
        desk = self._desk_of(connection)
        pause = FIRST
        while True:
            began = time.monotonic()
            problem = await self._once(connection, desk, standing)
            if time.monotonic() - began >= STEADY:
                pause = FIRST
            if problem is None:
                return
            self._stands(standing, problem)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(LONGEST, 2 * pause)

    async def _once(self, connection: Connection, desk: Desk, standing: Standing) -> str | None:
        """Why it ended; None when it has nothing more to bring."""
        # What fails at once never counts as well again: only what has reached its source does.
        desk.when_reached = lambda: self._stands(standing, None)
        desk.when_failing = lambda problem: self._stands(standing, problem)
        sending = asyncio.create_task(desk.send_waiting(), name=f"{_name(connection)}, what waits")
        bringing = asyncio.create_task(connection.run(desk), name=f"{_name(connection)}, what comes")
        try:
            # The first that ends ends both. What waits never ends by itself.
            await asyncio.wait([sending, bringing], return_when=asyncio.FIRST_COMPLETED)
            for task in (sending, bringing):
                if task.cancelled():  # not by us: that comes out of the line above
                    return f"{_name(connection)}: it was cancelled by a library, and begins anew"
                if task.done():
                    task.result()
            await desk.nothing_waits()
        except (CopydeskError, OSError, sqlite3.Error) as error:
            named = "" if isinstance(error, CopydeskError) else f"{_name(connection)}: "
            return f"{named}{error}"
        except Exception:
            log.exception("%s: a fault of copydesk", _name(connection))
            return f"{_name(connection)}: a fault of copydesk, see the log of `copydesk connect`"
        finally:
            for task in (sending, bringing):
                task.cancel()
            await asyncio.wait([sending, bringing])
        return None

    def _stands(self, standing: Standing, problem: str | None) -> None:
        label = series.source_label(standing.source)
        if problem is not None:
            standing.failures += 1
            metrics.connect_failures.labels(label, standing.kind).inc()
        if problem == standing.problem:
            return
        if (problem is None) != (standing.problem is None):
            metrics.connect_failing.labels(label, standing.kind).inc(-1 if problem is None else 1)
        if problem is None:
            log.warning("%s: %s goes on again", standing.source, standing.kind)
        else:
            log.warning("%s: %s", standing.source, problem)
        standing.problem, standing.since = problem, time.time()
        standing.failing = 0.0 if problem is None else standing.failing or standing.since
        metrics.connect_failing_since.labels(label, standing.kind).set(
            self._failing_since(label, standing.kind)
        )
        self._told(standing)

    def _failing_since(self, label: str, kind: str) -> float:
        """Since when any connection of that label and kind fails, in Unix time; 0: none does."""
        failing = (each for each in self.standings if each.failing and each.kind == kind)
        return min(
            (each.failing for each in failing if series.source_label(each.source) == label), default=0.0
        )


def _name(connection: Connection) -> str:
    return f"{connection.source} {connection.kind}"
