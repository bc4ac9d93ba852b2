"""What became of a story: first which one is meant, then all records about it, and of them its path.

A story's records are found by names that come up on the way: so the topics are read in groups, of which each tells what
to look for in the next.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from streams.brokers.client import Broker
from streams.brokers.reader import OffsetRanges, Progress, is_within, offset_ranges, read_ranges, time_of
from streams.history.dead_letters import headers_of, redriven_from
from streams.history.dispositions import Place, as_text, parse_place, place_of
from streams.history.path import Path, path
from streams.history.search import Candidate, Query, Search, parse_query
from streams.history.sightings import (
    JUDGED,
    WAY,
    Sighting,
    document_of,
    holds_raw_event,
    raw_of_record,
    sighting_of,
    subject_names,
)
from streams.topology import CLEAN, DEAD, DUPLICATES, ENRICHED, NOTICES, RAWS, UNIQUE, WITHHELD, Topic, is_raw

#: In this order each group knows from those before it which raw events are meant.
_GROUPS = ((UNIQUE, DUPLICATES, ENRICHED, NOTICES), (WITHHELD, DEAD, CLEAN), RAWS)
#: Where a name is looked for first, and then.
_READ, _UNREAD = (CLEAN, UNIQUE, DUPLICATES, WITHHELD, ENRICHED, DEAD), RAWS
#: A redriven letter, or a story that took up another's article, brings new names: all is read so often at most.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """The path of the story, if one is meant; else those that may be, the newest first. `others` have its name, too."""

    path: Path | None
    found: tuple[Candidate, ...] = ()
    others: tuple[Candidate, ...] = ()


@dataclass
class Topics:
    """What the topics held when the question came, from `since` on and before `until`."""

    broker: Broker | str
    ranges: OffsetRanges
    since: datetime | None
    until: datetime | None
    progress: Progress

    async def read(self, topics: Iterable[Topic]) -> AsyncIterator[Any]:
        """The records of these topics. Raises BrokerError, TopicsError."""
        names = {topic.name for topic in topics}
        ranges = {place: each for place, each in self.ranges.items() if place[0] in names}
        async for record in self.read_ranges(ranges):
            yield record

    async def read_ranges(self, ranges: OffsetRanges) -> AsyncIterator[Any]:
        """The records in these ranges. Raises BrokerError, TopicsError."""
        async for record in read_ranges(self.broker, ranges, self.progress):
            if is_within(time_of(record), self.since, self.until):
                yield record


async def trace_story(
    broker: Broker | str,
    text: str,
    since: datetime | None = None,
    until: datetime | None = None,
    progress: Progress = lambda *_: None,
) -> Answer:
    """What became of the story that `text` means: a uri, a url, a record's place or words of a headline.

    Only the records that the topics hold now are read, from `since` on and before `until`. If nothing fits, the answer
    is empty. Raises BrokerError, TopicsError.
    """
    ranges = await offset_ranges(broker, [topic.name for topic in WAY], since, until)
    return await answer(Topics(broker, ranges, since, until, progress), text)


async def answer(topics: Topics, text: str) -> Answer:
    """The same, from topics that are known."""
    stories, others = await _find(topics, parse_query(text))
    if len(stories) != 1:
        return Answer(None, tuple(stories))
    records = await _collect(topics, stories[0])
    originals = await _originals(topics, records)
    return Answer(path(records.sightings.values(), records.names, originals), (), tuple(others))


async def _find(topics: Topics, asked: Query) -> tuple[list[Candidate], list[Candidate]]:
    if asked.place is not None and not is_raw(asked.place.partition("/")[0]):
        raw = await _raw_at(topics, asked.place)
        if raw is None:
            return [], []
        return await _find(topics, parse_query(raw))
    search = Search(asked)
    async for record in topics.read(_READ):
        search.look(record)
    known = search.stories()
    if not any(each.uri for each in known) and not (known and asked.place):
        async for record in topics.read(_UNREAD):
            search.look(record)
    found = search.stories()
    raws = {document_of(raw) for each in found for raw in each.raws}
    if found and asked.place is None and not any(each.uri for each in found):
        # Known by the envelope's subject alone: what is in those documents goes by uris of its own.
        return await _inside(topics, raws, found), []
    return found, search.others()


async def _inside(topics: Topics, raws: set[str], found: list[Candidate]) -> list[Candidate]:
    """What was read in these raw events; themselves where nobody has read them."""
    searches = {raw: Search(parse_query(raw)) for raw in raws}
    async for record in topics.read(_READ):
        raw = raw_of_record(record, headers_of(record))
        if raw and (search := searches.get(document_of(raw))):
            search.look(record)
    inside: dict[str, Candidate] = {}
    for search in searches.values():
        for each in search.stories():
            if each.uri:
                known = inside.get(each.uri)
                inside[each.uri] = known.with_more(each) if known else each
    read = {document_of(raw) for each in inside.values() for raw in each.raws}
    # One article of a document can be dead while the others are read.
    unread = [each for each in found if any("#" in raw or raw not in read for raw in each.raws)]
    if not inside and len({each.headline for each in unread}) == 1:
        # The same document, sent more than once.
        first, *more = unread
        for each in more:
            first = first.with_more(each)
        return [first]
    return sorted((*inside.values(), *unread), key=lambda each: each.time, reverse=True)


async def _raw_at(topics: Topics, asked: str) -> str | None:
    """The raw event's article that the record at that place is about."""
    topic, partition, offset = parse_place(asked.encode())
    first, end = topics.ranges.get((topic, partition), (0, 0))
    if first <= offset < end:
        async for record in topics.read_ranges({(topic, partition): (offset, offset + 1)}):
            sighting = sighting_of(record)
            return sighting.raw if sighting else None
    return None


@dataclass
class StoryRecords:
    """The records about one story: what to look for, and what was found.

    It is known by `names`, which are uris; `raws` are raw events that are its own for sure.
    """

    names: set[str]
    raws: set[str]
    sightings: dict[Place, Sighting] = field(default_factory=dict)
    # What update() looks up.
    _raws: set[str] = field(default_factory=set)
    _documents: set[str] = field(default_factory=set)
    _letters: set[str] = field(default_factory=set)
    _redriven: set[str] = field(default_factory=set)
    _quoted: list[bytes] = field(default_factory=list)

    def take(self, record: Any) -> None:
        """Keeps the record if it is about the story."""
        place = place_of(record)
        if place not in self.sightings and self._is_about(record) and (found := sighting_of(record)):
            self.sightings[place] = found

    def update(self) -> None:
        """Looks up, once for a group of topics, which raw events and letters are of interest by now."""
        seen = self.sightings.values()
        kills = {each.verdict.kill.raw for each in seen if each.verdict.kill}
        raws = [each for each in seen if is_raw(each.topic)]
        self._raws = self.raws | kills | {each.raw for each in seen if not each.notice}
        self._documents = {document_of(raw) for raw in self._raws}
        self._letters = {each.at for each in seen if each.death}
        self._redriven = {each.raw for each in raws if each.redriven_from}
        self._quoted = [orjson.dumps(name) for name in self.names]

    def grow(self) -> bool:
        """Takes up the names that became known; whether there are new ones."""
        before = len(self.names), len(self.raws)
        strangers = self._strangers()
        for each in list(self.sightings.values()):
            if each.place in strangers:
                continue
            if is_raw(each.topic) and each.redriven_from:
                self.raws.add(each.raw)
            certain = each.raw in self.raws and each.own is not None
            if each.article and (each.uri in self.names or certain) and not each.status_only:
                if certain and each.own:
                    self.names.add(each.own)
                self.names.update(each.article.naming.aliases)
        return before != (len(self.names), len(self.raws))

    def _strangers(self) -> set[Place]:
        """Where clean read an article under a uri that was another's: decide has made it one of its own."""
        judged: dict[str, set[str]] = {}
        for each in self.sightings.values():
            if each.topic in JUDGED and each.article and each.uri:
                judged.setdefault(each.raw, set()).update((each.uri, *each.article.naming.aliases))
        return {
            each.place
            for each in self.sightings.values()
            if each.topic == CLEAN.name and each.raw in judged and each.uri not in judged[each.raw]
        }

    def _is_about(self, record: Any) -> bool:
        headers = headers_of(record)
        if record.topic == NOTICES.name:
            return any(quoted in (record.value or b"") for quoted in self._quoted)
        raw = raw_of_record(record, headers)
        if holds_raw_event(record, headers):
            back = redriven_from(record.headers)
            return (
                raw in self._documents
                or raw in self._raws
                or (back is not None and as_text(back) in self._letters)
                or any(name in self.names for name in subject_names(record, headers))
            )
        if headers.get("ce_subject") in self.names or (raw and document_of(raw) in self._redriven):
            return True
        return raw in (self.raws if record.topic in JUDGED - {WITHHELD.name} else self._raws)


async def _collect(topics: Topics, story: Candidate) -> StoryRecords:
    """All records about the story, and about the kill that reached it."""
    records = StoryRecords({name for name in (story.uri, *story.aliases) if name}, set(story.raws))
    for _ in range(_ROUNDS):
        for group in _GROUPS:
            records.update()
            async for record in topics.read(group):
                records.take(record)
        if not records.grow():
            break
    return records


async def _originals(topics: Topics, records: StoryRecords) -> dict[str, list[Sighting]]:
    """What decide and enrich said of the articles that the story copies."""
    uris = {each.verdict.of for each in records.sightings.values() if each.verdict.of} - records.names
    found: dict[str, list[Sighting]] = {uri: [] for uri in uris}
    if not found:
        return {}
    for group in ((UNIQUE, DUPLICATES, ENRICHED), (WITHHELD, DEAD)):
        of_raw = {each.raw: uri for uri, seen in found.items() for each in seen}
        async for record in topics.read(group):
            headers = headers_of(record)
            uri = headers.get("ce_subject") or of_raw.get(raw_of_record(record, headers) or "")
            if uri in found and not holds_raw_event(record, headers) and (sighting := sighting_of(record)):
                found[uri].append(sighting)
    return found
