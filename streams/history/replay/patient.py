"""The pool of a replay: it gives more time to what the desk had read in time.

A replay stands back behind the desk, and may run on another machine. That a page which the desk has read hits the
deadline here says nothing of the page, and would be told as a difference. What the desk gave up for its deadline gets
that deadline and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from streams.article import Dropped, Origin, RawArticle
from streams.kinds import Reason
from streams.runtime.pool import Pool
from streams.runtime.pool_process import Server
from streams.runtime.turns import Rank

T = TypeVar("T")

#: How much more time: ten deadlines.
PATIENCE = 10


class PatientPool(Pool):
    """A pool for which nothing is hurried. `given_up` says of a raw event whether the desk gave it up for the deadline.

    `late` counts what needed more than the deadline, and got it.
    """

    def __init__(
        self,
        processes: int,
        deadline: float,
        memory_mb: int,
        given_up: Callable[[Origin], bool],
        server: Server | None = None,
    ) -> None:
        super().__init__(processes, deadline, memory_mb, server=server)
        self._given_up = given_up
        self.late = 0

    async def run(
        self,
        function: Callable[..., T],
        *arguments: Any,
        rank: Rank = Rank.LIVE,
        source: str = "",
        hurry: bool = False,
        may_hurry: bool = False,
        overdue: Callable[[], None] | None = None,
        apart: Callable[[], bool] = lambda: False,
    ) -> T | Dropped:
        """As Pool.run(), but with the whole deadline always, and more where that was not enough."""
        found = await super().run(function, *arguments, rank=rank, source=source)
        if not isinstance(found, Dropped) or found.reason is not Reason.DEADLINE:
            return found
        if any(isinstance(each, RawArticle) and self._given_up(each.origin) for each in arguments):
            return found
        self._second = self._second or self._one_beside(self._deadline * PATIENCE)
        again = await self._second.run(function, *arguments, source=source)
        self.late += not isinstance(again, Dropped)
        return again

    async def run_apart(
        self,
        function: Callable[..., T],
        *arguments: Any,
        rank: Rank = Rank.LIVE,
        source: str = "",
        hurry: bool = False,
    ) -> T | Dropped:
        """As run(): where nothing is hurried, nobody is in another's way."""
        return await self.run(function, *arguments, rank=rank, source=source)
