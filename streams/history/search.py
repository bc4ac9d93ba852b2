"""Which story is meant: by its uri, its url, the place of one of its records, or words of its headline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Any

from streams.brokers.reader import time_of
from streams.history.dead_letters import Headers, headers_of, source_and_subject
from streams.history.sightings import (
    JUDGED,
    WAY,
    Glance,
    document_of,
    glance,
    holds_raw_event,
    raw_of_record,
    subject_names,
)
from streams.intake.identity import normalise_url
from streams.kinds import Disposition
from streams.topology import CLEAN, DEAD

#: Stories that are kept in a search: of more, those that fit best, and of these the newest.
_KEPT = 1000
#: Bytes of a dead letter in which the words of a headline are looked for.
_SEARCHED = 256 * 1024
_PLACE = re.compile(r"(?P<place>(?P<topic>[\w.-]{1,249})/\d{1,9}/\d{1,19})(?:#(?P<part>\d{1,9}))?")
_WORD = re.compile(r"\w+")


class Rank(IntEnum):
    """How well a story fits the query: only the best that are found are meant."""

    URI = 0
    ALIAS = 1
    URL = 2
    HEADLINE = 3  # the words of it
    LIKE = 4  # words with these in them
    SUBJECT = 5  # the raw event's
    BYTES = 6  # words in the subject, or in the bytes of a dead letter


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked. A `place` is topic/partition/offset of a record, `part` which article of that document."""

    text: str
    place: str | None = None
    part: int | None = None
    url: str | None = None
    words: tuple[str, ...] = ()

    def means(self, raw: str) -> bool:
        """Whether that raw event's article is asked for by its place."""
        return raw == f"{self.place}#{self.part}" if self.part is not None else document_of(raw) == self.place


def parse_query(text: str) -> Query:
    """What `text` asks for. It may be a name and words at once: what is found by the name goes first."""
    text = text.strip()
    found = _PLACE.fullmatch(text)
    if found and found["topic"] in {topic.name for topic in WAY}:
        part = found["part"]
        return Query(text, found["place"], int(part) if part else None)
    url = normalise_url(text)
    named = url or text.lower().startswith(("urn:", "tag:"))
    return Query(text, url=url, words=() if named else tuple(dict.fromkeys(_words(text))))


def _words(text: str) -> list[str]:
    """The words of a text, without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(each for each in decomposed if not unicodedata.combining(each)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that may be meant; `uri` None: a raw event that nobody has read. `ends`: its last end, if it has one.

    `raws` are its raw events that were found by the way, not all of them; `judged`: decide knows it by that uri.
    """

    uri: str | None
    rank: Rank
    time: datetime
    source: str
    headline: str
    raws: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()
    ends: str | None = None
    judged: bool = False

    def with_more(self, other: Candidate) -> Candidate:
        """The two as one, with the newer's look."""
        old, new = sorted((self, other), key=lambda each: each.time)
        return replace(
            new,
            uri=self.uri,
            rank=min(self.rank, other.rank),
            headline=new.headline or old.headline,
            raws=self.raws | other.raws,
            aliases=self.aliases | other.aliases,
            ends=new.ends or old.ends,
            judged=self.judged or other.judged,
        )


@dataclass
class Search:
    """Takes records in any order; foreign ones are passed over."""

    asked: Query
    _found: dict[str, Candidate] = field(default_factory=dict)

    def look(self, record: Any) -> None:
        """Keeps the story that this record tells of, if it fits the query."""
        headers = headers_of(record)
        raw = raw_of_record(record, headers)
        if holds_raw_event(record, headers):
            self._unread(record, headers, raw or "")
        elif record.value is not None and (self.asked.place is None or (raw and self.asked.means(raw))):
            self._article(record, raw)

    def stories(self) -> list[Candidate]:
        """Those that are meant, the newest first."""
        found = _merged(self._found.values())
        best = min((each.rank for each in found), default=None)
        return sorted((each for each in found if each.rank is best), key=lambda each: each.time, reverse=True)

    def others(self) -> list[Candidate]:
        """Those with a worse fit that go by the same name, the newest first."""
        meant = {each.uri for each in self.stories()}
        found = (each for each in _merged(self._found.values()) if each.rank <= Rank.URL)
        return sorted(
            (each for each in found if each.uri not in meant), key=lambda each: each.time, reverse=True
        )

    def _article(self, record: Any, raw: str | None) -> None:
        try:
            seen = glance(record, raw)
        except ValueError:
            return  # copydesk did not write it
        caused = seen.status_only and record.topic != CLEAN.name
        if self.asked.place is None:
            uri, rank = seen.uri, self._rank(seen)
        else:
            # Of what a kill's raw event has caused, only the kill's own article is meant by its place.
            others = seen.status_only and seen.kills is None and record.topic in JUDGED
            uri, rank = seen.kills or seen.uri, None if others else Rank.URI
        if rank is not None:
            found = Candidate(uri, rank, time_of(record), seen.source, seen.headline)
            raws = frozenset({raw} if raw and not caused else ())
            judged = record.topic in JUDGED
            self._add(
                replace(found, raws=raws, aliases=frozenset(seen.aliases), ends=seen.ends, judged=judged)
            )

    def _rank(self, seen: Glance) -> Rank | None:
        names, url = (self.asked.text, self.asked.url), self.asked.url
        if seen.uri in names:
            return Rank.URI
        if any(name in seen.aliases for name in names):
            return Rank.ALIAS
        if url and url in map(normalise_url, (*seen.urls, *seen.aliases)):
            return Rank.URL
        return _fit(self.asked.words, seen.headline)

    def _unread(self, record: Any, headers: Headers, raw: str) -> None:
        asked = self.asked
        source, subject = source_and_subject(record, headers)
        if asked.place is not None:
            if not asked.means(raw):
                return
            rank = Rank.URI
        elif any(name in (asked.text, asked.url) for name in subject_names(record, headers)):
            rank = Rank.SUBJECT
        elif _fit(asked.words, subject) is not None or (
            record.topic == DEAD.name and _fit(asked.words, _text(record.value)) is Rank.HEADLINE
        ):
            rank = Rank.BYTES
        else:
            return
        ends = str(Disposition.DEAD) if record.topic == DEAD.name else None
        self._add(
            Candidate(None, rank, time_of(record), source, subject, frozenset({raw}), ends=ends), key=raw
        )

    def _add(self, found: Candidate, key: str | None = None) -> None:
        key = key or found.uri or ""
        known = self._found.get(key)
        self._found[key] = known.with_more(found) if known else found
        if len(self._found) > 2 * _KEPT:
            kept = sorted(self._found.items(), key=lambda each: (-each[1].rank, each[1].time))[-_KEPT:]
            self._found = dict(kept)


def _merged(found: Iterable[Candidate]) -> list[Candidate]:
    """A correction that came under a uri of its own, and was put to a story, is that story."""
    all_found = list(found)
    judged = [each for each in all_found if each.judged]
    by_alias = {alias: each.uri for each in judged for alias in each.aliases if each.uri}
    by_raw = {raw: each.uri for each in judged for raw in each.raws if each.uri}
    merged: dict[str, Candidate] = {each.uri: each for each in judged if each.uri}
    for each in all_found:
        if each.judged:
            continue
        names = (by_alias.get(each.uri or ""), *(by_raw.get(raw) for raw in each.raws))
        story = next((name for name in names if name), None)
        if story:
            more = replace(each, aliases=each.aliases | ({each.uri} if each.uri else set()))
            merged[story] = merged[story].with_more(more)
        else:
            merged[each.uri or next(iter(each.raws))] = each
    return list(merged.values())


def _fit(asked: tuple[str, ...], text: str) -> Rank | None:
    if not asked or not text:
        return None
    there = _words(text)
    if set(asked) <= set(there):
        return Rank.HEADLINE
    joined = " ".join(there)
    return Rank.LIKE if all(word in joined for word in asked) else None


def _text(value: bytes | None) -> str:
    return (value or b"")[:_SEARCHED].decode("utf-8", "replace")
