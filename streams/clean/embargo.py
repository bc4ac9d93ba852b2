"""Reads an embargo in the copy: "EMBARGOED UNTIL 0001 GMT, Nov 23", "Sperrfrist: 23. November, 6 Uhr".

The markers are data, in streams/data/signals/embargo.toml; how the time is read stands in embargo_time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from ahocorasick_rs import AhoCorasick

from streams.clean.embargo_time import read_time, table

_MOST_LETTERS = 400
_MOST_WORDS = 200
_OPENING_PARAGRAPHS = 4
_MOST_MARKERS = 4
_HOMES = {"de": "Europe/Berlin", "fr": "Europe/Paris"}
_BOUNDARY = re.compile(r"\W*$|\s?[-–—:.;,)\]|/=*]")


@dataclass(frozen=True, slots=True)
class Embargo:
    """An embargo: its end in UTC, and the words that state it. `until` is None if the time cannot be understood."""

    until: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class _Marker:
    fields: frozenset[str]
    needs: str  # "nothing" | "time" | "clock"
    home: str | None
    whole: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    until: datetime | None
    dated: bool
    words: str

    @property
    def worth(self) -> tuple[bool, bool, int]:
        return (self.until is not None, self.dated, self.end - self.start)


def read_embargo(
    headline: str | None,
    slugline: str | None,
    ed_note: str | None,
    paragraphs: Sequence[str],
    language: str,
    reference: datetime,
) -> Embargo | None:
    """The embargo that the copy states, or None. `reference` is when the article was sent, timezone-aware.

    A day without a year is the nearest one that is not more than two days before `reference`. A weekday is
    the next one, or the same day. A zone counts as written ("EST" in July is EST); "ET", "Paris time" and the
    like follow their rules. A German or French time without a zone is Europe/Berlin or Europe/Paris: the
    legal time of German, Austrian, Swiss and French desks. A French-Canadian or overseas desk that names no
    zone is therefore read wrongly.

    Unclear are: an English time without a zone, a day without a time or a zone, midnight, local time, a day
    that does not fall on the weekday named, and 03/04/2026; unless they have passed everywhere on earth. Of
    several embargoes the latest counts. If one of them is unclear, all are. "EMBARGO LIFTED" is no embargo.
    """
    texts = _speaking(_texts(headline, slugline, ed_note, paragraphs))
    if not texts or any(_lifted().search(text) for _, text in texts):
        return None
    found = [each for name, text in texts for each in _in_text(name, text, language, reference)]
    if not found:
        return None
    # "EMBARGOED" in the headline says no more than the note that gives the time.
    told = [each for each in found if each.dated] or found
    unclear = next((each for each in told if each.until is None), None)
    if unclear is not None:
        return Embargo(None, unclear.words)
    until, words = max((each.until, each.words) for each in told if each.until is not None)
    return Embargo(until, words)


def _texts(
    headline: str | None, slugline: str | None, ed_note: str | None, paragraphs: Sequence[str]
) -> list[tuple[str, str]]:
    found = [("headline", headline), ("slug", slugline), ("note", ed_note)]
    found += [("opening", paragraph) for paragraph in paragraphs[:_OPENING_PARAGRAPHS]]
    found += [("opening", paragraphs[-1])] if len(paragraphs) > _OPENING_PARAGRAPHS else []
    return [(name, text[:_MOST_LETTERS]) for name, text in found if text]


def _speaking(texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that may speak of an embargo: a cheap look, since nearly none does."""
    stems = _stems()
    return [(name, text) for name, text in texts if stems.find_matches_as_indexes(text.lower())]


def _in_text(name: str, text: str, language: str, reference: datetime) -> list[_Found]:
    """The statements in one text; of those that overlap the one that says most."""
    kept: list[_Found] = []
    for each in sorted(_candidates(name, text, language, reference), key=lambda one: one.worth, reverse=True):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return kept


def _candidates(name: str, text: str, language: str, reference: datetime) -> Iterator[_Found]:
    for marker in _markers():
        if name not in marker.fields:
            continue
        home = marker.home or ("fr" if language == "fr" else None)
        for count, match in enumerate(marker.pattern.finditer(text)):
            if count == _MOST_MARKERS:
                break
            reading = read_time(text, match.end(), reference, ZoneInfo(_HOMES[home]) if home else None)
            rest = text[reading.end :]
            if marker.needs == "clock" and not reading.clock:
                continue
            if marker.needs == "time" and not (reading.clock or (reading.dated and _ends(name, rest))):
                continue
            if marker.whole and rest.strip(" .!)\n"):
                continue
            words = _stated(text, match.start(), reading.end)
            yield _Found(match.start(), reading.end, reading.until, reading.dated, words or match[0])


def _stated(text: str, start: int, end: int) -> str:
    """The words of the statement, without what stands around it."""
    words = text[start:end].lstrip(" ,([-–—|.*#\n\t")
    closed = words.count("(") <= words.count(")") or text[end : end + 1] != ")"
    return (words if closed else words + ")")[:_MOST_WORDS].strip()


def _ends(name: str, rest: str) -> bool:
    """Whether the statement ends there; news goes on: "Embargo jusqu'au 23 novembre sur le bœuf"."""
    return name == "note" or _BOUNDARY.match(rest) is not None


@cache
def _stems() -> AhoCorasick:
    return AhoCorasick(table()["stems"])


@cache
def _lifted() -> re.Pattern[str]:
    return re.compile(table()["lifted"])


@cache
def _markers() -> tuple[_Marker, ...]:
    return tuple(
        _Marker(
            frozenset(raw["fields"]),
            raw["needs"],
            raw.get("home"),
            raw.get("whole", False),
            re.compile(raw["text"]),
        )
        for raw in table()["marker"]
    )
