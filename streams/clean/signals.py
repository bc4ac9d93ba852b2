"""What an article says of itself: its signal, its take and its embargo, and whether it may go out.

A signal is a correction, an update, a repeat, an advisory, a hold, a release or a kill. The patterns are data, in
streams/data/signals/. A kill comes before a hold, a release, a correction, an update, a repeat and an advisory:
"ADVISORY: kill" is a kill, "CORRECTED-UPDATE 2" a correction, "REPEAT-UPDATE 1" a repeat.

A take is a part of a running story: "2nd take", "1st Add", "(zwei Teile, Teil 2)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick

from streams.article import Article, Hold
from streams.clean.embargo import Embargo, read_embargo
from streams.datafiles import read_toml
from streams.kinds import Format, HoldReason, Signal

#: A hold or a release that says no more than this, in words, has no text of its own to be published.
_NOTE_WORDS = 40
_NOTES = frozenset({Signal.HOLD, Signal.RELEASE})
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
#: A mark of a take that stands alone, as a line of its own, is no longer than this.
_LONGEST_LINE = 60
_MOST_TAKE_LETTERS = 300
#: No desk sends a story in more takes; a larger number means something else.
_MOST_TAKES = 20


def is_message(article: Article) -> bool:
    """Whether the item only says something about another article, and is no article itself.

    A kill always does. A hold or a release does, unless it brings a whole text.
    """
    if article.signal is Signal.KILL:
        return True
    if article.signal not in _NOTES:
        return False
    return sum(len(paragraph.split()) for paragraph in article.paragraphs) <= _NOTE_WORDS and not (
        article.pub_status == "withheld" and article.headline
    )


def with_standing(article: Article) -> Article:
    """The article with its signal, its take, its embargo and its hold.

    What the format says (pubStatus, the date of an embargo) counts before what the copy says. A canceled item
    is a kill. An item without a text of its own is a hold if it is withheld, and a release if it is usable.
    """
    said = read_said(
        article.headline,
        article.slugline,
        article.ed_note,
        article.paragraphs,
        article.language,
        article.format,
        article.wire_time or article.origin.timestamp,
        article.url,
    )
    embargoed = _latest(article.embargoed, said.embargo)
    words = article.embargo_words or said.embargo_words if embargoed is None else article.embargo_words
    article = replace(
        article,
        signal=_signal(article, said),
        take=article.take or said.take,
        takes=article.takes or said.takes,
        embargoed=embargoed,
        embargo_words=words,
    )
    return replace(article, hold=_hold(article, said))


def _signal(article: Article, said: Said) -> Signal | None:
    if article.pub_status == "canceled":
        return Signal.KILL
    if not article.paragraphs and not article.headline:
        return Signal.HOLD if article.pub_status == "withheld" else Signal.RELEASE
    return said.signal or article.signal


def _hold(article: Article, said: Said) -> Hold | None:
    """Why it may not go out now. An embargo that had passed when the broker took the event is none."""
    if article.signal is Signal.KILL:
        return None
    if article.pub_status == "withheld":
        return Hold(HoldReason.WITHHELD, article.ed_note or "pubStatus withheld")
    if Signal.HOLD in (said.signal, article.signal):
        return Hold(HoldReason.WITHHELD, said.words or "hold")
    if article.embargo_words:
        return Hold(HoldReason.UNCLEAR_EMBARGO, article.embargo_words)
    if article.embargoed and article.embargoed > article.origin.timestamp:
        words = said.embargo_words or f"until {article.embargoed.isoformat()}"
        return Hold(HoldReason.EMBARGO, words, article.embargoed)
    return None


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)


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
    url: str | None = None,
) -> Said:
    """Reads all that the copy says of itself.

    `reference` is when the article was sent: a date without a year is near it. `url` is where it stands: its country
    tells whose clock an embargo means. "HOLD FOR RELEASE" with a time is an embargo and no hold. With a time that
    cannot be read it is an embargo, too: nobody understands it, so it is held, and the desk is told.
    """
    embargo = read_embargo(headline, slugline, ed_note, paragraphs, language, reference, url)
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
    """The signal that the copy states, and the words that state it; (None, None) if it states none.

    Markers are looked for in the headline, the slugline, the editor's note and the first paragraphs; plain
    statements of a correction in the last paragraph, too. `language` is a primary BCP 47 tag. With "und" the
    markers of every language count; those of a kill, a hold or a release always do. On a web page (`format_`)
    only notices about the article itself count as a kill.
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
    table = read_toml(f"signals/{name}.toml")
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


@dataclass(frozen=True, slots=True)
class _TakePattern:
    fields: frozenset[str]
    adds: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Book:
    stems: tuple[str, ...]
    patterns: tuple[_TakePattern, ...]
    numbers: dict[str, int]
    whole_version: re.Pattern[str]


def read_take(
    headline: str | None,
    slugline: str | None,
    ed_note: str | None,
    paragraphs: Sequence[str],
    language: str,
) -> tuple[int | None, int | None]:
    """Which take of a running story the item is, from 1, and of how many takes; each None if the copy does not say.

    The story itself is take 1, so the first add is take 2. A writethru is a whole new version and no take. "(more)" at
    the end says that something follows, but gives no number. The marks are those of every desk: `language` does not
    choose among them.
    """
    line = paragraphs[0].strip() if paragraphs else ""
    # Copy without markup may begin with its slugline, which then is read as the headline.
    fields = {
        "slug": slugline or (headline if headline and _WIRE_SLUG.match(headline) else None),
        "note": ed_note,
        "line": line if len(line) <= _LONGEST_LINE and not line.endswith(("?", "!")) else None,
        "headline": headline,
    }
    book = _book()
    texts = {name: text[:_MOST_TAKE_LETTERS].strip() for name, text in fields.items() if text}
    lowered = "\n".join(texts.values()).lower()
    if not any(stem in lowered for stem in book.stems):
        return None, None
    if any(book.whole_version.search(text) for text in texts.values()):
        return None, None
    for entry in book.patterns:
        for name, text in texts.items():
            match = entry.pattern.search(text) if name in entry.fields else None
            if match is not None and (found := _numbers(match, entry, book)) is not None:
                return found
    return None, None


def _numbers(match: re.Match[str], entry: _TakePattern, book: _Book) -> tuple[int | None, int | None] | None:
    groups = match.groupdict()
    take = _number(groups.get("take") or groups.get("take2"), book)
    takes = _number(groups.get("takes") or groups.get("takes2"), book)
    if take is not None and entry.adds:
        take += 1
    if take is not None and (groups.get("last") or groups.get("last2")):
        takes = take
    stated = [number for number in (take, takes) if number is not None]
    if not stated or not all(1 <= number <= _MOST_TAKES for number in stated):
        return None
    return None if take is not None and takes is not None and take > takes else (take, takes)


def _number(text: str | None, book: _Book) -> int | None:
    if text is None:
        return None
    digits = re.match(r"\d+", text)
    return int(digits[0][:9]) if digits else book.numbers.get(text.lower())


@cache
def _book() -> _Book:
    table = read_toml("signals/takes.toml")
    patterns = (
        _TakePattern(frozenset(raw["fields"]), raw.get("adds", False), re.compile(raw["text"]))
        for raw in table["pattern"]
    )
    stems = tuple(table["stems"])
    return _Book(stems, tuple(patterns), table["numbers"], re.compile(table["whole_version"]))
