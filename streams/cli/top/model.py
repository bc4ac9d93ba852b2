"""What `copydesk top` knows of the desk: plain values, made of records. Bounded; no terminal, no Kafka, no clock.

The wire, the sources and the figures are those of the live page. Whoever may read the topics may see more than a page
shows: of what is held back its headline and its words are kept, too.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from streams.history.dead_letters import DeadLetter, read_dead_letter
from streams.history.dispositions import Part, Place, place_of
from streams.runtime.dead_letters import header_list
from streams.topology import DEAD, SOURCES, WITHHELD
from streams.topology import NOTICES as NOTICE_TOPIC
from streams.web.figures import Figures
from streams.web.sources import Sources
from streams.web.told import Lifted, Told, headline_of, told_by
from streams.web.wire import Wire
from streams.web.words import HEADLINE, NAME, WORDS, shown

#: The most that are kept of what is held back, and of dead letters. The wire and the sources have bounds of their own.
MOST = 2000
#: The parts of the model that change by themselves, each shown in a view of its name.
WIRE, SOURCE, HELD, LETTERS, NOTICES = "wire", "sources", "held", "dead", "notices"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is held back. `raw` is the key of its record, which lies at `place`."""

    raw: str
    uri: str
    source: str
    headline: str
    reason: str
    words: str
    until: datetime | None
    since: datetime | None
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """A record of sources.health; without a value what was told under that key has ended."""

    key: bytes | None
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A record of desk.notices: what an editor should know, or what `by` has ordered. `at` is in seconds since 1970."""

    id: str
    at: float
    kind: str
    uri: str
    source: str = ""
    headline: str = ""
    words: str = ""
    of: str = ""
    by: str = ""


Value = Told | Waiting | DeadLetter | Source | Noted


def read(record: Any) -> Iterator[Value]:
    """The values that a record tells; none if it is none of ours."""
    if record.topic == SOURCES.name:
        yield Source(record.key, record.value)
        return
    if record.topic == NOTICE_TOPIC.name:
        yield from _noted(record)
        return
    told = told_by(record, dict(header_list(record.headers)))
    if told is not None:
        yield told
    if record.topic == DEAD.name:
        try:
            yield read_dead_letter(record)
        except ValueError:
            return
    elif record.topic == WITHHELD.name and record.value is not None and told is not None:
        yield from _waiting(record)


def _noted(record: Any) -> Iterator[Noted]:
    try:
        headers, event = dict(header_list(record.headers)), orjson.loads(record.value)
        yield Noted(
            headers["ce_id"].decode(),
            record.timestamp / 1000,
            shown(event["kind"], NAME),
            str(event["uri"]),
            shown(event.get("source"), NAME),
            shown(event.get("headline"), HEADLINE),
            shown(event.get("words") or event.get("note"), WORDS),
            str(event.get("of") or ""),
            shown(event.get("by"), NAME),
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        return


def _waiting(record: Any) -> Iterator[Waiting]:
    try:
        event = orjson.loads(record.value)
        item, desk = event["item"], event["desk"]
        hold, came = desk["hold"], desk["raw"].get("timestamp")
        yield Waiting(
            raw=record.key.decode(),
            uri=str(item["uri"]),
            source=shown(desk["source"], NAME),
            headline=headline_of(item),
            reason=str(hold["reason"]).replace("_", " "),
            words=shown(hold.get("words"), WORDS),
            until=datetime.fromisoformat(hold["until"]) if hold.get("until") else None,
            since=datetime.fromisoformat(came) if came else None,
            place=place_of(record),
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        return


class Desk:
    """Takes values. `moved` counts the changes of each part, so that only what has changed need be drawn.

    `cut` names the parts of which older ones were dropped.
    """

    def __init__(self) -> None:
        self.wire, self.figures = Wire(), Figures()
        self.held: OrderedDict[str, Waiting] = OrderedDict()  # by raw, in the order of their coming
        self.dead: OrderedDict[tuple[Place, Part], DeadLetter] = OrderedDict()  # one for each death
        self.notices: OrderedDict[str, Noted] = OrderedDict()  # by the id of the event
        self.sources = Sources()
        self.moved: Counter[str] = Counter()
        self.cut: set[str] = set()

    def take(self, value: Value) -> None:
        """Takes what a record told. Told the same again, it stays the same."""
        if isinstance(value, Waiting):
            self._put(HELD, self.held, value.raw, value)
        elif isinstance(value, DeadLetter):
            self._put(LETTERS, self.dead, (value.origin, value.part or (0, 1)), value)
        elif isinstance(value, Noted):
            self._put(NOTICES, self.notices, value.id, value)
        elif isinstance(value, Source):
            self.sources.health(value.key, value.value)
            self.moved[SOURCE] += 1
        else:
            self._tell(value)

    def _tell(self, told: Told) -> None:
        if isinstance(told, Lifted) and self.held.pop(told.raw, None) is not None:
            self.moved[HELD] += 1
        self.figures.take(told)
        self.sources.heard(told)
        changed, gone = self.wire.take(told)
        if changed or gone:
            self.moved[WIRE] += 1

    def _put(self, part: str, where: OrderedDict[Any, Any], key: Any, value: Any) -> None:
        if where.get(key) == value:
            return
        where[key] = value
        self.moved[part] += 1
        if len(where) > MOST:
            where.popitem(last=False)
            self.cut.add(part)

    def count(self, part: str) -> str:
        """How many there are of what is held, or of dead letters: "2000+" where older ones were dropped."""
        many = len(self.held if part == HELD else self.dead)
        return f"{many}+" if part in self.cut else str(many)
