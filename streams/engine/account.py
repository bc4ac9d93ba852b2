"""What became of each raw event, read from the topics: the outcome that a record tells, and the sum of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from streams.article import Disposition
from streams.engine.dead_letters import header_list
from streams.topology import DEAD, DUPLICATES, ENRICHED, RAW

#: A raw event: topic, partition, offset.
Place = tuple[str, int, int]

#: Where raw events end.
ENDS = (ENRICHED, DUPLICATES, DEAD)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one raw event. `event` is the JSON of it, None for a dead letter."""

    place: Place
    disposition: Disposition
    reason: str | None = None
    event: dict[str, Any] | None = None


def outcome_of(record: Any) -> Outcome:
    """What a record of one of ENDS says. Raises ValueError for a record that is none of ours."""
    headers = dict(header_list(record.headers))
    if record.topic == DEAD.name:
        return _dead(record, headers)
    event = orjson.loads(record.value)
    try:
        return Outcome(_raw_of(event), Disposition(event["desk"]["verdict"]["disposition"]), None, event)
    except (KeyError, TypeError) as error:
        raise ValueError(f"a record of {record.topic} that is no event of copydesk: {error!r}") from error


def _raw_of(event: Any) -> Place:
    raw = event["desk"]["raw"]
    return (raw["topic"], raw["partition"], raw["offset"])


def _dead(record: Any, headers: dict[str, bytes]) -> Outcome:
    try:
        topic = headers["dead-topic"].decode()
        place = (topic, int(headers["dead-partition"]), int(headers["dead-offset"]))
        reason = headers["dead-reason"].decode()
    except KeyError as error:
        raise ValueError(f"a record of {DEAD.name} without the header {error}") from error
    if topic != RAW.name:
        # It died in a later stage: the event that it was knows its raw event.
        place = _raw_of(orjson.loads(record.value))
    return Outcome(place, Disposition.DEAD, reason)


@dataclass
class Account:
    """Raw events received, and their ends. The same end told twice is a repeat of the message, not a second end."""

    received: set[Place] = field(default_factory=set)
    ends: dict[Place, set[Disposition]] = field(default_factory=dict)

    def receive(self, place: Place) -> None:
        """A raw event came in."""
        self.received.add(place)

    def end(self, outcome: Outcome) -> bool:
        """A raw event came to its end; False where that was known already."""
        ends = self.ends.setdefault(outcome.place, set())
        new = outcome.disposition not in ends
        ends.add(outcome.disposition)
        return new

    @property
    def missing(self) -> list[Place]:
        """Raw events without an end."""
        return sorted(self.received - self.ends.keys())

    @property
    def twice(self) -> list[Place]:
        """Raw events with more than one kind of end."""
        return sorted(place for place, ends in self.ends.items() if len(ends) > 1 and place in self.received)

    def dispositions(self) -> dict[str, int]:
        """How many of the received ended in each way; all kinds, also those at zero."""
        counted = Counter(kind for place in self.received for kind in self.ends.get(place, ()))
        return {str(kind): counted[kind] for kind in Disposition}

    def adds_up(self) -> bool:
        """Every raw event received has exactly one end."""
        return not self.missing and not self.twice


def as_json(places: Iterable[Place]) -> list[str]:
    """Raw events as topic/partition/offset."""
    return [f"{topic}/{partition}/{offset}" for topic, partition, offset in places]
