"""How a kill, a hold, a release or a correction names the article that it is about, in its own words.

"Please kill the story slugged Thorne Mill", 'Die Meldung «Papiermühle schließt» wird zurückgezogen', "Prosimy o
usunięcie depeszy HAR0412". Only the words to editors are read, never an article: a quotation there is speech, and no
headline.
The patterns are data, in streams/data/signals/references.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from streams.article import Reference
from streams.datafiles import read_toml
from streams.kinds import Signal

#: The signals that are about another article.
NAMING = frozenset({Signal.KILL, Signal.HOLD, Signal.RELEASE, Signal.CORRECTION})
#: Of each text no more letters are read; the orders of agencies are shorter.
_MOST_LETTERS = 500
_MOST_PARAGRAPHS = 3
#: An order names one article, or a few; what names more is a list, and no help.
_MOST = 8
#: A message has no more words.
_MESSAGE = 150
#: Between a tag and the headline that it stands before: "KILL - ...", "RECTIFICATIE: ...".
_APART = re.compile(r"^[\s:–—=/\-】〕)\]＝：]+|[\s:–—=/\-【〔(\[＝]+$")
#: A tag before a headline, where the words of the signal stand elsewhere.
_TAG = re.compile(
    r"[【〔(\[]?[^\Wa-zà-þа-я_][^a-zà-þа-я:：–—\n]{2,40}?[】〕)\]]?(?: ?[:：–—]| - |(?<=[】〕)\]]))"
)
#: So many characters must be left of a headline to look for it.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    words: str
    start: int
    end: int


def find_references(
    signal: Signal | None,
    words: str | None,
    headline: str | None,
    ed_note: str | None,
    paragraphs: Sequence[str],
) -> tuple[Reference, ...]:
    """The articles that an item with that signal names, in the order in which it names them; () if it names none.

    `words` are those that state the signal (`signals.read_signal`); without them, the format alone says it, and names
    the article, too. Where they stand in the headline, what else stands there is the headline of the other article:
    "KILL: Thorne mill to close". A message that names nothing else has that headline as its own.
    """
    if signal not in NAMING or words is None:
        return ()
    found: dict[Reference, None] = {}
    for text in _orders(signal, words, headline, ed_note, paragraphs):
        found.update(dict.fromkeys(_named(text[:_MOST_LETTERS])))
    rest = _without(headline, words)
    if rest is None and signal is not Signal.CORRECTION and _is_short(paragraphs):
        rest = _untagged(headline, bool(found))
    if rest is not None and not any(each.words in rest for each in found):
        found[Reference("headline", rest)] = None
    return tuple(found)[:_MOST]


def _orders(
    signal: Signal, words: str, headline: str | None, ed_note: str | None, paragraphs: Sequence[str]
) -> Iterator[str]:
    """The texts that are addressed to editors: the note, the headline, and of a message all that it says."""
    yield ed_note or ""
    yield headline or ""
    # A correction brings the article, and what people say in it, unless the tag stands alone above it.
    tagged = any(_is_tag(each, words) for each in (headline, *paragraphs[:1]))
    message = (signal is not Signal.CORRECTION or tagged) and _is_short(paragraphs)
    for paragraph in paragraphs[:_MOST_PARAGRAPHS]:
        if message or words in paragraph[:_MOST_LETTERS]:
            yield paragraph


def _is_tag(headline: str | None, words: str) -> bool:
    return _APART.sub("", (headline or "").rstrip(".!* ")) == _APART.sub("", words.rstrip(".!* "))


def _is_short(paragraphs: Sequence[str]) -> bool:
    if sum(map(len, paragraphs)) > 12 * _MESSAGE:
        return False
    return sum(len(paragraph.split()) for paragraph in paragraphs) <= _MESSAGE


def _named(text: str) -> Iterator[Reference]:
    found = [each for pattern in _patterns() for each in _matches(pattern, text)]
    found.sort(key=lambda each: (each.start, -each.end))
    for each in found:
        if not any(_holds(other, each) for other in found):
            yield Reference(each.kind, each.words)


def _matches(pattern: _Pattern, text: str) -> Iterator[_Found]:
    for match in pattern.regex.finditer(text):
        for name in match.groupdict():
            words = match[name]
            if words is not None and words.strip(" \u00a0\u202f.,;:"):
                start = match.start(name)
                yield _Found(pattern.kind, words.strip(" \u00a0\u202f.,;:"), start, match.end(name))


def _holds(other: _Found, each: _Found) -> bool:
    """Whether `other` is the larger part of the text of which `each` is a part, or the same as a slug."""
    if other is each or not (other.start <= each.start and each.end <= other.end):
        return False
    if (other.start, other.end) == (each.start, each.end):
        return other.kind == "slug" and each.kind != "slug"
    return True


def _without(headline: str | None, words: str) -> str | None:
    """What stands in the headline beside the words of the signal; None if they do not stand there, or alone."""
    if not headline or words not in headline:
        return None
    rest = headline.replace(words, " ", 1).strip()
    previous = ""
    while rest != previous:
        previous, rest = rest, _APART.sub("", rest)
    # "Agency withdraws its story | on the mill" leaves no headline.
    return rest if len(rest) >= _SHORTEST and len(rest) < len(headline) and not rest[0].islower() else None


def _untagged(headline: str | None, named: bool) -> str | None:
    """The headline after a tag in capitals; that of a message that names nothing else, as it is."""
    tag = _TAG.match(headline or "")
    if tag is not None:
        rest = _APART.sub("", headline[tag.end() :]) if headline else ""
        return rest if len(rest) >= _SHORTEST else None
    return headline if headline and not named else None


@cache
def _patterns() -> tuple[_Pattern, ...]:
    table = read_toml("signals/references.toml")
    parts: dict[str, str] = table["parts"]
    return tuple(
        _Pattern(raw["kind"], re.compile(re.sub(r"\{\{(\w+)\}\}", lambda name: parts[name[1]], raw["text"])))
        for raw in table["pattern"]
    )
