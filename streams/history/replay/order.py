"""The order of a replay: that in which the desk decided, as articles.clean has it.

Two partitions of articles.raw have no order of their own; the desk gave them one when it cleaned them. Another one
would be another day: of two copies the other would be the original. So what stood on articles.clean in between, and
what came before and after the range, takes its turn, too: as it was cleaned then, for it is not what is looked at.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.brokers.client import Broker
from streams.brokers.reader import Progress, offset_ranges, read_ranges, time_of
from streams.errors import ReplayError
from streams.history.dispositions import Place, parse_part, parse_place, read_disposition, what_is_there
from streams.history.replay.raws import ON_CLEAN, SEEN, Message, Raws, message_of
from streams.history.replay.topics import Ranges, holds
from streams.kinds import Reason
from streams.runtime.dead_letters import header_list
from streams.topology import CLEAN, DEAD, RAWS

#: No record is older or newer than its broker's stamp says.
_EXACT = timedelta(0)
_HERE = (CLEAN.name, 0)


@dataclass(frozen=True, slots=True)
class Known:
    """An article outside of the range, as it was cleaned then: it is decided, and nothing is told of it."""

    message: Message


@dataclass(frozen=True, slots=True)
class Again:
    """The turn of a raw event of the range.

    `raw` is to be cleaned: the event itself, at its first turn. Its articles up to number `part` are decided now; None:
    all of them. `place` is that of the raw event; `offset` and `at` those of its record on articles.clean, in seconds.
    """

    place: Place
    raw: Message | None
    part: int | None
    offset: int
    at: float


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of the articles of all raw events is decided now."""


Step = Known | Again | Rest


@dataclass(slots=True)
class Stretch:
    """What a replay reads: the raw events of `ranges`, and `clean`, offsets of articles.clean, for their order.

    `marks` says of each offset of the ranges whether it stands there, `last` is the last offset of clean with one.
    `given_up` are the raw events that the desk gave up for its deadline. `whole`: there is nothing older that the desk
    may remember.
    """

    since: datetime
    until: datetime
    at: datetime
    ranges: Ranges
    clean: tuple[int, int]
    whole: bool
    marks: dict[tuple[str, int], bytearray] = field(default_factory=dict)
    last: int = -1
    given_up: set[Place] = field(default_factory=set)

    def holds(self, place: Place) -> bool:
        """Whether that raw event is in the range."""
        return holds(self.ranges, place)

    def mark(self, place: Place, what: int) -> int:
        """Notes `what` of a raw event of the range; what was noted before."""
        marks, number = self.marks[place[:2]], place[2] - self.ranges[place[:2]][0]
        before, marks[number] = marks[number], what
        return before


async def moment_of(broker: Broker | str, place: str) -> datetime:
    """When the broker took the record at topic/partition/offset.

    Raises ReplayError where there is none, BrokerError.
    """
    try:
        topic, partition, offset = parse_place(place.encode())
    except ValueError:
        raise ReplayError(f"{place!r} is no place such as articles.raw/3/1200") from None
    there = (await offset_ranges(broker, [topic])).get((topic, partition), (0, 0))
    wanted = {(topic, partition): (max(offset, there[0]), min(offset + 1, there[1]))}
    found = [time_of(record) async for record in read_ranges(broker, wanted)]
    if not found:
        raise ReplayError(f"{place} is not there: {what_is_there(topic, partition, *there)}")
    return found[0]


async def find_stretch(
    broker: Broker | str, since: datetime, until: datetime | None, warm: timedelta, window: timedelta
) -> Stretch:
    """The stretch from `since` up to `until` (None: now), by the broker's times, and `warm` before it.

    `window` is how long the desk remembers. Raises ReplayError where there is nothing, or where articles.clean no
    longer has its order; BrokerError, TopicsError.
    """
    at = datetime.now(UTC)
    until = min(until or at, at)
    if since >= until:
        raise ReplayError(
            f"there is no time between {_said(since)} and {_said(until)}: --from is to lie before --to"
        )
    ranges = await offset_ranges(broker, [topic.name for topic in RAWS], since, until, margin=_EXACT)
    ranges = {place: offsets for place, offsets in ranges.items() if offsets[0] < offsets[1]}
    if not ranges:
        raise ReplayError(f"the broker has no raw events from {_said(since)} to {_said(until)}")
    there = (await offset_ranges(broker, [CLEAN.name]))[_HERE]
    wanted = await offset_ranges(broker, [CLEAN.name], since - warm, margin=_EXACT)
    oldest = await _first_time(broker, there)
    cut = there[0] > 0 and oldest is not None
    if cut and oldest is not None and oldest > since:
        raise ReplayError(
            f"{CLEAN.name} goes back to {_said(oldest)} only, and without it nobody knows in which order the desk "
            f"decided: choose --from {oldest.isoformat(timespec='seconds')} or later"
        )
    reach = since - max(warm, timedelta(0))
    whole = warm >= window and not (cut and oldest is not None and oldest > reach)
    return Stretch(since, until, at, dict(ranges), wanted[_HERE], whole)


async def look_ahead(broker: Broker | str, stretch: Stretch, progress: Progress = lambda *_: None) -> None:
    """Marks in the stretch which raw events stand on articles.clean, where the last one does, and what was given up."""
    stretch.marks = {place: bytearray(end - first) for place, (first, end) in stretch.ranges.items()}
    end = stretch.clean[0]
    async with aclosing(read_ranges(broker, {_HERE: stretch.clean}, progress)) as records:
        async for record in records:
            if time_of(record) > stretch.at:
                break  # it came after the replay had begun
            end = record.offset + 1
            found = _raw_of(record)
            if found and stretch.holds(found[0]):
                stretch.mark(found[0], ON_CLEAN)
                stretch.last = record.offset
    stretch.clean = stretch.clean[0], end
    async for record in read_ranges(broker, await offset_ranges(broker, [DEAD.name], stretch.since)):
        with suppress(ValueError):
            ended = read_disposition(record)
            if ended and ended.reason == Reason.DEADLINE and stretch.holds(ended.place):
                stretch.given_up.add(ended.place)


async def steps(
    broker: Broker | str, stretch: Stretch, raws: Raws, progress: Callable[[int, int], None] = lambda *_: None
) -> AsyncIterator[Step]:
    """The turns, in their order."""
    rested = False
    if stretch.last < 0:
        async for step in _rest(raws, stretch):
            yield step
        rested = True
    async with aclosing(read_ranges(broker, {_HERE: stretch.clean}, progress)) as records:
        async for record in records:
            found = _raw_of(record)
            if found is None:
                continue
            if stretch.holds(found[0]):
                async for step in _turn(record, found, raws, stretch):
                    yield step
            else:
                yield Known(message_of(record))
            if record.offset == stretch.last and not rested:
                async for step in _rest(raws, stretch):
                    yield step
                rested = True


async def _turn(
    record: Any, found: tuple[Place, int, int], raws: Raws, stretch: Stretch
) -> AsyncIterator[Step]:
    place, part, parts = found
    at = max(0, record.timestamp) / 1000
    message = None
    if stretch.mark(place, SEEN) != SEEN:
        strays, message = await raws.get(place)
        for stray in strays:
            yield Again((stray.topic, stray.partition, stray.offset), stray, None, -1, stray.timestamp)
        if message is None:
            return
    yield Again(place, message, None if parts == 1 else part, record.offset, at)


async def _rest(raws: Raws, stretch: Stretch) -> AsyncIterator[Step]:
    """Behind the last of the range: what never reached clean, and what is left of documents with many articles."""
    async for stray in raws.rest():
        yield Again((stray.topic, stray.partition, stray.offset), stray, None, -1, stray.timestamp)
    yield Rest()


async def _first_time(broker: Broker | str, there: tuple[int, int]) -> datetime | None:
    first = {_HERE: (there[0], min(there[0] + 1, there[1]))}
    found = [time_of(record) async for record in read_ranges(broker, first)]
    return found[0] if found else None


def _raw_of(record: Any) -> tuple[Place, int, int] | None:
    """The raw event that a record of articles.clean comes from, which article of it that is, and of how many."""
    headers = dict(header_list(record.headers))
    try:
        return parse_place(headers["raw"]), *parse_part(headers.get("part"))
    except (KeyError, ValueError):
        return None


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
