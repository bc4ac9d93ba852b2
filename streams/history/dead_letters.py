"""The dead letters on articles.dead, as far as one need know them to list, to choose and to redrive them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

import orjson

from streams.brokers.client import Broker
from streams.brokers.reader import Progress, is_within, offset_ranges, read_ranges, time_of
from streams.events.framing import unframed
from streams.events.raw_event import STRUCTURED
from streams.history.dispositions import (
    Part,
    Place,
    as_text,
    parse_last,
    parse_part,
    parse_place,
    place_of,
)
from streams.runtime.dead_letters import ATTEMPTS, DEAD_PART, DEAD_SHA256, DEAD_SIZE, header_list
from streams.runtime.loop_share import LoopShare
from streams.topology import DEAD, RAW, is_raw

#: On a redriven event: topic/partition/offset of the dead letter that it was made from.
REDRIVEN_FROM = "redriven-from"
#: Of detail and subject so many characters are kept.
SHORT = 200

#: The headers of a record as text, by their names in lower case.
Headers = dict[str, str]
Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter without its bytes: where it lies, where the event lay that died, and what is known of it.

    `size` is that of the original, in bytes. `sha256` is its hash where the letter has not all of it; then the whole is
    only where it died. `last` is the last offset of the batch that the letter stands for, of which it has no bytes.
    """

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
    sha256: str | None = None
    last: int | None = None
    copies: tuple[Place, ...] = ()  # other records of the same death: a crash can repeat one


def read_dead_letter(record: Any) -> DeadLetter:
    """The letter that a record of articles.dead is. Raises ValueError for a record that is none."""
    pairs = header_list(record.headers)
    headers = {name: value.decode("utf-8", "replace") for name, value in pairs}
    try:
        origin = (headers["dead-topic"], int(headers["dead-partition"]), int(headers["dead-offset"]))
        stage, reason = headers["dead-stage"], headers["dead-reason"]
    except KeyError as error:
        raise ValueError(f"a record of {DEAD.name} without the header {error}") from error
    source, subject = source_and_subject(record, headers_of(record), origin[0])
    attempts, size = headers.get(ATTEMPTS, ""), headers.get(DEAD_SIZE, "")
    named = dict(pairs)
    return DeadLetter(
        place=place_of(record),
        origin=origin,
        # A few different ones, in many letters.
        stage=sys.intern(stage),
        reason=sys.intern(reason),
        source=sys.intern(source or "-"),
        at=_died_at(record, headers.get("dead-at", "")),
        attempts=int(attempts) if attempts.isdigit() and len(attempts) < 10 else 1,
        size=int(size) if size.isdigit() and len(size) < 20 else len(record.value or b""),
        subject=subject[:SHORT],
        detail=headers.get("dead-detail", "")[:SHORT],
        redriven_from=redriven_from(pairs),
        raw=origin if is_raw(origin[0]) else _or_none(parse_place, named.get("raw")),
        part=_or_none(parse_part, named.get(DEAD_PART if is_raw(origin[0]) else "part")),
        sha256=headers.get(DEAD_SHA256),
        last=parse_last(named, origin[2]),
    )


def headers_of(record: Any) -> Headers:
    """The headers as text, by their names in lower case."""
    return {name.lower(): value.decode("utf-8", "replace") for name, value in header_list(record.headers)}


def source_and_subject(record: Any, headers: Headers, topic: str = RAW.name) -> tuple[str, str]:
    """Who sent the event that lies, or lay, on `topic`, and as what; empty where that is not said.

    A structured raw event says it in its value.
    """
    if not is_raw(topic):
        return headers.get("source", "").strip(), headers.get("ce_subject", "")
    if headers.get("content-type", "").lower().startswith(STRUCTURED):
        try:
            event = orjson.loads(unframed(record.value))
            return str(event.get("source") or ""), str(event.get("subject") or "")
        except (ValueError, AttributeError, TypeError):
            return "", ""
    return headers.get("ce_source", "").strip(), headers.get("ce_subject", "")


def redriven_from(headers: Any) -> Place | None:
    """The dead letter that an event with these headers was made from; None if it was made from none."""
    return _or_none(parse_place, dict(header_list(headers)).get(REDRIVEN_FROM))


def _or_none(parse: Callable[[bytes], Parsed], header: bytes | None) -> Parsed | None:
    try:
        return None if header is None else parse(header)
    except ValueError:
        return None


def _died_at(record: Any, header: str) -> datetime:
    try:
        return datetime.fromisoformat(header).astimezone(UTC)
    except ValueError:
        return time_of(record)


async def read_dead_letters(
    broker: Broker | str,
    progress: Progress = lambda *_: None,
    foreign: Callable[[Any], None] = lambda _: None,
    since: datetime | None = None,
    share: LoopShare | None = None,
) -> list[DeadLetter]:
    """All letters there are now, one for each death, in the order of their origins and of the articles in these.

    `foreign` gets the records that are none. With `since` older ones may be left out. `share` is the part of the
    loop's time that it may take, where it runs beside the wire. Raises BrokerError, TopicsError.
    """
    found: dict[tuple[Place, Part], DeadLetter] = {}
    records = read_ranges(broker, await offset_ranges(broker, [DEAD.name], since), progress)
    async for record in share.of(records) if share else records:
        try:
            letter = read_dead_letter(record)
        except ValueError:
            foreign(record)
            continue
        death = letter.origin, letter.part or (0, 1)
        if first := found.get(death):
            letter = replace(first, copies=(*first.copies, letter.place))
        found[death] = letter
    return [found[death] for death in sorted(found)]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which letters are meant; what is empty or None does not restrict. Times are those of the deaths.

    `places` are those of the letters on articles.dead.
    """

    reasons: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    places: frozenset[Place] = frozenset()

    def takes(self, letter: DeadLetter) -> bool:
        """Whether `letter` is meant."""
        asked = (
            (self.reasons, letter.reason), (self.stages, letter.stage), (self.sources, letter.source),
        )  # fmt: skip
        if self.places and self.places.isdisjoint((letter.place, *letter.copies)):
            return False
        chosen = all(not wanted or value in wanted for wanted, value in asked)
        return chosen and is_within(letter.at, self.since, self.until)


class Redriven(NamedTuple):
    """Where a redriven letter lies now, and how it ended: a disposition or "open", for each article that it stands for.

    The letter of one article stands for that; the letter of a whole document for all that are now found in it.
    """

    place: Place
    ended: tuple[str, ...]


@dataclass
class Group:
    """Letters of one reason, stage and source; `example` is the newest.

    `redriven` is how many of them were redriven, `ended` counts what became of the articles in these.
    """

    reason: str
    stage: str
    source: str
    oldest: datetime
    newest: datetime
    example: DeadLetter
    count: int = 0
    redriven: int = 0
    ended: Counter[str] = field(default_factory=Counter)


def grouped(letters: Iterable[DeadLetter], redriven: Mapping[Place, Redriven] | None = None) -> list[Group]:
    """The groups of `letters`, the largest first. `redriven` are those that were, by the letters' places."""
    groups: dict[tuple[str, str, str], Group] = {}
    for letter in letters:
        key = letter.reason, letter.stage, letter.source
        group = groups.setdefault(key, Group(*key, letter.at, letter.at, letter))
        group.count += 1
        group.oldest = min(group.oldest, letter.at)
        if letter.at >= group.newest:
            group.newest, group.example = letter.at, letter
        if followed := (redriven or {}).get(letter.place):
            group.redriven += 1
            group.ended.update(followed.ended)
    return sorted(groups.values(), key=lambda each: (-each.count, each.reason, each.stage, each.source))


def as_object(group: Group, followed: bool) -> Mapping[str, Any]:
    """The group as plain JSON values; unless `followed`, it is not known what became of the redriven: null."""
    return {
        "reason": group.reason,
        "stage": group.stage,
        "source": group.source,
        "count": group.count,
        "oldest": group.oldest,
        "newest": group.newest,
        "redriven": group.redriven if followed else None,
        "ended": dict(group.ended) if followed else None,
        "example": {
            "subject": group.example.subject,
            "detail": group.example.detail,
            "place": as_text(group.example.place),
        },
    }
