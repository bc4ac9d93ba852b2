"""The account: what became of each raw event, read from the topics, and whether it adds up.

A raw event holds one article, or several: a feed, a mail with many items. Each article has exactly one end, and a
raw event is complete when all of its articles have theirs. How many there are is known from any of these ends.

Two kinds of record on the end topics are not the last word on an article and give way to any other end of it:

- a dead letter of decide or enrich: redriven, it goes back to that stage's topic as the same raw event, and reaches
  another end. A dead letter of clean does not give way: redriven, it is a new raw event at a new offset, and the old
  one stays dead;
- withheld: an article that becomes one of the others when it is released.

The order in which the records are read does not matter, nor how often each is told.
"""

from __future__ import annotations

import time
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from streams.brokers.batches import Unreadable
from streams.brokers.client import Broker
from streams.brokers.reader import Progress, is_within, offset_ranges, read_ranges, time_of
from streams.errors import TopicsError
from streams.history.dispositions import ENDS, Disposed, Place, place_of, read_disposition
from streams.history.readers import Readers
from streams.kinds import Disposition, Stage
from streams.topology import ENRICHED, RAW, RAWS

_BIT = {kind: 1 << number for number, kind in enumerate(Disposition)}
_DEAD_LATER = 1 << len(_BIT)
_RECEIVED = _DEAD_LATER << 1
_ALL_ENDS = _RECEIVED - 1
#: It holds several articles: what is known of each stands elsewhere.
_SEVERAL = _RECEIVED << 1
#: Ends that give way; of the two, that of a dead letter says more.
_GIVING_WAY = _DEAD_LATER | _BIT[Disposition.WITHHELD]
#: Offsets on one page: 8 kB. A topic with gaps in its offsets, or a record that names an absurd one, costs little.
_PAGE = 4096


def _final(marks: int) -> list[Disposition]:
    """The ends that count, of all that were told."""
    found = [kind for kind, bit in _BIT.items() if marks & ~_GIVING_WAY & bit]
    if found or not marks & _GIVING_WAY:
        return found
    return [Disposition.DEAD if marks & _DEAD_LATER else Disposition.WITHHELD]


class _Parts:
    """The articles of one raw event. `count` is the largest number of them told, `ended` how many have an end.

    `differ` says that not all ends told the same number: the document was read in two ways.
    """

    __slots__ = ("_pages", "count", "differ", "ended")

    def __init__(self) -> None:
        self._pages: dict[int, array[int]] = {}
        self.count = self.ended = 0
        self.differ = False

    @property
    def complete(self) -> bool:
        return self.ended == self.count

    @property
    def twice(self) -> bool:
        return self.differ or any(len(_final(marks)) > 1 for marks in self.known())

    def end(self, part: int, parts: int, bits: int) -> int:
        """Adds `bits` to what is known of `part`; what was known before."""
        self.differ |= self.count not in (0, parts)
        self.count = max(self.count, parts)
        number, index = divmod(part, _PAGE)
        page = self._pages.setdefault(number, array("H"))
        if index >= len(page):
            page.frombytes(bytes(2 * (min(self.count - number * _PAGE, _PAGE) - len(page))))
        before = page[index]
        self.ended += not before
        page[index] = before | bits
        return before

    def of(self, part: int) -> int:
        number, index = divmod(part, _PAGE)
        page = self._pages.get(number, ())
        return page[index] if index < len(page) else 0

    def known(self) -> Counter[int]:
        """What is known of the articles, and of how many; 0 is also known of some that there are not."""
        counted: Counter[int] = Counter()
        for page in self._pages.values():
            counted.update(page)
        return counted


class Account:
    """Raw events received, and the ends of their articles; two bytes for a raw event that holds one article.

    `unreadable` are the batches that audit() could not read: each of their offsets counts as received. `count` is how
    many raw events were received, `open` how many of them are not complete yet, and `foreign` how many of the records
    read() got were not written by copydesk. `readers` is what these have in the end, of all uris.
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, int, int], array[int]] = {}
        self._parts: dict[Place, _Parts] = {}  # of the raw events that hold several articles
        self.count = self.open = self.foreign = 0
        self.readers = Readers()
        self.unreadable: list[Unreadable] = []

    def receive(self, place: Place) -> bool:
        """A raw event came in; False where that was known already."""
        before = self._mark(place, _RECEIVED)
        if before & _RECEIVED:
            return False
        self.count += 1
        self.open += self._is_open(place, before | _RECEIVED)
        return True

    def read(self, record: Any) -> None:
        """Takes a record of one of the end topics."""
        try:
            disposed = read_disposition(record)
        except ValueError:
            self.foreign += 1
            return
        if record.topic == ENRICHED.name:
            self.readers.read(record)
        if disposed:
            self.end(disposed)

    def end(self, disposed: Disposed) -> bool:
        """An article came to an end, or all of a batch; False where that was known already."""
        if disposed.last is not None:
            topic, partition, first = disposed.place
            told = [
                self.end(replace(disposed, place=(topic, partition, offset), last=None))
                for offset in range(first, disposed.last + 1)
            ]
            return any(told)
        bit = _BIT[disposed.disposition]
        if disposed.disposition is Disposition.DEAD and disposed.stage not in (None, Stage.CLEAN):
            bit = _DEAD_LATER
        before = self._mark(disposed.place, bit)
        if disposed.parts > 1 or before & _SEVERAL:
            return self._end_of_part(disposed, bit, before)
        self.open -= before == _RECEIVED
        return not before & bit

    def _end_of_part(self, disposed: Disposed, bit: int, before: int) -> bool:
        """`before` is what was known of the raw event; from now on its page says only that it holds several."""
        place = disposed.place
        was_open = self._is_open(place, before)
        self._mark(place, _SEVERAL, without=_ALL_ENDS)
        if not before & _SEVERAL:
            self._parts[place] = _Parts()
            if ends := before & _ALL_ENDS:
                self._parts[place].end(0, 1, ends)
        known = self._parts[place].end(disposed.part, disposed.parts, bit)
        self.open += self._is_open(place, before | _SEVERAL) - was_open
        return not known & bit

    def _is_open(self, place: Place, marks: int) -> bool:
        if marks & _SEVERAL:
            return bool(marks & _RECEIVED) and not self._parts[place].complete
        return marks == _RECEIVED

    def _mark(self, place: Place, bit: int, without: int = 0) -> int:
        """Adds `bit` to what is known of `place`; what was known before."""
        topic, partition, offset = place
        number, index = divmod(offset, _PAGE)
        page = self._pages.get((topic, partition, number))
        if page is None:
            page = self._pages[topic, partition, number] = array("H", bytes(2 * _PAGE))
        before = page[index]
        page[index] = (before | bit) & ~without
        return before

    def parts_of(self, place: Place) -> int:
        """How many articles a raw event holds, as far as its ends have told: 1 before there is any."""
        parts = self._parts.get(place)
        return parts.count if parts else 1

    def ends_of(self, place: Place, part: int = 0) -> list[Disposition]:
        """The ends that count of one article."""
        parts = self._parts.get(place)
        if parts:
            return _final(parts.of(part))
        return _final(self._mark(place, 0)) if part == 0 else []

    @property
    def articles(self) -> int:
        """How many articles the received hold, as far as their ends have told: at least one each."""
        return self.count + sum(parts.count - 1 for _, parts in self._several())

    @property
    def missing(self) -> list[Place]:
        """Raw events without an end, or with an article that has none."""
        if not self.open:
            return []
        several = (place for place, parts in self._several() if not parts.complete)
        return sorted([*self._places({_RECEIVED}), *several])

    @property
    def twice(self) -> list[Place]:
        """Raw events with an article that has more than one kind of end, or whose ends differ in how many it holds.

        Such a document was read in two ways, say by two versions of copydesk, and both have gone out.
        """
        several = (place for place, parts in self._several() if parts.twice)
        return sorted([*self._places({marks for marks in self._known() if len(_final(marks)) > 1}), *several])

    @property
    def received(self) -> set[Place]:
        """All raw events that came in. Made when asked for: `count` does where their number is enough."""
        return set(self._places(self._known().keys()))

    @property
    def ends(self) -> dict[Place, set[Disposition]]:
        """The ends that count of every raw event that is complete, received or not; of all its articles together.

        Made when asked for.
        """
        found = {
            (topic, partition, number * _PAGE + index): set(_final(marks))
            for (topic, partition, number), page in self._pages.items()
            for index, marks in enumerate(page)
            if marks & _ALL_ENDS
        }
        for place, parts in self._parts.items():
            if parts.complete:
                found[place] = {kind for marks in parts.known() for kind in _final(marks)}
        return found

    def dispositions(self) -> dict[str, int]:
        """How many articles of the received ended in each way; all kinds, also those at zero."""
        known = self._known()
        for _, parts in self._several():
            known.update(parts.known())
        counted: Counter[Disposition] = Counter()
        for marks, count in known.items():
            for kind in _final(marks):
                counted[kind] += count
        return {str(kind): counted[kind] for kind in Disposition}

    def adds_up(self) -> bool:
        """Every article of every raw event received has exactly one end."""
        return not self.open and not self.twice

    def _several(self) -> Iterator[tuple[Place, _Parts]]:
        """The received that hold several articles."""
        return ((place, parts) for place, parts in self._parts.items() if self._mark(place, 0) & _RECEIVED)

    def _known(self) -> Counter[int]:
        """What is known of the received, and of how many. Few different things can be known."""
        counted: Counter[int] = Counter()
        for page in self._pages.values():
            counted.update(page)
        return Counter({marks: count for marks, count in counted.items() if marks & _RECEIVED})

    def _places(self, wanted: Iterable[int]) -> Iterator[Place]:
        """The places of which one of `wanted` is known, in their order."""
        chosen = set(wanted)
        for topic, partition, number in sorted(self._pages):
            page = self._pages[topic, partition, number]
            if chosen.isdisjoint(page):
                continue
            for index, marks in enumerate(page):
                if marks in chosen:
                    yield topic, partition, number * _PAGE + index


@dataclass(frozen=True, slots=True)
class Range:
    """Which raw events are meant; None does not restrict. Times are those of their records.

    From `from_offset` and `since` on, up to `to_offset` and `until` and without these. `topic` says of which topic the
    partition is; without a partition all are meant.
    """

    partition: int | None = None
    from_offset: int | None = None
    to_offset: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    topic: str = RAW.name

    def offsets(self, begin: int, end: int) -> tuple[int, int]:
        """The offsets that are meant, of those from `begin` up to `end` that there are."""
        return (
            max(begin, self.from_offset or 0),
            end if self.to_offset is None else min(end, self.to_offset),
        )


async def audit(
    broker: Broker | str, chosen: Range, wait: float = 0.0, progress: Progress = lambda *_: None
) -> Account:
    """The account of the raw events that are there now, by reading them: offsets may have gaps, and old ones are gone.

    The ends are those that are there after that; with `wait` also those that come within so many seconds, as long as
    raw events are not complete. Raises BrokerError, TopicsError.
    """
    account = Account()
    topics = [topic.name for topic in RAWS] if chosen.partition is None else [chosen.topic]
    there = await offset_ranges(broker, topics)
    if chosen.partition is not None and (chosen.topic, chosen.partition) not in there:
        raise TopicsError(f"{chosen.topic} has the partitions 0 to {len(there) - 1}, not {chosen.partition}")
    ranges = {
        place: chosen.offsets(*offsets)
        for place, offsets in there.items()
        if chosen.partition is None or place[1] == chosen.partition
    }

    def receive_all(batch: Unreadable) -> None:
        account.unreadable.append(batch)
        _, end = ranges[batch.topic, batch.partition]
        for offset in range(batch.first, min(batch.last + 1, end)):
            account.receive((batch.topic, batch.partition, offset))

    async for record in read_ranges(broker, ranges, progress, unreadable=receive_all):
        if is_within(time_of(record), chosen.since, chosen.until):
            account.receive(place_of(record))
    deadline = time.monotonic() + wait
    there = await offset_ranges(broker, [topic.name for topic in ENDS])
    async for record in read_ranges(
        broker, there, progress, go_on=lambda: account.open > 0 and time.monotonic() < deadline
    ):
        account.read(record)
    return account
