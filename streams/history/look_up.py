"""What is known of one uri, quickly: the topics are read backward, and only where it can stand.

`trace` reads all that the topics hold, and finds a story by any of its names; this here finds what stands under the
uri itself, in seconds, and says how far it has looked. The path is made by the same rules (see `path.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from streams.brokers.backward import Backward, backward
from streams.brokers.client import Broker
from streams.brokers.reader import time_of
from streams.events.following import is_first
from streams.history.dead_letters import Headers, headers_of
from streams.history.path import Path, path
from streams.history.sightings import Sighting, document_of, raw_of_record, sighting_of, subject_names
from streams.kinds import Disposition
from streams.runtime.loop_share import LoopShare
from streams.topology import CLEAN, DEAD, DUPLICATES, ENRICHED, NOTICES, STORIES, UNIQUE, WITHHELD, is_raw

#: The longest look, and that at the original of a copy, in seconds.
SECONDS, _SECONDS_MORE = 5.0, 2.0
#: Keyed by uri; and those of which all partitions are read: in them others speak of the article, too.
_OF_KEY = (UNIQUE.name, ENRICHED.name, NOTICES.name)
_ALL = (DUPLICATES.name, WITHHELD.name, DEAD.name, STORIES.name, CLEAN.name)
#: What came so long before an article's first event can have nothing to do with it: no copy waits so long for it.
_BEFORE = timedelta(hours=1)
#: The most that are kept: copies and tombstones; stories, of which each has some kilobytes.
_MOST, _MOST_STORIES = 1000, 2000


@dataclass
class Found:
    """What was found about a uri. Records come newest first, but for those of one round."""

    uri: str
    sightings: list[Sighting] = field(default_factory=list)
    copies: dict[str, tuple[datetime, dict[str, Any]]] = field(
        default_factory=dict
    )  # by uri: when, its event
    event: tuple[tuple[int, int], bytes] | None = None  # the last one on articles.enriched, and where it lies
    stories: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)  # the last event of each
    story: tuple[int, bytes] | None = (
        None  # the last event that names the uri: its offset, and the story's key
    )
    began: datetime | None = None  # the time of its first event
    whole: bool = False
    since: datetime | None = None  # all that came after it was looked at
    wanted: frozenset[str] = frozenset()  # raw events of which the texts are kept that readers were given
    texts: dict[str, tuple[tuple[int, int], bytes]] = field(
        default_factory=dict
    )  # the last event of each of these
    _tombstones: dict[bytes, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._key, self._quoted = self.uri.encode("utf-8", "replace"), orjson.dumps(self.uri)

    def take(self, record: Any) -> None:
        """Keeps the record if it is about the uri."""
        if record.topic == STORIES.name:
            self._take_story(record)
            return
        if record.value is None:
            if record.topic == WITHHELD.name and record.key and len(self._tombstones) < _MOST:
                self._tombstones.setdefault(record.key, record)
            return
        headers = headers_of(record)
        if self._is_about(record, headers):
            if sighting := sighting_of(record):
                self.sightings.append(sighting)
            if record.topic == ENRICHED.name:
                self._take_event(record)
                self._take_text(record, headers)
        elif record.topic == DUPLICATES.name and self._quoted in record.value:
            self._take_copy(record)

    def _is_about(self, record: Any, headers: Headers) -> bool:
        if record.topic == DEAD.name and is_raw(headers.get("dead-topic", "")):
            return self.uri in subject_names(record, headers)
        return record.key == self._key or headers.get("ce_subject") == self.uri

    def _take_event(self, record: Any) -> None:
        at = (record.timestamp, record.offset)
        if self.event is None or at > self.event[0]:
            self.event = (at, record.value)
        if is_first(dict(record.headers), record.value):
            moment = time_of(record)
            self.began = min(self.began or moment, moment)

    def _take_text(self, record: Any, headers: Headers) -> None:
        raw = raw_of_record(record, headers) if self.wanted else None
        if raw in self.wanted and raw is not None:
            at = (record.timestamp, record.offset)
            self.texts[raw] = max(self.texts.get(raw, (at, record.value)), (at, record.value))

    def _take_copy(self, record: Any) -> None:
        try:
            event = orjson.loads(record.value)
            uri, verdict = event["item"]["uri"], event["desk"]["verdict"]
        except (ValueError, KeyError, TypeError):
            return
        known = self.copies.get(uri)
        if (
            verdict.get("of") == self.uri
            and verdict.get("disposition") == "duplicate"
            and (known is None or known[0] < time_of(record))
            and (known or len(self.copies) < _MOST)
        ):
            event["item"].pop("bodies", None)
            self.copies[uri] = (time_of(record), event)

    def _take_story(self, record: Any) -> None:
        if record.key is None or record.value is None:
            return
        names_it = self._quoted in record.value
        if names_it and (self.story is None or self.story[0] < record.offset):
            self.story = (record.offset, record.key)
        known = self.stories.get(record.key)
        if (known is None and (names_it or len(self.stories) < _MOST_STORIES)) or (
            known is not None and known[0] < record.offset
        ):
            self.stories[record.key] = (record.offset, record.value)

    def lifted(self) -> Iterable[Sighting]:
        """The tombstones of what waited of it."""
        raws = {each.raw for each in self.sightings if each.topic == WITHHELD.name}
        for raw in raws:
            record = self._tombstones.get(raw.encode())
            if record is not None and (sighting := sighting_of(record)):
                yield sighting


async def look_up(
    broker: Broker | str, uri: str, share: LoopShare, seconds: float = SECONDS
) -> tuple[Found, Path]:
    """What the topics tell of the uri, and the path that follows from it. Raises BrokerError."""
    found = Found(uri)
    until = time.monotonic() + seconds
    async with backward(broker, _ALL, _OF_KEY, [uri.encode("utf-8", "replace")]) as topics:
        await _read(topics, found, share, until)
    seen = [*found.sightings, *found.lifted()]
    originals = {}
    for original in {each.verdict.of for each in seen if each.verdict.of and each.topic != NOTICES.name}:
        originals[original] = await _original(broker, original, share)
    return found, path(seen, {uri}, originals)


async def look_up_texts(
    broker: Broker | str, uri: str, wanted: frozenset[str], share: LoopShare, seconds: float = SECONDS
) -> tuple[Found, Path]:
    """What readers were told of the uri, with the events that came of these raw events. Raises BrokerError."""
    found = Found(uri, wanted=wanted)
    until = time.monotonic() + seconds
    async with backward(broker, (), (ENRICHED.name, UNIQUE.name), [uri.encode("utf-8", "replace")]) as topics:
        await _read(topics, found, share, until)
    return found, path(found.sightings, {uri})


@dataclass
class Parts:
    """The articles of one document, and which of them readers may not have now. Records come newest first."""

    document: str  # topic/partition/offset
    whole: bool = False
    _uris: set[bytes] = field(default_factory=set)
    _last: dict[tuple[str, bytes], tuple[tuple[int, int], bool]] = field(default_factory=dict)
    _killed: set[bytes] = field(default_factory=set)

    def take(self, record: Any) -> None:
        """Takes what was told of any article: which of them came in the document is known only at the end."""
        if record.value is None or record.key is None:
            return
        headers = headers_of(record)
        if document_of(raw_of_record(record, headers) or "") == self.document:
            self._uris.add(record.key)
            if headers.get("disposition") == Disposition.KILLED:
                self._killed.add(record.key)
        if record.topic != DUPLICATES.name:
            self._take_status(record, taken_back="pubstatus" in headers)

    def _take_status(self, record: Any, *, taken_back: bool) -> None:
        """What stands last on each topic counts: of what was let out again the kill or the hold is over."""
        place, at = (record.topic, record.key), (record.timestamp, record.offset)
        if (known := self._last.get(place)) is None or known[0] < at:
            self._last[place] = (at, taken_back)

    @property
    def taken_back(self) -> int:
        """How many of its articles are killed or withdrawn."""
        back = {uri for (_, uri), (_, taken_back) in self._last.items() if taken_back}
        return len(self._uris & (back | self._killed))


async def look_up_parts(
    broker: Broker | str, document: str, came: datetime, share: LoopShare, seconds: float = SECONDS
) -> Parts:
    """What became of the articles of a document that came then. Raises BrokerError."""
    parts = Parts(document)
    until = time.monotonic() + seconds
    async with backward(broker, (UNIQUE.name, ENRICHED.name, DUPLICATES.name), (), ()) as topics:
        topics.back_to = came - _BEFORE
        while topics.left and time.monotonic() < until:
            await _round(topics, parts.take, share, until)
        parts.whole = not topics.left
    return parts


async def _read(topics: Backward, found: Found, share: LoopShare, until: float) -> None:
    while topics.left and time.monotonic() < until:
        await _round(topics, found.take, share, until)
        if found.began is not None:
            topics.back_to = found.began - _BEFORE
        if found.story is not None:
            # Behind its last event nothing is asked of the stories.
            topics.left = {place: each for place, each in topics.left.items() if place.topic != STORIES.name}
    found.whole = not topics.left
    unread = {place.topic for place in topics.left}
    found.since = max((topics.since[topic] for topic in unread if topic in topics.since), default=None)


async def _round(topics: Backward, take: Callable[[Any], None], share: LoopShare, until: float) -> None:
    async for records in topics.round(until):
        with share.work(len(records)):
            for record in records:
                take(record)
        await share.rest()


async def _original(broker: Broker | str, uri: str, share: LoopShare) -> list[Sighting]:
    """What readers were told of the article that is copied."""
    found, _ = await look_up_texts(broker, uri, frozenset(), share, _SECONDS_MORE)
    return found.sightings
