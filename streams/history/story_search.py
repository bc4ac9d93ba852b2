"""Which story is meant: by its uri, its url, the place of a raw event, or words of its headline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from streams.history.sighting import LATER, WAY, document_of
from streams.history.sightings import (
    Headers,
    glance,
    headers_of,
    raw_of_record,
    source_and_subject,
    subject_names,
)
from streams.intake.identity import normalise_url
from streams.kinds import Disposition
from streams.topology import CLEAN, DEAD, RAW

#: Of so many stories the newest are kept, where more are found.
_KEPT = 1000
#: Of the bytes of a dead letter so many are searched for the words of a headline.
_SEARCHED = 256 * 1024
_PLACE = re.compile(r"(?P<place>(?P<topic>[\w.-]{1,249})/\d{1,9}/\d{1,19})(?:#(?P<part>\d{1,9}))?")
_WORD = re.compile(r"\w+")


class Rank(IntEnum):
    """How well a story fits the question: only the best that are found are meant."""

    URI = 0
    ALIAS = 1
    URL = 2
    HEADLINE = 3  # the words of it
    LIKE = 4  # words with these in them
    SUBJECT = 5  # the raw event's
    BYTES = 6  # words in the subject, or in the bytes of a dead letter


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. A `place` is topic/partition/offset of a record, `part` which article of that document."""

    text: str
    place: str | None = None
    part: int | None = None
    url: str | None = None
    words: tuple[str, ...] = ()

    def means(self, raw: str) -> bool:
        """Whether that raw event's article is asked for by its place."""
        return raw == f"{self.place}#{self.part}" if self.part is not None else document_of(raw) == self.place


def question(text: str) -> Question:
    """What `text` asks for. A text may be a name and words at once: the better find decides."""
    text = text.strip()
    found = _PLACE.fullmatch(text)
    if found and found["topic"] in {topic.name for topic in WAY}:
        part = found["part"]
        return Question(text, found["place"], int(part) if part else None)
    url = normalise_url(text)
    named = url or text.lower().startswith(("urn:", "tag:"))
    return Question(text, url=url, words=() if named else tuple(dict.fromkeys(words(text))))


def words(text: str) -> list[str]:
    """The words of a text, without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(each for each in decomposed if not unicodedata.combining(each)))


@dataclass(frozen=True, slots=True)
class Found:
    """A story that may be meant; `uri` None: a raw event that nobody has read. `ends`: its last end, if it has one.

    `raws` are its raw events that were found by the way, not all of them; `judged`: dedupe knows it by that uri.
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

    def with_more(self, other: Found) -> Found:
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

    asked: Question
    _found: dict[str, Found] = field(default_factory=dict)

    def look(self, record: Any) -> None:
        """Keeps what of this record fits the question."""
        headers = headers_of(record)
        raw = raw_of_record(record, headers)
        if record.topic == RAW.name or (record.topic == DEAD.name and headers.get("dead-topic") == RAW.name):
            self._unread(record, headers, raw or "")
        elif record.value is not None and (self.asked.place is None or (raw and self.asked.means(raw))):
            self._article(record, raw)

    def stories(self) -> list[Found]:
        """Those that are meant, the newest first."""
        found = _merged(self._found.values())
        best = min((each.rank for each in found), default=None)
        return sorted((each for each in found if each.rank is best), key=lambda each: each.time, reverse=True)

    def others(self) -> list[Found]:
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
            return
        uri = seen.uri
        if self.asked.place is not None:
            # Of what a kill's raw event has caused, only the kill's own article is meant.
            if seen.standing and seen.kills is None and record.topic in LATER:
                return
            uri, rank = seen.kills or uri, Rank.URI
        else:
            names = (self.asked.text, self.asked.url)
            if uri in names:
                rank = Rank.URI
            elif any(name in seen.aliases for name in names):
                rank = Rank.ALIAS
            elif self.asked.url and self.asked.url in map(normalise_url, (*seen.urls, *seen.aliases)):
                rank = Rank.URL
            elif (matched := _fit(self.asked.words, seen.headline)) is not None:
                rank = matched
            else:
                return
        caused = seen.standing and record.topic != CLEAN.name
        raws = frozenset({raw} if raw and not caused else ())
        self._add(
            Found(
                uri,
                rank,
                _time(record),
                seen.source,
                seen.headline,
                raws,
                frozenset(seen.aliases),
                seen.ends,
                record.topic in LATER,
            )
        )

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
        self._add(Found(None, rank, _time(record), source, subject, frozenset({raw}), ends=ends), key=raw)

    def _add(self, found: Found, key: str | None = None) -> None:
        key = key or found.uri or ""
        known = self._found.get(key)
        self._found[key] = known.with_more(found) if known else found
        if len(self._found) > 2 * _KEPT:
            kept = sorted(self._found.items(), key=lambda each: (-each[1].rank, each[1].time))[-_KEPT:]
            self._found = dict(kept)


def _merged(found: Iterable[Found]) -> list[Found]:
    """A correction that came under a uri of its own, and was put to a story, is that story."""
    all_found = list(found)
    judged = [each for each in all_found if each.judged]
    by_alias = {alias: each.uri for each in judged for alias in each.aliases if each.uri}
    by_raw = {raw: each.uri for each in judged for raw in each.raws if each.uri}
    merged: dict[str, Found] = {each.uri: each for each in judged if each.uri}
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
    there = words(text)
    if set(asked) <= set(there):
        return Rank.HEADLINE
    joined = " ".join(there)
    return Rank.LIKE if all(word in joined for word in asked) else None


def _text(value: bytes | None) -> str:
    return (value or b"")[:_SEARCHED].decode("utf-8", "replace")


def _time(record: Any) -> datetime:
    return datetime.fromtimestamp(max(0, record.timestamp) / 1000, UTC)
