"""What a record says became of a raw event's article: its disposition, and the place of the raw event."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from streams.kinds import Disposition, Stage
from streams.runtime.dead_letters import DEAD_LAST, DEAD_PART, header_list
from streams.topology import DEAD, DUPLICATES, ENRICHED, MAX_BATCH_BYTES, MAX_MESSAGE_BYTES, WITHHELD, is_raw

#: Where a record lies, such as a raw event: topic, partition, offset.
Place = tuple[str, int, int]
#: One of a raw event's articles: its number, from 0, and how many there are.
Part = tuple[int, int]

#: The topics whose records say what became of an article.
ENDS = (ENRICHED, DUPLICATES, WITHHELD, DEAD)


def place_of(record: Any) -> Place:
    """Where the record lies."""
    return record.topic, record.partition, record.offset


def as_text(place: Place) -> str:
    """The place as topic/partition/offset, as headers have it."""
    topic, partition, offset = place
    return f"{topic}/{partition}/{offset}"


def what_is_there(topic: str, partition: int, first: int, end: int) -> str:
    """In words which offsets a partition has: from `first` on, up to `end` and without it."""
    return f"{topic}/{partition} {f'has the offsets {first} to {end - 1}' if first < end else 'is empty'}"


def parse_place(header: bytes) -> Place:
    """The place that a header names as topic/partition/offset. Raises ValueError when it names none."""
    topic, partition, offset = header.decode().rsplit("/", 2)
    return sys.intern(topic), int(partition), int(offset)


def parse_part(header: bytes | None) -> Part:
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


@dataclass(frozen=True, slots=True)
class Disposed:
    """The disposition of one article: number `part`, from 0, of the `parts` that the raw event at `place` holds.

    `reason` and `stage` are those of a dead letter; `last` is the last offset of the raw events that one stands for
    which is that of a batch. `value` is the event as JSON, None for a dead letter.
    """

    place: Place
    disposition: Disposition
    reason: str | None = None
    stage: Stage | None = None
    part: int = 0
    parts: int = 1
    value: bytes | None = field(default=None, repr=False, compare=False)
    last: int | None = None

    @property
    def event(self) -> dict[str, Any] | None:
        """The event, None for a dead letter; read anew each time. Raises ValueError when it is not JSON."""
        return None if self.value is None else orjson.loads(self.value)


def read_disposition(record: Any) -> Disposed | None:
    """What a record of one of ENDS says; None for one that says nothing of a raw event, such as a tombstone.

    It reads the headers, and the value only where these do not tell. Raises ValueError for a record that copydesk
    did not write.
    """
    headers = dict(header_list(record.headers))
    if record.topic == DEAD.name:
        return _dead(record, headers)
    if record.topic == WITHHELD.name:
        if record.value is None:
            return None  # released or killed: another record says which
        kind = Disposition.WITHHELD
    elif "raw" in headers and "disposition" in headers:
        kind = Disposition(headers["disposition"].decode())
    else:
        kind = Disposition(_inside(_event(record), "desk", "verdict", "disposition"))
    place, (part, parts) = _raw_event(record, headers)
    return Disposed(place, kind, part=part, parts=parts, value=record.value)


def _raw_event(record: Any, headers: dict[str, bytes]) -> tuple[Place, Part]:
    """The raw event that an event of ours comes from, and which article of it that is."""
    if "raw" in headers:
        return parse_place(headers["raw"]), parse_part(headers.get("part"))
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


def parse_last(headers: Mapping[str, bytes], first: int) -> int | None:
    """The last offset of the batch that a dead letter stands for; None for that of an event. Raises ValueError."""
    if DEAD_LAST not in headers:
        return None
    last = int(headers[DEAD_LAST])
    # No batch holds more records than bytes.
    if not first <= last <= first + MAX_BATCH_BYTES:
        raise ValueError(f"there is no batch from {first} to {last}")
    return last


def _dead(record: Any, headers: dict[str, bytes]) -> Disposed | None:
    try:
        topic = sys.intern(headers["dead-topic"].decode())
        place = (topic, int(headers["dead-partition"]), int(headers["dead-offset"]))
        reason, stage = headers["dead-reason"].decode(), Stage(headers["dead-stage"].decode())
    except KeyError as error:
        raise ValueError(f"a record of {DEAD.name} without the header {error}") from error
    last = parse_last(headers, place[2])
    if is_raw(topic):
        part, parts = parse_part(headers.get(DEAD_PART))
    elif last is not None:
        return None  # nobody knows of which raw events the records were
    else:
        # It died in a later stage: the event that it was knows its raw event.
        place, (part, parts) = _raw_event(record, headers)
    return Disposed(place, Disposition.DEAD, reason, stage, part, parts, last=last)
