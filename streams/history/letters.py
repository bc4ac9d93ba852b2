"""The dead letters on articles.dead, as far as one need know them to list, to choose and to redrive them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from streams.brokers.client import Broker
from streams.brokers.spans import Progress, read_spans, whole
from streams.events.raw_event import STRUCTURED
from streams.history.outcome import Part, Place, part_of, place_of
from streams.runtime.dead_letters import ATTEMPTS, DEAD_PART, header_list, source_of
from streams.topology import DEAD, RAW

#: On a redriven event: topic/partition/offset of the dead letter that it was made from.
REDRIVEN_FROM = "redriven-from"
#: Of detail and subject so much is kept.
_SHORT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter without its bytes: where it lies, where the event lay that died, and what is known of it."""

    place: Place
    origin: Place
    stage: str
    reason: str
    source: str
    at: datetime  # when it died
    attempts: int  # how often it has died
    size: int
    subject: str = ""
    detail: str = ""
    redriven_from: Place | None = None  # the letter of its death before
    raw: Place | None = None  # the raw event that it was; None if it does not tell
    part: Part | None = None  # which article of that it was, if it was one of several
    copies: tuple[Place, ...] = ()  # other records of the same death: a crash can repeat one


def letter_of(record: Any) -> Letter:
    """The letter that a record of articles.dead is. Raises ValueError for a record that is none."""
    pairs = header_list(record.headers)
    headers = {name: value.decode("utf-8", "replace") for name, value in pairs}
    try:
        origin = (headers["dead-topic"], int(headers["dead-partition"]), int(headers["dead-offset"]))
        stage, reason = headers["dead-stage"], headers["dead-reason"]
    except KeyError as error:
        raise ValueError(f"a record of {DEAD.name} without the header {error}") from error
    source, subject = _who_and_what(record, origin[0], {name.lower(): text for name, text in headers.items()})
    attempts = headers.get(ATTEMPTS, "")
    return Letter(
        place=(record.topic, record.partition, record.offset),
        origin=origin,
        # A few different ones, in many letters.
        stage=sys.intern(stage),
        reason=sys.intern(reason),
        source=sys.intern(source or "-"),
        at=_died_at(record, headers.get("dead-at", "")),
        attempts=int(attempts) if attempts.isdigit() else 1,
        size=len(record.value or b""),
        subject=subject[:_SHORT],
        detail=headers.get("dead-detail", "")[:_SHORT],
        redriven_from=redriven_from(pairs),
        raw=origin if origin[0] == RAW.name else _place(headers.get("raw")),
        part=_part(headers.get(DEAD_PART if origin[0] == RAW.name else "part")),
    )


def redriven_from(headers: Any) -> Place | None:
    """The dead letter that an event with these headers was made from, if it was."""
    return _place(next((value for name, value in header_list(headers) if name == REDRIVEN_FROM), None))


def _place(header: str | bytes | None) -> Place | None:
    if header is None:
        return None
    try:
        return place_of(header.encode() if isinstance(header, str) else header)
    except ValueError:
        return None


def _part(header: str | None) -> Part | None:
    try:
        return part_of(header.encode()) if header is not None else None
    except ValueError:
        return None


def _who_and_what(record: Any, topic: str, headers: dict[str, str]) -> tuple[str, str]:
    """Source and subject; those of a structured event stand in its value."""
    if topic == RAW.name and headers.get("content-type", "").lower().startswith(STRUCTURED):
        try:
            event = orjson.loads(record.value)
            return str(event.get("source") or ""), str(event.get("subject") or "")
        except (orjson.JSONDecodeError, AttributeError):
            return "", ""
    return source_of(topic, record.headers), headers.get("ce_subject", "")


def _died_at(record: Any, header: str) -> datetime:
    try:
        return datetime.fromisoformat(header).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(record.timestamp / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which letters are meant; what is empty or None does not restrict. Times are those of the deaths."""

    reasons: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None

    def takes(self, letter: Letter) -> bool:
        """Whether `letter` is meant."""
        asked = (
            (self.reasons, letter.reason), (self.stages, letter.stage), (self.sources, letter.source),
        )  # fmt: skip
        return (
            all(not wanted or value in wanted for wanted, value in asked)
            and (self.since is None or letter.at >= self.since)
            and (self.until is None or letter.at < self.until)
        )


async def all_letters(
    broker: Broker | str,
    progress: Progress = lambda *_: None,
    foreign: Callable[[Any], None] = lambda _: None,
) -> list[Letter]:
    """All letters there are now, one for each death, in the order of their origins and of the articles in these.

    `foreign` gets the records that are none. Raises BrokerError, TopicsError.
    """
    found: dict[tuple[Place, Part], Letter] = {}
    async for record in read_spans(broker, await whole(broker, [DEAD.name]), progress):
        try:
            letter = letter_of(record)
        except ValueError:
            foreign(record)
            continue
        death = letter.origin, letter.part or (0, 1)
        if first := found.get(death):
            letter = replace(first, copies=(*first.copies, letter.place))
        found[death] = letter
    return [found[death] for death in sorted(found)]
