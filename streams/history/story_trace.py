"""The path of a story, read from the topics: first which one is meant, then all records about it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from streams.brokers.client import Broker
from streams.brokers.spans import Progress, Spans, read_spans, whole
from streams.brokers.time_spans import between
from streams.history.account import as_text
from streams.history.letters import redriven_from
from streams.history.path import Path, path
from streams.history.sighting import LATER, WAY, Sighting, document_of
from streams.history.sightings import headers_of, raw_of_record, sighting_of, subject_names
from streams.history.story_search import Found, Question, Search, question
from streams.topology import CLEAN, DEAD, DUPLICATES, ENRICHED, NOTICES, RAW, UNIQUE, WITHHELD

#: In this order each group knows from those before it which raw events are meant.
_GROUPS = ((UNIQUE, DUPLICATES, ENRICHED, NOTICES), (WITHHELD, DEAD, CLEAN), (RAW,))
#: Where a name is looked for first, and then.
_READ, _UNREAD = (CLEAN, UNIQUE, DUPLICATES, WITHHELD, ENRICHED, DEAD), (RAW,)
#: A redriven letter, or a story that took up another's article, brings new names: so often all is read again.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """The path of the story, if one is meant; else those that may be, the newest first. `others` have its name, too."""

    path: Path | None
    found: tuple[Found, ...] = ()
    others: tuple[Found, ...] = ()


@dataclass
class Topics:
    """What the topics held when the question came, between two times."""

    broker: Broker | str
    spans: Spans
    since: datetime | None
    until: datetime | None
    progress: Progress

    async def read(self, names: Iterable[str], only: Spans | None = None) -> AsyncIterator[Any]:
        """The records of these topics, or those in `only`. Raises BrokerError, TopicsError."""
        wanted = set(names)
        spans = {place: span for place, span in (only or self.spans).items() if place[0] in wanted}
        async for record in read_spans(self.broker, spans, self.progress):
            if self._holds(record.timestamp):
                yield record

    def _holds(self, timestamp: int) -> bool:
        since = self.since is None or timestamp >= self.since.timestamp() * 1000
        return since and (self.until is None or timestamp < self.until.timestamp() * 1000)


async def trace_story(
    broker: Broker | str,
    text: str,
    since: datetime | None = None,
    until: datetime | None = None,
    progress: Progress = lambda *_: None,
) -> Answer:
    """What became of the story that `text` means: a uri, a url, a record's place or words of a headline.

    Of the topics is read what they hold now, from `since` on and before `until`. An answer without anything found
    is empty. Raises BrokerError, TopicsError.
    """
    spans = await whole(broker, [topic.name for topic in WAY])
    spans = await between(broker, spans, since, until)
    return await answer(Topics(broker, spans, since, until, progress), text)


async def answer(topics: Topics, text: str) -> Answer:
    """The same, from topics that are known."""
    stories, others = await _find(topics, question(text))
    if len(stories) != 1:
        return Answer(None, tuple(stories))
    net = await _collect(topics, stories[0])
    originals = await _originals(topics, net)
    return Answer(path(net.caught.values(), net.names, originals), (), tuple(others))


async def _find(topics: Topics, asked: Question) -> tuple[list[Found], list[Found]]:
    if asked.place is not None and not asked.place.startswith(f"{RAW.name}/"):
        raw = await _raw_at(topics, asked.place)
        if raw is None:
            return [], []
        return await _find(topics, question(raw))
    search = Search(asked)
    async for record in topics.read(topic.name for topic in _READ):
        search.look(record)
    known = search.stories()
    if not any(each.uri for each in known) and not (known and asked.place):
        async for record in topics.read(topic.name for topic in _UNREAD):
            search.look(record)
    found = search.stories()
    raws = {document_of(raw) for each in found for raw in each.raws}
    if found and asked.place is None and not any(each.uri for each in found):
        # Known by the envelope's subject alone: what is in those documents goes by uris of its own.
        return await _inside(topics, raws, found), []
    return found, search.others()


async def _inside(topics: Topics, raws: set[str], found: list[Found]) -> list[Found]:
    """What was read in these raw events; themselves where nobody has read them."""
    searches = {raw: Search(question(raw)) for raw in raws}
    async for record in topics.read(topic.name for topic in _READ):
        raw = raw_of_record(record, headers_of(record))
        if raw and (search := searches.get(document_of(raw))):
            search.look(record)
    inside: dict[str, Found] = {}
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


async def _raw_at(topics: Topics, place: str) -> str | None:
    """The raw event's article that the record at that place is about."""
    topic, partition, offset = place.rsplit("/", 2)
    span = {(topic, int(partition)): (int(offset), int(offset) + 1)}
    there = topics.spans.get((topic, int(partition)), (0, 0))
    if not there[0] <= int(offset) < there[1]:
        return None
    async for record in topics.read([topic], span):
        try:
            return sighting_of(record).raw
        except ValueError:
            return None
    return None


@dataclass
class Net:
    """What is looked for, and what was caught. `raws` are the story's own raw events for sure."""

    names: set[str]
    raws: set[str]
    caught: dict[tuple[str, int, int], Sighting] = field(default_factory=dict)
    # What known() looks up.
    _raws: set[str] = field(default_factory=set)
    _documents: set[str] = field(default_factory=set)
    _letters: set[str] = field(default_factory=set)
    _redriven: set[str] = field(default_factory=set)
    _quoted: list[bytes] = field(default_factory=list)

    def take(self, record: Any) -> None:
        """Keeps the record if it is about the story."""
        place = (record.topic, record.partition, record.offset)
        if place in self.caught or not self._is_about(record):
            return
        try:
            self.caught[place] = sighting_of(record)
        except ValueError:
            return  # none of ours

    def known(self) -> None:
        """Looks up, once for a group of topics, which raw events and letters are of interest by now."""
        seen = self.caught.values()
        verdicts = (each.article.verdict for each in seen if each.article)
        kills = {verdict.kill.raw for verdict in verdicts if verdict and verdict.kill}
        raws = [each for each in seen if each.topic == RAW.name]
        self._raws = self.raws | kills | {each.raw for each in seen if not each.notice}
        self._documents = {document_of(raw) for raw in self._raws}
        self._letters = {each.at for each in seen if each.death}
        self._redriven = {each.raw for each in raws if each.redriven_from}
        self._quoted = [orjson.dumps(name) for name in self.names]

    def grow(self) -> bool:
        """Takes up the names that became known; whether there are new ones."""
        before = len(self.names), len(self.raws)
        for each in list(self.caught.values()):
            if each.topic == RAW.name and each.redriven_from:
                self.raws.add(each.raw)
            certain = each.raw in self.raws and each.own is not None
            if each.article and (each.uri in self.names or certain) and not each.standing:
                if certain and each.own:
                    self.names.add(each.own)
                self.names.update(each.article.aliases)
        return before != (len(self.names), len(self.raws))

    def _is_about(self, record: Any) -> bool:
        headers = headers_of(record)
        if record.topic == NOTICES.name:
            return any(quoted in (record.value or b"") for quoted in self._quoted)
        raw = raw_of_record(record, headers)
        if record.topic == RAW.name or (record.topic == DEAD.name and headers.get("dead-topic") == RAW.name):
            back = redriven_from(record.headers)
            return (
                raw in self._documents
                or raw in self._raws
                or (back is not None and as_text(back) in self._letters)
                or any(name in self.names for name in subject_names(record, headers))
            )
        if headers.get("ce_subject") in self.names or (raw and document_of(raw) in self._redriven):
            return True
        return raw in (self.raws if record.topic in LATER - {WITHHELD.name} else self._raws)


async def _collect(topics: Topics, story: Found) -> Net:
    """All records about the story, and about the kill that reached it."""
    net = Net({name for name in (story.uri, *story.aliases) if name}, set(story.raws))
    for _ in range(_ROUNDS):
        for group in _GROUPS:
            net.known()
            async for record in topics.read(topic.name for topic in group):
                net.take(record)
        if not net.grow():
            break
    return net


async def _originals(topics: Topics, net: Net) -> dict[str, list[Sighting]]:
    """What dedupe and enrich said of the articles that the story copies."""
    verdicts = (each.article.verdict for each in net.caught.values() if each.article)
    uris = {verdict.of for verdict in verdicts if verdict and verdict.of} - net.names
    found: dict[str, list[Sighting]] = {uri: [] for uri in uris}
    if not found:
        return {}
    for group in ((UNIQUE, DUPLICATES, ENRICHED), (WITHHELD, DEAD)):
        of_raw = {each.raw: uri for uri, seen in found.items() for each in seen}
        async for record in topics.read(topic.name for topic in group):
            headers = headers_of(record)
            if record.topic == DEAD.name and headers.get("dead-topic") == RAW.name:
                continue
            uri = headers.get("ce_subject") or of_raw.get(raw_of_record(record, headers) or "")
            if uri in found:
                try:
                    found[uri].append(sighting_of(record))
                except ValueError:
                    continue  # none of ours
    return found
