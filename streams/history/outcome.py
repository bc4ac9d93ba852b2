"""The end of an article, as a record on one of the end topics tells it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import Any

import orjson

from streams.kinds import Disposition, Stage
from streams.runtime.dead_letters import DEAD_PART, header_list
from streams.topology import DEAD, DUPLICATES, ENRICHED, MAX_MESSAGE_BYTES, RAW, WITHHELD

#: A raw event: topic, partition, offset.
Place = tuple[str, int, int]
#: One of a raw event's articles: its number, from 0, and how many there are.
Part = tuple[int, int]

#: Where raw events end.
ENDS = (ENRICHED, DUPLICATES, WITHHELD, DEAD)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one article: number `part`, from 0, of the `parts` that the raw event at `place` holds.

    `event` is the JSON of it, None for a dead letter; `stage` is where that died.
    """

    place: Place
    disposition: Disposition
    reason: str | None = None
    event: dict[str, Any] | None = None
    stage: Stage | None = None
    part: int = 0
    parts: int = 1


def outcome_of(record: Any) -> Outcome | None:
    """What a record of one of ENDS says, with its event; None for a tombstone, which says nothing.

    Raises ValueError for a record that is none of ours.
    """
    outcome = end_of(record)
    if outcome is None or record.topic == DEAD.name:
        return outcome
    return replace(outcome, event=orjson.loads(record.value))


def end_of(record: Any) -> Outcome | None:
    """The same without the event: from the headers, and from the value only where these do not tell."""
    headers = dict(header_list(record.headers))
    if record.topic == DEAD.name:
        return _dead(record, headers)
    if record.topic == WITHHELD.name:
        if record.value is None:
            return None  # it was released or killed: its end stands elsewhere
        place, (part, parts) = _whose(record, headers)
        return Outcome(place, Disposition.WITHHELD, part=part, parts=parts)
    raw, disposition = headers.get("raw"), headers.get("disposition")
    if raw is not None and disposition is not None:
        kind = Disposition(disposition.decode())
    else:
        kind = Disposition(_inside(_event(record), "desk", "verdict", "disposition"))
    place, (part, parts) = _whose(record, headers)
    return Outcome(place, kind, part=part, parts=parts)


def place_of(header: bytes) -> Place:
    """The place that a header names as topic/partition/offset. Raises ValueError when it names none."""
    topic, partition, offset = header.decode().rsplit("/", 2)
    return sys.intern(topic), int(partition), int(offset)


def part_of(header: bytes | None) -> Part:
    """The part that a header names as number/count; without a header, the only one. Raises ValueError."""
    if header is None:
        return 0, 1
    number, _, count = header.decode().partition("/")
    return _checked(int(number), int(count))


def _checked(part: int, parts: int) -> Part:
    # No document holds more articles than bytes.
    if not 0 <= part < parts <= MAX_MESSAGE_BYTES:
        raise ValueError(f"there is no part {part} of {parts}")
    return part, parts


def _whose(record: Any, headers: dict[str, bytes]) -> tuple[Place, Part]:
    """The raw event that an event of ours comes from, and which article of it that is."""
    if "raw" in headers:
        return place_of(headers["raw"]), part_of(headers.get("part"))
    match _inside(_event(record), "desk", "raw"):
        case {"topic": str(topic), "partition": int(partition), "offset": int(offset), **more}:
            match more.get("part", 0), more.get("parts", 1):
                case int(part), int(parts):
                    return (topic, partition, offset), _checked(part, parts)
    raise ValueError("a record that is no event of copydesk: desk.raw names no place")


def _event(record: Any) -> Any:
    if record.value is None:
        raise ValueError(f"a record of {record.topic} without a value")
    return orjson.loads(record.value)


def _inside(event: Any, *names: str) -> Any:
    try:
        for name in names:
            event = event[name]
    except (KeyError, TypeError) as error:
        raise ValueError(f"a record that is no event of copydesk: no {'.'.join(names)}") from error
    return event


def _dead(record: Any, headers: dict[str, bytes]) -> Outcome:
    try:
        topic = sys.intern(headers["dead-topic"].decode())
        place = (topic, int(headers["dead-partition"]), int(headers["dead-offset"]))
        reason, stage = headers["dead-reason"].decode(), Stage(headers["dead-stage"].decode())
    except KeyError as error:
        raise ValueError(f"a record of {DEAD.name} without the header {error}") from error
    if topic == RAW.name:
        part, parts = part_of(headers.get(DEAD_PART))
    else:
        # It died in a later stage: the event that it was knows its raw event.
        place, (part, parts) = _whose(record, headers)
    return Outcome(place, Disposition.DEAD, reason, stage=stage, part=part, parts=parts)
