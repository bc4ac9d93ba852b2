"""What an editor may look up and order in `copydesk top`: as the commands `held`, `trace` and `redrive` do it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from streams.article import Article
from streams.brokers.client import Broker
from streams.brokers.reader import OffsetRanges, Progress, read_ranges
from streams.cli.top.background import in_background
from streams.errors import OrderError
from streams.events import codec
from streams.history.dead_letters import Choice, Group, read_dead_letters
from streams.history.dispositions import Place
from streams.history.known import Known, read_known
from streams.history.known_of import known_of
from streams.history.orders import Killed, Orders
from streams.history.redrive import MOST_ATTEMPTS, Plan, make_plan
from streams.runtime.loop_share import LoopShare

#: Of a thread of its own this may take all but what the screen needs.
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Reach:
    """What a kill of `uri` would cancel, as the topics told it up to `ranges`: the story and every copy of it."""

    uri: str
    found: Known
    copies: tuple[Known, ...]
    ranges: OffsetRanges

    @property
    def uris(self) -> frozenset[str]:
        """All of their uris."""
        return frozenset((self.found.uri, *(each.uri for each in self.copies)))


class Actions:
    """`find` gives the broker, anew for each; `by` is who orders. All of them raise CopydeskError."""

    def __init__(self, find: Callable[[], Broker], by: str) -> None:
        self._find, self.by = find, by

    async def article(self, uri: str, progress: Progress = lambda *_: None) -> dict[str, Any]:
        """What is known of a uri, as `known_of` tells it."""
        return await in_background(lambda _: known_of(self._find(), uri, LoopShare(_SHARE)), progress)

    async def held(self, place: Place, progress: Progress = lambda *_: None) -> Article | None:
        """The article that is held back by the record at `place`; None where it is gone."""
        return await in_background(lambda _: self._held(place), progress)

    async def _held(self, place: Place) -> Article | None:
        topic, partition, offset = place
        ranges = {(topic, partition): (offset, offset + 1)}
        async with aclosing(read_ranges(self._find(), ranges)) as records:
            async for record in records:
                if record.value is not None:
                    return codec.decode(record.value)
        return None

    async def reach(self, uri: str, progress: Progress = lambda *_: None) -> Reach:
        """What a kill would cancel. All that the topics hold is read for it: no copy may be missing."""
        return await in_background(lambda told: self._reach(uri, told), progress)

    async def _reach(self, uri: str, progress: Progress) -> Reach:
        stories = await read_known(self._find(), progress)
        found = stories.find(uri)
        if found is None:
            raise OrderError(f"nothing is known under {uri} any more")
        return Reach(found.uri, found, tuple(stories.copies_of(found.uri)), stories.ranges)

    async def kill(self, reach: Reach, note: str) -> Killed:
        """Kills it and its copies for good."""
        return await in_background(
            lambda _: Orders(self._find(), self.by).kill(reach.uri, note, reach.uris, reach.ranges)
        )

    async def release(self, uri: str) -> bool:
        """Lets it out; whether something of it is held still."""
        return await in_background(lambda _: Orders(self._find(), self.by).release(uri))

    async def plan(self, group: Group, progress: Progress = lambda *_: None) -> Plan:
        """What of these letters would go back."""
        return await in_background(lambda told: self._plan(group, told), progress)

    async def _plan(self, group: Group, progress: Progress) -> Plan:
        broker = self._find()
        letters = await read_dead_letters(broker, progress)
        choice = Choice(frozenset({group.reason}), frozenset({group.stage}), frozenset({group.source}))
        return await make_plan(broker, letters, choice, max_attempts=MOST_ATTEMPTS, progress=progress)

    async def redrive(self, plan: Plan) -> int:
        """Sends the letters of a plan back; how many were sent."""
        return len(await in_background(lambda _: Orders(self._find(), self.by).redrive(plan.letters)))
