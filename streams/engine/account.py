"""What became of each raw event, read from the topics: the end that a record tells, and the sum of them.

A raw event has exactly one end. Two kinds of record on the end topics are not the last word on it and give way to
any other end of the same raw event:

- a dead letter of dedupe or enrich: redriven, it goes back to that stage's topic as the same raw event, and reaches
  another end. A dead letter of clean does not give way: redriven, it is a new raw event at a new offset, and the old
  one stays dead;
- withheld: an embargoed article that becomes one of the others when its time comes.

The order in which the records are read does not matter, nor how often each is told.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson

from streams.article import Disposition, Stage
from streams.engine.dead_letters import header_list
from streams.topology import DEAD, DUPLICATES, ENRICHED, RAW

#: A raw event: topic, partition, offset.
Place = tuple[str, int, int]

#: Where raw events end.
ENDS = (ENRICHED, DUPLICATES, DEAD)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one raw event. `event` is the JSON of it, None for a dead letter; `stage` is where that died."""

    place: Place
    disposition: Disposition
    reason: str | None = None
    event: dict[str, Any] | None = None
    stage: Stage | None = None


def outcome_of(record: Any) -> Outcome:
    """What a record of one of ENDS says, with its event. Raises ValueError for a record that is none of ours."""
    outcome = end_of(record)
    return outcome if record.topic == DEAD.name else replace(outcome, event=orjson.loads(record.value))


def end_of(record: Any) -> Outcome:
    """The same without the event: from the headers, and from the value only where these do not tell."""
    headers = dict(header_list(record.headers))
    if record.topic == DEAD.name:
        return _dead(record, headers)
    raw, disposition = headers.get("raw"), headers.get("disposition")
    if raw is not None and disposition is not None:
        return Outcome(place_of(raw), Disposition(disposition.decode()))
    event = _event(record)
    return Outcome(_raw_of(event), Disposition(_inside(event, "desk", "verdict", "disposition")))


def place_of(header: bytes) -> Place:
    """The place that a header names as topic/partition/offset. Raises ValueError when it names none."""
    topic, partition, offset = header.decode().rsplit("/", 2)
    return topic, int(partition), int(offset)


def _event(record: Any) -> Any:
    if record.value is None:
        raise ValueError(f"a record of {record.topic} without a value")
    return orjson.loads(record.value)


def _raw_of(event: Any) -> Place:
    raw = _inside(event, "desk", "raw")
    return _inside(raw, "topic"), _inside(raw, "partition"), _inside(raw, "offset")


def _inside(event: Any, *names: str) -> Any:
    try:
        for name in names:
            event = event[name]
    except (KeyError, TypeError) as error:
        raise ValueError(f"a record that is no event of copydesk: no {'.'.join(names)}") from error
    return event


def _dead(record: Any, headers: dict[str, bytes]) -> Outcome:
    try:
        topic = headers["dead-topic"].decode()
        place = (topic, int(headers["dead-partition"]), int(headers["dead-offset"]))
        reason, stage = headers["dead-reason"].decode(), Stage(headers["dead-stage"].decode())
    except KeyError as error:
        raise ValueError(f"a record of {DEAD.name} without the header {error}") from error
    if topic != RAW.name:
        # It died in a later stage: the event that it was knows its raw event.
        place = place_of(headers["raw"]) if "raw" in headers else _raw_of(_event(record))
    return Outcome(place, Disposition.DEAD, reason, stage=stage)


_BIT = {kind: 1 << number for number, kind in enumerate(Disposition)}
_DEAD_LATER = 1 << len(_BIT)
_RECEIVED = _DEAD_LATER << 1
#: Ends that give way; of the two, that of a dead letter says more.
_GIVING_WAY = _DEAD_LATER | _BIT[Disposition.WITHHELD]
#: Offsets on one page: 8 kB. A topic with gaps in its offsets, or a record that names an absurd one, costs little.
_PAGE = 4096


def _standing(marks: int) -> list[Disposition]:
    """The ends that count, of all that were told."""
    final = marks & ~_GIVING_WAY
    found = [kind for kind, bit in _BIT.items() if final & bit]
    if found or not marks & _GIVING_WAY:
        return found
    return [Disposition.DEAD if marks & _DEAD_LATER else Disposition.WITHHELD]


class Account:
    """Raw events received, and their ends; two bytes for each, whatever their number.

    `count` says how many were received, `open` how many of them have no end yet.
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, int, int], array[int]] = {}
        self.count = 0
        self.open = 0

    def receive(self, place: Place) -> bool:
        """A raw event came in; False where that was known already."""
        before = self._mark(place, _RECEIVED)
        if before & _RECEIVED:
            return False
        self.count += 1
        self.open += not before
        return True

    def end(self, outcome: Outcome) -> bool:
        """A raw event came to an end; False where that was known already."""
        bit = _BIT[outcome.disposition]
        if outcome.disposition is Disposition.DEAD and outcome.stage not in (None, Stage.CLEAN):
            bit = _DEAD_LATER
        before = self._mark(outcome.place, bit)
        self.open -= before == _RECEIVED
        return not before & bit

    def _mark(self, place: Place, bit: int) -> int:
        """Adds `bit` to what is known of `place`; what was known before."""
        topic, partition, offset = place
        number, index = divmod(offset, _PAGE)
        page = self._pages.get((topic, partition, number))
        if page is None:
            page = self._pages[topic, partition, number] = array("H", bytes(2 * _PAGE))
        before = page[index]
        page[index] = before | bit
        return before

    def ends_of(self, place: Place) -> list[Disposition]:
        """The ends that count of one raw event."""
        return _standing(self._mark(place, 0))

    @property
    def missing(self) -> list[Place]:
        """Raw events without an end."""
        return list(self._places({_RECEIVED})) if self.open else []

    @property
    def twice(self) -> list[Place]:
        """Raw events with more than one kind of end."""
        return list(self._places({marks for marks in self._known() if len(_standing(marks)) > 1}))

    @property
    def received(self) -> set[Place]:
        """All raw events that came in. Made when asked for: `count` does where their number is enough."""
        return set(self._places(self._known().keys()))

    @property
    def ends(self) -> dict[Place, set[Disposition]]:
        """The ends that count of every raw event that has one, received or not. Made when asked for."""
        return {
            (topic, partition, number * _PAGE + index): set(_standing(marks))
            for (topic, partition, number), page in self._pages.items()
            for index, marks in enumerate(page)
            if marks & ~_RECEIVED
        }

    def dispositions(self) -> dict[str, int]:
        """How many of the received ended in each way; all kinds, also those at zero."""
        counted: Counter[Disposition] = Counter()
        for marks, count in self._known().items():
            for kind in _standing(marks):
                counted[kind] += count
        return {str(kind): counted[kind] for kind in Disposition}

    def adds_up(self) -> bool:
        """Every raw event received has exactly one end."""
        return not self.open and not self.twice

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


def as_json(places: Iterable[Place]) -> list[str]:
    """Places as topic/partition/offset."""
    return [as_text(place) for place in places]


def as_text(place: Place) -> str:
    """A place as topic/partition/offset, as the header `raw` has it."""
    topic, partition, offset = place
    return f"{topic}/{partition}/{offset}"
