"""The work of enrich where others' enrichers have a part in it: what they do costs the article only their own values.

All of it is one job of the pool. Where the process does not come back from it, nobody knows whose fault that is: so the
article is enriched without them, and then, if there are several, with each alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from streams.article import Dropped
from streams.extensions.extend import Run
from streams.kinds import Ran, Reason
from streams.runtime.aside import Aside
from streams.runtime.pool import Pool
from streams.runtime.turns import Rank
from streams.runtime.whole import Event, Now, extended_record

#: What the pool says of a process that did not come back. What else it refuses with is a crash of another sort.
_LOST = {Reason.DEADLINE: Ran.DEADLINE, Reason.OUT_OF_MEMORY: Ran.OUT_OF_MEMORY}


class Extending:
    """Enriches articles with the enrichers of these names.

    `processes`: those of the pool. So many articles, and as many more that wait for them, are begun with enrichers of
    which it is not known yet that they hang.
    """

    def __init__(self, pool: Pool, names: Iterable[str], processes: int, aside: Aside | None = None) -> None:
        self._pool = pool
        self._aside = aside or Aside(names)
        self._begun = asyncio.Semaphore(2 * processes)

    async def enrich(self, value: bytes, now: Now) -> Event | Dropped:
        """A record of articles.unique to the enriched one; Dropped where copydesk's own part fails."""
        async with self._begun:
            names, missed = self._aside.now()
            event = await self._run(value, now, names, missed)
            if isinstance(event, Dropped) and names:
                event = await self._without_culprit(value, now, names, missed, event)
        if isinstance(event, Event):
            self._aside.heard(event.runs)
        return event

    async def _run(
        self, value: bytes, now: Now, names: tuple[str, ...], missed: Mapping[str, Ran]
    ) -> Event | Dropped:
        return await self._pool.run(extended_record, value, now, names, missed, rank=Rank.FIRST)

    async def _without_culprit(
        self, value: bytes, now: Now, names: tuple[str, ...], missed: Mapping[str, Ran], why: Dropped
    ) -> Event | Dropped:
        plain = await self._run(value, now, (), {**missed, **dict.fromkeys(names, _ran(why))})
        if isinstance(plain, Dropped):
            return plain  # it is not their fault
        if len(names) == 1:
            return plain._replace(runs=(lost(names[0], why),))
        faults: dict[str, Dropped] = {}
        for name in names:
            alone = await self._run(value, now, (name,), missed)
            if isinstance(alone, Dropped):
                faults[name] = alone
        ended = tuple(lost(name, fault) for name, fault in faults.items())
        sound = tuple(name for name in names if name not in faults)
        event = await self._run(value, now, sound, {**missed, **{run.name: run.ran for run in ended}})
        if isinstance(event, Dropped):
            return plain._replace(runs=ended)
        return event._replace(runs=(*event.runs, *ended))


def _ran(why: Dropped) -> Ran:
    return _LOST.get(why.reason, Ran.PROCESS_DIED)


def lost(name: str, why: Dropped) -> Run:
    """How an enricher ended that took its process with it, or whatever else the pool says of it."""
    return Run(name, _ran(why), detail=why.detail)
