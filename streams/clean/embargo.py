"""Reads an embargo in the copy: "EMBARGOED UNTIL 0001 GMT, Nov 23", "Sperrfrist: 23. November, 6 Uhr".

The markers are data, in streams/data/signals/embargo/; how the time is read stands in embargo_time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain

from ahocorasick_rs import AhoCorasick

from streams.article import Embargo
from streams.clean.embargo_clock import Whereabouts, clocks_of
from streams.clean.embargo_letters import fold, plain
from streams.clean.embargo_names import FURTHER, LANGUAGES, common, data_of
from streams.clean.embargo_time import Stated, read_time
from streams.clean.embargo_words import book_of, words_of
from streams.lazily import made_once
from streams.source_config import SourceConfig

_MOST_LETTERS = 400
_MOST_WORDS = 200
_OPENING_PARAGRAPHS = 4
_MOST_MARKERS = 4
#: No desk states so many times in one paragraph. What would take more work to read is not understood.
_MOST_READINGS = 10
#: So much of what follows a marker tells its language.
_TELLING = 120
_BOUNDARY = re.compile(r"\W*$|\s?[-–—:.;,)\]】]|/=*]")
_NOTHING = " .!。)]】>*=-–—\n"
#: What stands between a marker and its time.
_ANNOUNCES = (":", "-", "–", "—")
_WORD = re.compile(r"[^\W\d_]{2,}")
#: A line that states an embargo and nothing else is no longer.
_LINE = 90
_CLOCK = re.compile(
    r"\d[:.h]\d\d(?!\d)|\d\s?(?:h|uhr|uur|[ap]\.?\s?m)\b|\bkl\.?\s?\d|\d[時时点點]", re.IGNORECASE
)
#: Some words more, in small letters as the first of them.
_MORE = re.compile(r"[^\S\n]?[a-zß-ÿа-яα-ω][\w'’-]+(?:,? [\w'’-]+){2}")
_HOST = re.compile(r"https?://([^/?#:@\s]+)", re.IGNORECASE)
_EAST_ASIAN = re.compile("[\u2e80-\u9fff]")
_JOINED = frozenset({"ja", "zh"})
#: Behind the words of a time that has no zone, where several may be meant.
_GUESSED = ", in a time zone that is not given: the latest"
_CLOSING = {"(": ")", "[": "]", "【": "】", "<": ">"}
#: As the languages of an article are named elsewhere.
_SAME = {"nb": "no", "nn": "no"}


@dataclass(frozen=True, slots=True)
class _Marker:
    language: str
    fields: frozenset[str]
    needs: str  # "nothing" | "time" | "clock"
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


@dataclass(frozen=True, slots=True)
class _Copy:
    """What the reading of each text needs to know of the article."""

    language: str
    reference: datetime
    texts: tuple[str, ...]  # in lower case, with the host that the article comes from
    whereabouts: Whereabouts


def read_embargo(
    headline: str | None,
    slugline: str | None,
    ed_note: str | None,
    paragraphs: Sequence[str],
    language: str,
    reference: datetime,
    url: str | None = None,
    source: str | None = None,
    config: SourceConfig | None = None,
) -> Embargo | None:
    """The embargo that the copy states, or None.

    `language` is a primary BCP 47 tag, `reference` is when the article was sent, timezone-aware, and `url` is where it
    stands, if that is known. `source` is whose it is, and `config` what is configured of that.

    A day without a year is the nearest one that is not more than two days before `reference`. A weekday is
    the next one. A zone counts as written ("EST" in July is EST), but a summer time in winter is not understood;
    "ET", "Paris time" and the like follow their rules. A time without a zone is on the clock of its source, where
    that is configured, or of its language: see `clean.embargo_clock`. Of all clocks that may be meant the one counts
    where it comes last. In English it is not understood otherwise, nor in a French text from Canada.

    Unclear are, besides: a day without a time or a zone, midnight, local time, the beginning of a speech, a day that
    does not fall on the weekday named, 6:30 where clocks have twelve hours, and in English 03/04/2026; unless they have
    passed everywhere on earth. Of several embargoes the latest counts. If one of them is unclear, all are. "EMBARGO
    LIFTED" is no embargo.
    """
    texts = _texts(headline, slugline, ed_note, paragraphs)
    opened = _speaking(texts, language)
    if not opened or any(_is_lifted(name, text) for name, text, _ in opened):
        return None
    lowered = tuple(text.lower() for _, text in texts)
    host = _HOST.match(url) if url else None
    whereabouts = Whereabouts(config, tuple(each for each in (url, source) if each))
    copy = _Copy(language, reference, (*lowered, f"{host[1].lower()}/" if host else ""), whereabouts)
    found = [each for name, text, languages in opened for each in _in_text(name, text, languages, copy)]
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


def _speaking(texts: list[tuple[str, str]], language: str) -> list[tuple[str, str, frozenset[str]]]:
    """The texts that may speak of an embargo, and in which languages: a cheap look, since nearly none does."""
    automaton, owners = _stems()
    lowered = "\n".join(text for _, text in texts).lower()
    if not automaton.find_matches_as_indexes(lowered):
        return []
    own = frozenset({_SAME.get(language, language)}) & frozenset(LANGUAGES)
    found = []
    for name, text in texts:
        lowered = text.lower()
        for words in common()["ignored"]:
            lowered = lowered.replace(words, "")
        matches = automaton.find_matches_as_indexes(lowered, overlapping=True)
        if matches:
            spoken = frozenset(LANGUAGES) if not own else own.union(*(owners[stem] for stem, _, _ in matches))
            found.append((name, text, spoken))
    return found


def _is_lifted(name: str, text: str) -> bool:
    """Whether the text says that the embargo is over."""
    match = _lifted().search(text)
    if match is None:
        return False
    return name in ("note", "slug") or match[0].isupper() or not text[match.end() :].strip(_NOTHING)


def _in_text(name: str, text: str, languages: frozenset[str], copy: _Copy) -> list[_Found]:
    """The statements in one text; of those that overlap the one that says most."""
    kept: list[_Found] = []
    found = _candidates(name, text, languages, copy)
    for each in sorted(found, key=lambda one: one.worth, reverse=True):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return kept


def _candidates(name: str, written: str, languages: frozenset[str], copy: _Copy) -> Iterator[_Found]:
    text, places = fold(written)
    readings: dict[tuple[str, bool, int], Stated] = {}
    for marker in chain.from_iterable(_markers(language) for language in LANGUAGES if language in languages):
        if name not in marker.fields:
            continue
        for count, match in enumerate(marker.pattern.finditer(text)):
            if count == _MOST_MARKERS:
                break
            # "EMBARGOED" is English, whatever follows; the marker of another language may be common to several.
            telling = match.start() if marker.language == "en" else match.end()
            language, told = _language(text[telling : match.end() + _TELLING], marker.language, copy.language)
            key = (language, told, match.end())
            if key not in readings and len(readings) >= _MOST_READINGS:
                readings[key] = Stated(None, dated=True, clock=True, end=match.end(), stop=match.end())
            elif key not in readings:
                known = book_of(language)
                own = language == _SAME.get(copy.language, copy.language)
                homes = clocks_of(known, told, own, copy.texts, copy.whereabouts)
                book = known if told else known.doubted()
                readings[key] = read_time(text, match.end(), copy.reference, book, homes)
            reading = readings[key]
            if not _meant(marker, name, text, match, reading):
                continue
            start, end = match.start(), reading.end
            if places is not None:
                start, end = places[start], places[end]
            # A marker that says what follows, such as "... rica olunur", has no words of its own.
            words = _stated(written, start, end) or written[start:end] or written[start : start + _MOST_WORDS]
            words += _GUESSED if reading.guessed else ""
            yield _Found(match.start(), reading.end, reading.until, reading.dated, words)


def _meant(marker: _Marker, name: str, text: str, match: re.Match[str], reading: Stated) -> bool:
    """Whether an embargo is meant: the marker has the time that it needs, and no news goes on behind it."""
    rest = text[reading.end :]
    if marker.needs == "clock" and not reading.clock:
        return False
    ends = marker.whole or _ends(name, rest) or _ends(name, text[reading.stop :])
    if not marker.whole and _announced(name, text, match.end(), reading):
        return True
    if not reading.clock and _CLOCK.search(_bracketed(text, match)):
        return True
    if marker.needs == "time" and not (reading.clock or (reading.dated and ends)):
        return False
    if marker.needs != "nothing" and name != "note" and _goes_on(text, match, reading):
        return False
    if marker.needs == "time" and reading.end == match.end() and name != "note":
        return False  # a day or a time comes later, in other words: "Embargo: farmers protest on Tuesday"
    if marker.whole and (rest := text[reading.stop :]).strip(_NOTHING):
        opening = next((letter for letter in match[0] if letter in _CLOSING), None)
        return opening is not None and _CLOSING[opening] in text[match.end() : reading.stop + 1]
    return True


def _goes_on(text: str, match: re.Match[str], reading: Stated) -> bool:
    """Whether the sentence goes on behind the time: "Embargo hingga pukul 12.00 akan ditinjau, kata menteri"."""
    begins = text[match.end() :].lstrip()[:1] not in _ANNOUNCES and match[0].rstrip()[-1:] not in _ANNOUNCES
    return begins and not match[0].isupper() and _MORE.match(text[reading.stop :]) is not None


def _bracketed(text: str, match: re.Match[str]) -> str:
    """What stands behind a marker in the bracket that it opens: "[EMBARGO 25/11 à 10h45] ..."; "" without one."""
    opening = next((letter for letter in match[0] if letter in _CLOSING), None)
    closing = text.find(_CLOSING[opening], match.end(), match.end() + _LINE) if opening else -1
    return text[match.end() : closing] if closing >= 0 else ""


def _announced(name: str, text: str, end: int, reading: Stated) -> bool:
    """Whether a line of its own gives a time behind a day, a colon, a dash or "until" in words nobody understands."""
    following = text[end:].lstrip()
    if name == "headline" or len(text) > _LINE or reading.clock or not _CLOCK.search(following):
        return False
    word = _WORD.match(following)
    return (
        reading.end > end or following[:1] in _ANNOUNCES or (word is not None and word[0].lower() in _until())
    )


def _language(statement: str, of_marker: str, of_copy: str) -> tuple[str, bool]:
    """The language in which the time is told, and whether it is the copy's, or its words are not English as well.

    If they are, a time without a zone is not understood, as in English.
    """
    own = _SAME.get(of_copy, of_copy)
    joined = [each for each in (of_marker, own) if each in _JOINED]
    if joined and _EAST_ASIAN.search(statement):
        return joined[0], True
    words = {word.lower() for word in _WORD.findall(statement)}
    # The others of FURTHER are not asked: each costs a hundredth of a second when its words are first needed.
    asked = [each for each in LANGUAGES if each not in FURTHER or each in (own, of_marker)]
    scores = {language: len(words & words_of(language)) for language in asked}
    best = max(scores.values())
    preferred = (own, of_marker) if of_marker == "en" or best else (of_marker, own)
    language = next(each for each in (*preferred, "en", *asked) if scores.get(each) == best)
    return language, language == own or best > scores["en"]


def _stated(text: str, start: int, end: int) -> str:
    """The words of the statement, without what stands around it."""
    words = text[start:end].lstrip(" ,([-–—|.*#\n\t")
    closed = words.count("(") <= words.count(")") or text[end : end + 1] != ")"
    return (words if closed else words + ")")[:_MOST_WORDS].strip()


def _ends(name: str, rest: str) -> bool:
    """Whether the statement ends there; news goes on: "Embargo jusqu'au 23 novembre sur le bœuf"."""
    return name == "note" or _BOUNDARY.match(rest) is not None


@cache
def _stems() -> tuple[AhoCorasick, tuple[frozenset[str], ...]]:
    """An automaton of the stems of all languages, and for each stem the languages whose it is."""
    owners: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for stem in data_of(language)["stems"]:
            owners.setdefault(stem, set()).add(language)
    return AhoCorasick(list(owners)), tuple(frozenset(each) for each in owners.values())


@cache
def _until() -> frozenset[str]:
    """The words for "until" in all languages."""
    return frozenset(word for language in LANGUAGES for word in data_of(language).get("until", ()))


@cache
def _lifted() -> re.Pattern[str]:
    return re.compile(common()["lifted"])


@made_once
def _markers(language: str) -> tuple[_Marker, ...]:
    return tuple(
        _Marker(
            language,
            frozenset(raw["fields"]),
            raw["needs"],
            raw.get("whole", False),
            re.compile(_expanded(raw["text"])),
        )
        for raw in data_of(language)["marker"]
    )


def _expanded(pattern: str) -> str:
    """The pattern with the parts that it names, which may name others."""
    while "{{" in pattern:
        pattern = re.sub(r"\{\{(\w+)\}\}", lambda part: str(common()["parts"][part[1]]), pattern)
    return plain(pattern)
