"""Looks for articles that the live page no longer has: back through articles.enriched, the newest first.

It runs beside the wire and within its share of the loop. Of each article only the last event counts: one that was
changed, killed or withheld since is found as it is now, or not at all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from streams.brokers.client import Broker
from streams.brokers.reader import OffsetRanges, offset_ranges, read_ranges
from streams.events.cloudevents import is_usable
from streams.events.filters import Filter
from streams.runtime.dead_letters import header_list
from streams.runtime.loop_share import LoopShare
from streams.topology import ENRICHED
from streams.web.entry import entry_of, key_of_uri
from streams.web.search import fits, wanted_of
from streams.web.told import Published, told_by
from streams.web.wire import Story, Wire

#: So many records are looked at in all, so many of them at a time, and so many articles are found.
RECORDS, STEP, FOUND = 50_000, 1_000, 200
#: So many may look at once, and of so many articles that were found it is remembered which they are.
LOOKS, _REMEMBERED = 2, 2_000


class Searches:
    """Those who look, and what they found. `wire` gives what the page has."""

    def __init__(self, broker: Broker | str, share: LoopShare, wire: Callable[[], Wire]) -> None:
        self._broker, self._share, self._wire = broker, share, wire
        self._look = 0
        self._uris: OrderedDict[str, str] = OrderedDict()  # of what was found, by its key

    @property
    def full(self) -> bool:
        """Whether nobody else may look now."""
        return self._look >= LOOKS

    def uri_of(self, key: str) -> str | None:
        """The uri of what was found under this key."""
        return self._uris.get(key)

    def begin(self, asked: Iterable[tuple[str, str]]) -> AsyncGenerator[dict[str, Any]]:
        """Looks for what passes the filter. Raises FilterError for what cannot be asked.

        What it gives are documents for the page: `entry`, or how far it has come: `back` in milliseconds since 1970,
        `records`, `end`. It raises BrokerError and TopicsError.
        """
        return self._documents(*wanted_of(asked))

    async def _documents(self, wanted: Filter, embargo: bool) -> AsyncGenerator[dict[str, Any]]:
        wire = self._wire()
        self._look += 1
        try:
            async with aclosing(_Look(self._broker, self._share, wire, wanted, embargo).run()) as found:
                async for each in found:
                    if isinstance(each, Looked):
                        yield each.document()
                        continue
                    key = key_of_uri(each.uri)
                    self._uris[key] = each.uri
                    while len(self._uris) > _REMEMBERED:
                        self._uris.popitem(last=False)
                    yield {"entry": entry_of(wire, each)}
        finally:
            self._look -= 1


@dataclass(frozen=True, slots=True)
class Looked:
    """How far it has come: `back` to a time in seconds since 1970, by so many `records`; `end` says why it ends there:
    "beginning" of what Kafka keeps, "records" or "found", see above. None: it goes on.
    """

    back: float | None
    records: int
    end: str | None = None

    def document(self) -> dict[str, Any]:
        """The same for the page."""
        back = None if self.back is None else round(self.back * 1000)
        return {"back": back, "records": self.records, "end": self.end}


class _Look:
    """One look back. What is on the wire of the page is not found once more."""

    def __init__(
        self, broker: Broker | str, share: LoopShare, wire: Wire, wanted: Filter, embargo: bool
    ) -> None:
        self._broker, self._share, self._wire = broker, share, wire
        self._wanted, self._embargo = wanted, embargo
        self._newer: set[int] = set()  # hashes of uris of which a later event was seen
        self._oldest: dict[tuple[str, int], float] = {}  # the time of the oldest record that was looked at
        self._records = self._found = 0

    async def run(self) -> AsyncGenerator[Story | Looked, None]:
        """What fits, and after each step how far it has come; the last word is a `Looked` with its end.

        Raises BrokerError and TopicsError.
        """
        left = dict(await offset_ranges(self._broker, [ENRICHED.name]))
        while now := _last(left, min(STEP, RECORDS - self._records)):
            async for story in self._step(now):
                yield story
                self._found += 1
                if self._found == FOUND:
                    yield self._looked(left, "found")
                    return
            left |= {place: (left[place][0], first) for place, (first, _) in now.items()}
            yield self._looked(left)
        yield self._looked(left, "records" if _last(left, 1) else "beginning")

    def _looked(self, left: OffsetRanges, end: str | None = None) -> Looked:
        """What is younger than `back` was looked at in every partition."""
        some = [at for place, at in self._oldest.items() if left[place][0] < left[place][1]]
        back = max(some) if some else min(self._oldest.values(), default=None)
        return Looked(back, self._records, end)

    async def _step(self, ranges: OffsetRanges) -> AsyncGenerator[Story, None]:
        records = [record async for record in self._share.of(read_ranges(self._broker, ranges))]
        self._records += sum(end - first for first, end in ranges.values())
        # Events of one uri lie in one partition, in their order: backwards, the last one comes first.
        for record in sorted(records, key=lambda each: (each.timestamp, each.offset), reverse=True):
            with self._share.work():
                found = self._story(record)
            await self._share.rest()
            self._oldest[record.topic, record.partition] = record.timestamp / 1000
            if found is not None:
                yield found

    def _story(self, record: Any) -> Story | None:
        """The article of a record, if it fits and is as the record says."""
        headers = dict(header_list(record.headers))
        uri = headers.get("ce_subject", b"").decode("utf-8", "replace")
        if hash(uri) in self._newer:
            return None
        self._newer.add(hash(uri))
        shown = self._wire.find(uri)
        if not is_usable(headers) or (shown is not None and shown.now is not None):
            return None
        told = told_by(record, headers)
        if not isinstance(told, Published):
            return None
        story = Story(told.uri, told.at, told)
        return story if fits(story, self._wanted, embargo=self._embargo) else None


def _last(left: OffsetRanges, most: int) -> OffsetRanges:
    """The last records of each partition, at most so many in all."""
    open_ = {place: each for place, each in left.items() if each[0] < each[1]}
    if not open_ or most <= 0:
        return {}
    each = max(1, most // len(open_))
    return {place: (max(first, end - each), end) for place, (first, end) in open_.items()}
