"""What an article says of itself: its signal, its take and its embargo, and whether it may go out.

A signal is a correction, an update, a repeat, an advisory, a hold, a release or a kill. The patterns are data, in
streams/data/signals/. A kill comes before a hold, a release, a correction, an update, a repeat and an advisory:
"ADVISORY: kill" is a kill, "CORRECTED-UPDATE 2" a correction, "REPEAT-UPDATE 1" a repeat.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple

from streams.article import TEST, Article, Embargo, Hold, Naming, Reference, Take
from streams.clean import signal_patterns as patterns
from streams.clean.embargo import read_embargo
from streams.clean.folding import Folded, fold, is_veiled
from streams.clean.references import find_references
from streams.clean.takes import WIRE_SLUG, read_take
from streams.clean.weighed import MOST_WORDS, weigh
from streams.kinds import Format, HoldReason, Signal
from streams.replaced import replace
from streams.source_config import SourceConfig

#: A hold or a release that says no more than this, in words, has no text of its own to be published.
_NOTE_WORDS = 40
_NOTES = frozenset({Signal.HOLD, Signal.RELEASE})
#: An order in free words counts before these: a message to editors is an advisory until one sees what it orders.
_OUTWEIGHED = frozenset({None, Signal.ADVISORY, Signal.HOLD})
#: A marker stands at the beginning of its field; a longer look finds only chance. It bounds the patterns, too.
_MOST_LETTERS = 400
_OPENING_PARAGRAPHS = 3
#: A first paragraph that is no longer may be the headline of copy that names none.
_LONGEST_HEADLINE = 160
#: No pattern asks whether an item has fewer words than some number above this.
_MOST_WORDS = 200
#: Signals whose tags are words that books and films are called by, too.
_MARKS = frozenset({Signal.CORRECTION, Signal.UPDATE, Signal.REPEAT})
_EDGES = " \t:;,.!/=()[]<>*+-–—_"
#: Where no spaces part words, three characters are one.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{3}")


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


def with_standing(article: Article, config: SourceConfig | None = None) -> Article:
    """The article with its signal, what that names, its take, its embargo and its hold.

    What the format says (pubStatus, the date of an embargo) counts before what the copy says. A canceled item
    is a kill. An item without a text of its own is a hold if it is withheld, and a release if it is usable. `config` is
    what is configured of its source, whose clock an embargo means.
    """
    said = read_said(
        article.headline,
        article.header.slugline,
        article.header.ed_note,
        article.paragraphs,
        article.language,
        article.format,
        article.revision.wire_time or article.origin.timestamp,
        article.url,
        article.source,
        config,
    )
    embargoed = _latest(article.embargo.until, said.embargo)
    embargo_words = (
        article.embargo.words or said.embargo_words if embargoed is None else article.embargo.words
    )
    signal = _signal(article, said)
    words = said.words if signal is said.signal else None
    article = replace(
        article,
        signal=signal,
        naming=_referring(article.naming, _stories_named(signal, words, said, article)),
        take=Take(article.take.number or said.take, article.take.of or said.takes),
        embargo=Embargo(embargoed, embargo_words),
    )
    return replace(article, hold=_hold(article, said))


def _stories_named(
    signal: Signal | None, words: str | None, said: Said, article: Article
) -> tuple[Reference, ...]:
    """What the copy names as the story that it is about: "MANDATORY KILL" is the order's own headline."""
    if said.test and words is not None and article.pub_status != "canceled":
        return (Reference("id", TEST),)
    found = find_references(signal, words, article.headline, article.header.ed_note, article.paragraphs)
    return tuple(each for each in found if each.kind != "headline" or not _is_order(each.words))


def _referring(naming: Naming, named: tuple[Reference, ...]) -> Naming:
    return replace(naming, refers=naming.refers + named) if named else naming


def _is_order(headline: str) -> bool:
    return read_signal(headline, None, None, (), "und")[0] in (Signal.KILL, Signal.HOLD, Signal.RELEASE)


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
        return Hold(HoldReason.WITHHELD, article.header.ed_note or "pubStatus withheld")
    if Signal.HOLD in (said.signal, article.signal):
        return Hold(HoldReason.WITHHELD, said.words or "hold")
    if article.embargo.words:
        return Hold(HoldReason.UNCLEAR_EMBARGO, article.embargo.words)
    if article.embargo.until and article.embargo.until > article.origin.timestamp:
        words = said.embargo_words or f"until {article.embargo.until.isoformat()}"
        return Hold(HoldReason.EMBARGO, words, article.embargo.until)
    return None


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)


@dataclass(frozen=True, slots=True)
class Said:
    """What the copy says of itself, and in which words."""

    signal: Signal | None = None
    words: str | None = None  # those of the signal
    take: int | None = None  # from 1
    takes: int | None = None  # of how many
    embargo: datetime | None = None  # in UTC
    embargo_words: str | None = None  # without `embargo`: it speaks of one, and the time cannot be understood
    test: bool = False  # it only tries the line: its signal is about no other item


def read_said(
    headline: str | None,
    slugline: str | None,
    ed_note: str | None,
    paragraphs: Sequence[str],
    language: str,
    format_: Format,
    reference: datetime,
    url: str | None = None,
    source: str | None = None,
    config: SourceConfig | None = None,
) -> Said:
    """Reads all that the copy says of itself.

    `reference` is when the article was sent: a date without a year is near it. `url` is where it stands, `source`
    whose it is, `config` what is configured of that: these tell whose clock an embargo means. "HOLD FOR RELEASE" with
    a time is an embargo and no hold. With a time that cannot be read it is an embargo, too: nobody understands it, so
    it is held, and the desk is told.
    """
    embargo = read_embargo(headline, slugline, ed_note, paragraphs, language, reference, url, source, config)
    texts = _texts(headline, slugline, ed_note, paragraphs)
    found = _read_signal(texts, paragraphs, language, format_, embargo is not None)
    take, takes = read_take(headline, slugline, ed_note, paragraphs, language)
    said = Said(found.signal, found.words, take, takes, test=found.test)
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
    found = _read_signal(texts, paragraphs, language, format_, embargoed=False)
    return found.signal, found.words


class _Found(NamedTuple):
    """A signal, the words that state it, and whether these only try the line."""

    signal: Signal | None = None
    words: str | None = None
    test: bool = False


@dataclass(slots=True)
class _Text:
    """A bounded text of the item, and the names of the fields that it is."""

    fields: frozenset[str]
    text: str
    _folded: Folded | None = None  # made when it is first asked for: most texts hold no stem

    @property
    def folded(self) -> Folded:
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded

    def lowered(self) -> str:
        """What stems are looked for in."""
        return (self.folded.folded if is_veiled(self.text) else self.text).lower()


def _texts(
    headline: str | None, slugline: str | None, ed_note: str | None, paragraphs: Sequence[str]
) -> list[_Text]:
    """Where to look, in order."""
    first = _SLUG_LINE if headline and WIRE_SLUG.match(headline) else _HEADLINE
    found = [(first, headline), (_SLUG, slugline), (_NOTE, ed_note)]
    opening = [_ONLY if len(paragraphs) <= 2 else _FIRST, *[_OPENING] * (_OPENING_PARAGRAPHS - 1)]
    if not headline and paragraphs and len(paragraphs[0]) <= _LONGEST_HEADLINE:
        # Copy without markup does not say which line is its headline.
        opening[:2] = opening[0] | _HEADLINE, _FIRST
    found += zip(opening, paragraphs, strict=False)
    found += [(_LAST, paragraphs[-1])] if len(paragraphs) > 1 else []
    bounded = [(names, text[: 2 * _MOST_LETTERS].strip()[:_MOST_LETTERS]) for names, text in found if text]
    return [_Text(names, text) for names, text in bounded if text]


_HEADLINE = frozenset({"headline"})
_SLUG = frozenset({"slug"})
_SLUG_LINE = _HEADLINE | _SLUG
_NOTE = frozenset({"note"})
_OPENING = frozenset({"opening"})
_FIRST = _OPENING | {"first"}
_ONLY = _FIRST | {"only"}
_LAST = frozenset({"last"})
#: What names the item and does not speak of it.
_NAMES = frozenset({"headline", "slug"})


def _read_signal(
    texts: list[_Text], paragraphs: Sequence[str], language: str, format_: Format, embargoed: bool
) -> _Found:
    """What a pattern says; where none does, or only one of those that others outweigh, what weak signs add up to."""
    patterned = _patterned(texts, paragraphs, language, format_, embargoed)
    signal = patterned.signal
    if signal not in _OUTWEIGHED or format_ is Format.HTML:
        return patterned
    for text, is_note in _weighable(texts, paragraphs):
        found = weigh(text, is_note)
        if found is not None and not (found[0] is not Signal.KILL and (embargoed or signal is Signal.HOLD)):
            return _Found(*found)
    return patterned


def _weighable(texts: list[_Text], paragraphs: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The editor's note, and the whole item if it is so short that it may be a message; folded."""
    for each in texts:
        if each.fields is _NOTE:
            yield each.folded.folded, True
    if paragraphs and _length(paragraphs) <= MOST_WORDS:
        said = [each.folded.folded for each in texts if each.fields is not _LAST and each.fields is not _NOTE]
        yield "\n".join(said), False


def _patterned(
    texts: list[_Text], paragraphs: Sequence[str], language: str, format_: Format, embargoed: bool
) -> _Found:
    yielding: _Found | None = None
    length: int | None = None
    for entry, spoken in _tried(texts, language, format_):
        if embargoed and entry.yields_to == "embargo":
            continue
        if yielding is not None and entry.signal not in (yielding.signal, Signal.CORRECTION):
            continue
        if entry.most is not None:
            length = _length(paragraphs) if length is None else length
            if length > entry.most:
                continue
        # A correction below the article is older than the notice above it, which it does not revoke.
        words = _words(
            entry, [each for each in spoken if each.fields is not _LAST] if yielding else spoken, texts
        )
        if words is None:
            continue
        found = _Found(entry.signal, words, entry.test)
        if entry.yields_to != "correction":
            return found
        yielding = yielding or found
    return yielding or _Found()


def _tried(
    texts: list[_Text], language: str, format_: Format
) -> Iterator[tuple[patterns.Pattern, list[_Text]]]:
    """The patterns, each with the texts in which a stem of its group stands: with all, if that has no stems."""
    automaton, owners = patterns.stems()
    lowered = [f"\n{each.lowered()}" for each in texts]
    ends: list[int] | None = None
    spoken: dict[int, set[int]] = {number: set(range(len(texts))) for number in patterns.always()}
    for stem, _, end in automaton.find_matches_as_indexes("".join(lowered), overlapping=True):
        ends = list(accumulate(map(len, lowered))) if ends is None else ends
        place = bisect_left(ends, end)
        for number in owners[stem]:
            spoken.setdefault(number, set()).add(place)
    for number in sorted(spoken):
        found = [texts[place] for place in sorted(spoken[number])]
        for entry in patterns.chosen(number, language, format_):
            yield entry, found


def _words(entry: patterns.Pattern, spoken: list[_Text], texts: list[_Text]) -> str | None:
    """The words of one of the texts that say it; None if none does, or something speaks against it."""
    for each in spoken:
        if each.fields.isdisjoint(entry.fields):
            continue
        match = entry.regex.search(each.folded.folded)
        if match is None or entry.is_denied(match) or not _is_backed(entry, each, texts):
            continue
        if entry.signal in _MARKS and "headline" in each.fields and _is_title(match[0], each, texts):
            continue
        return each.folded.words(*match.span()).strip()
    return None


def _is_title(words: str, said: _Text, texts: list[_Text]) -> bool:
    """Whether the words before a headline are a title, of a book or a film: elsewhere they stand in quotation marks."""
    label = words.strip(_EDGES)
    if not label:
        return False
    quoted = re.compile(
        rf"[\"“”„‚«»‘‹《「『'] ?{re.escape(label)}(?: ?[\"“”»’›》」』',.]| ?[-–—:])", re.IGNORECASE
    )
    return any(each is not said and quoted.search(each.folded.folded) is not None for each in texts)


def _is_backed(entry: patterns.Pattern, said: _Text, texts: list[_Text]) -> bool:
    others = (each for each in texts if each is not said and each.fields.isdisjoint(_NAMES))
    return entry.beside is None or any(entry.is_backed(each.folded.folded) for each in others)


def _length(paragraphs: Sequence[str]) -> int:
    """How many words the item has, counted no further than is asked for."""
    many = 0
    for paragraph in paragraphs:
        many += len(paragraph.split()) + len(_UNSPACED.findall(paragraph))
        if many > _MOST_WORDS:
            break
    return many


def _embargoed(said: Said, embargo: Embargo) -> Said:
    return replace(said, embargo=embargo.until, embargo_words=embargo.words)
