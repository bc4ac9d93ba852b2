"""Reads what an article says it is: a correction, an update, a repeat, an advisory, a hold, a release, a kill.

The patterns are data, in streams/data/signals/. A kill comes before a hold, a release, a correction, an update, a
repeat and an advisory: "ADVISORY: kill" is a kill, "CORRECTED-UPDATE 2" a correction, "REPEAT-UPDATE 1" a repeat.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from ahocorasick_rs import AhoCorasick

from streams.clean.embargo import Embargo, read_embargo
from streams.clean.takes import read_take
from streams.kinds import Format, Signal

#: A marker stands at the beginning of its field; a longer look finds only chance. It bounds the patterns, too.
_MOST_LETTERS = 400
_FILES = ("kills", "holds", "releases", "corrections", "updates", "repeats", "advisories")
#: The formats of agencies. The others carry the headlines of newspapers as well.
_WIRE = frozenset(
    {Format.TEXT, Format.NINJS, Format.NEWSML_G2, Format.NEWSML, Format.NITF, Format.ANPA, Format.IPTC7901}
)
_FORMATS = {"any": frozenset(Format), "sent": frozenset(Format) - {Format.HTML}, "wire": _WIRE}
_OPENING_PARAGRAPHS = 3
#: Copy without markup may begin with its slugline, which then is read as the headline.
_WIRE_SLUG = re.compile(r"(?:BC|AM|PM|bc|am|pm)-")


@dataclass(frozen=True, slots=True)
class _Pattern:
    signal: Signal
    fields: frozenset[str]
    formats: frozenset[Format]
    languages: frozenset[str]  # empty: all
    yields_to: str | None  # "correction" | "embargo"
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Group:
    """Patterns that are tried only where one of the stems stands in the text; without stems, always."""

    stems: tuple[str, ...]
    patterns: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What the copy says of itself, and in which words."""

    signal: Signal | None = None
    words: str | None = None  # those of the signal
    take: int | None = None  # from 1
    takes: int | None = None  # of how many
    embargo: datetime | None = None  # in UTC
    embargo_words: str | None = None  # without `embargo`: it speaks of one, and the time cannot be understood


def read_said(
    headline: str | None,
    slugline: str | None,
    ed_note: str | None,
    paragraphs: Sequence[str],
    language: str,
    format_: Format,
    reference: datetime,
) -> Said:
    """All that the copy says of itself. `reference` is when it was sent: dates without a year are near it.

    "HOLD FOR RELEASE" and the like with a time are an embargo and no hold; so are those with a time that cannot be
    read, since an embargo that nobody understands is held and told of.
    """
    embargo = read_embargo(headline, slugline, ed_note, paragraphs, language, reference)
    signal, words = _read_signal(
        _texts(headline, slugline, ed_note, paragraphs), language, format_, embargo is not None
    )
    take, takes = read_take(headline, slugline, ed_note, paragraphs, language)
    said = Said(signal, words, take, takes)
    return _embargoed(said, embargo) if embargo is not None else said


def read_signal(
    headline: str | None,
    slugline: str | None,
    ed_note: str | None,
    paragraphs: Sequence[str],
    language: str,
    format_: Format = Format.TEXT,
) -> tuple[Signal | None, str | None]:
    """What the article says it is, and the words that say so; (None, None) if it says nothing.

    Markers are looked for in the headline, the slugline, the editor's note and the first paragraphs, and plain
    statements of a correction in the last. `language` is a primary BCP 47 tag; with "und" the markers of
    every language count, and those of a kill, a hold or a release always do. On a web page (`format_`) only
    notices about the article itself count as a kill.
    """
    texts = _texts(headline, slugline, ed_note, paragraphs)
    return _read_signal(texts, language, format_, embargoed=False)


_Texts = list[tuple[frozenset[str], str]]


def _texts(
    headline: str | None, slugline: str | None, ed_note: str | None, paragraphs: Sequence[str]
) -> _Texts:
    """Where to look, in order: each text, bounded, and the names of the fields that it is."""
    first = _SLUG_LINE if headline and _WIRE_SLUG.match(headline) else _HEADLINE
    found = [(first, headline), (_SLUG, slugline), (_NOTE, ed_note)]
    found += [(_ONLY if len(paragraphs) <= 2 else _FIRST, paragraph) for paragraph in paragraphs[:1]]
    found += [(_OPENING, paragraph) for paragraph in paragraphs[1:_OPENING_PARAGRAPHS]]
    found += [(_LAST, paragraphs[-1])] if len(paragraphs) > 1 else []
    bounded = [(names, text[: 2 * _MOST_LETTERS].strip()[:_MOST_LETTERS]) for names, text in found if text]
    return [(names, text) for names, text in bounded if text]


_HEADLINE = frozenset({"headline"})
_SLUG = frozenset({"slug"})
_SLUG_LINE = _HEADLINE | _SLUG
_NOTE = frozenset({"note"})
_OPENING = frozenset({"opening"})
_FIRST = _OPENING | {"first"}
_ONLY = _FIRST | {"only"}
_LAST = frozenset({"last"})


def _read_signal(
    texts: _Texts, language: str, format_: Format, embargoed: bool
) -> tuple[Signal | None, str | None]:
    yielding: tuple[Signal, str] | None = None
    for entry, spoken in _tried(texts, language, format_):
        if embargoed and entry.yields_to == "embargo":
            continue
        if yielding is not None and entry.signal not in (yielding[0], Signal.CORRECTION):
            continue
        # A correction below the article is older than the notice above it, which it does not revoke.
        words = _words(entry, [each for each in spoken if each[0] is not _LAST] if yielding else spoken)
        if words is None:
            continue
        if entry.yields_to != "correction":
            return entry.signal, words
        yielding = yielding or (entry.signal, words)
    return yielding or (None, None)


def _tried(texts: _Texts, language: str, format_: Format) -> Iterator[tuple[_Pattern, _Texts]]:
    """The patterns, each with the texts in which a stem of its group stands: with all, if that has no stems."""
    automaton, owners = _stems()
    spoken: dict[int, _Texts] = {}
    for each in texts:
        matches = automaton.find_matches_as_indexes(each[1].lower(), overlapping=True)
        for number in {number for stem, _, _ in matches for number in owners[stem]}:
            spoken.setdefault(number, []).append(each)
    for number, group in enumerate(_groups()):
        found = spoken.get(number, []) if group.stems else texts
        if found:
            for entry in _chosen(number, language, format_):
                yield entry, found


def _words(entry: _Pattern, texts: _Texts) -> str | None:
    for names, text in texts:
        if not names.isdisjoint(entry.fields) and (match := entry.pattern.search(text)) is not None:
            return match[0].strip()
    return None


def _embargoed(said: Said, embargo: Embargo) -> Said:
    return replace(said, embargo=embargo.until, embargo_words=embargo.words)


@cache
def _stems() -> tuple[AhoCorasick, tuple[tuple[int, ...], ...]]:
    """An automaton of all stems, and for each stem the numbers of the groups whose it is."""
    owners: dict[str, list[int]] = {}
    for number, group in enumerate(_groups()):
        for stem in group.stems:
            owners.setdefault(stem, []).append(number)
    return AhoCorasick(list(owners)), tuple(tuple(numbers) for numbers in owners.values())


@cache
def _chosen(number: int, language: str, format_: Format) -> tuple[_Pattern, ...]:
    return tuple(entry for entry in _groups()[number].patterns if _counts(entry, language, format_))


def _counts(entry: _Pattern, language: str, format_: Format) -> bool:
    spoken = not entry.languages or language in entry.languages or language == "und"
    return spoken and format_ in entry.formats


@cache
def _groups() -> tuple[_Group, ...]:
    """All patterns, in the order in which they are tried."""
    ranked = sorted((each for name in _FILES for each in _load(name)), key=lambda each: each[0])
    return tuple(group for _, group in ranked)


def _load(name: str) -> Iterator[tuple[float, _Group]]:
    """The patterns of one file, with their ranks: those that it wants tried before another file's stand apart."""
    path = files("streams") / "data" / "signals" / f"{name}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    by_rank: dict[float, list[_Pattern]] = {}
    for raw in table["pattern"]:
        rank = _FILES.index(raw["before"]) - 0.5 if "before" in raw else _FILES.index(name)
        by_rank.setdefault(rank, []).append(_pattern(raw, table))
    for rank, patterns in by_rank.items():
        yield rank, _Group(tuple(table.get("stems", ())), tuple(patterns))


def _pattern(raw: dict[str, Any], table: dict[str, Any]) -> _Pattern:
    """An entry as read. Where its file names no signal of its own, each entry does, and counts in every format."""
    own = table.get("signal")
    text = re.sub(r"\{\{(\w+)\}\}", lambda part: str(table["parts"][part[1]]), raw["text"])
    return _Pattern(
        signal=Signal(raw["signal"] if own is None else own),
        fields=frozenset(raw["fields"]),
        formats=_FORMATS[raw.get("formats", "sent" if own else "any")],
        languages=frozenset(raw.get("languages", ())),
        yields_to=raw.get("yields_to"),
        pattern=re.compile(text),
    )
