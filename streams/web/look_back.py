"""Looks through what the live page leaves out, for kills and corrections of the last hour: few among very many.

It runs beside the wire and within its share of the loop, and says what of the hour it does not know.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial

from streams.brokers.client import Broker
from streams.brokers.reader import read_ranges
from streams.runtime.loop_share import LoopShare
from streams.web.earlier import Earlier
from streams.web.told import Told
from streams.web.tried import tried_again
from streams.web.wire import PINNED_SECONDS, Wire

#: Of the last hour so many records of a topic are looked through, the last ones.
RECORDS = 100_000

#: Topic and partition, and the offsets of it: from the first one up to the other, without that.
Ranges = dict[tuple[str, int], tuple[int, int]]


class LookBack:
    """Is told what is left out, and meanwhile all that comes. `now` is the clock, in seconds since 1970."""

    def __init__(self, broker: Broker | str, share: LoopShare, now: Callable[[], float]) -> None:
        self._broker, self._share, self._now = broker, share, now
        self._left_out: Ranges = {}  # what is still to be looked through
        self._some = asyncio.Event()
        self._earlier: Earlier | None = None  # while something is
        self._known_from = 0.0

    @property
    def looks(self) -> bool:
        """Whether something is still to be looked through."""
        return self._some.is_set()

    def known_from(self) -> float | None:
        """Kills and corrections before that time are not known, in seconds since 1970; None: all of the hour are."""
        return self._known_from if self._known_from > self._now() - PINNED_SECONDS else None

    def leave_out(self, place: tuple[str, int], start: int, end: int) -> None:
        """What lies there is not shown."""
        before = self._left_out.get(place, (start, end))
        self._left_out[place] = (min(start, before[0]), max(end, before[1]))
        self._earlier = self._earlier or Earlier()
        self._some.set()

    def later(self, told: Told | None) -> None:
        """What came behind all that was left out."""
        if self._earlier is not None:
            self._earlier.later(told)

    async def run(self, put: Callable[[Wire], None]) -> None:
        """Looks through what is left out, and gives to `put` what is pinned of it, until it is cancelled."""
        while True:
            await self._some.wait()
            earlier = self._earlier = self._earlier or Earlier()
            asked = dict(self._left_out)
            found = await tried_again("the kills of the last hour", partial(self._read, earlier, asked))
            self._earlier = None
            self._forget(asked)
            if found is None:
                self._known_from = self._now()
            put(found or Wire())

    def _forget(self, asked: Ranges) -> None:
        """What was left out meanwhile comes next."""
        rest = {
            place: (max(start, asked[place][1] if place in asked else start), end)
            for place, (start, end) in self._left_out.items()
        }
        self._left_out = {place: each for place, each in rest.items() if each[0] < each[1]}
        if not self._left_out:
            self._some.clear()

    async def _read(self, earlier: Earlier, asked: Ranges) -> Wire | None:
        """What is pinned of what lies there; None where more came meanwhile than could be kept."""
        earlier.begin()
        partitions = Counter(topic for topic, _ in asked)
        ranges = {
            place: (max(start, end - RECORDS // partitions[place[0]]), end)
            for place, (start, end) in asked.items()
        }
        cut = {place for place, (first, _) in ranges.items() if first > asked[place][0]}
        async for record in self._share.of(read_ranges(self._broker, ranges)):
            if (place := (record.topic, record.partition)) in cut:
                cut.discard(place)
                self._known_from = max(self._known_from, record.timestamp / 1000)
            earlier.take(record)
        return earlier.done()
