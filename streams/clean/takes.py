"""Which part of a running story an item is: "2nd take", "1st Add", "(zwei Teile, Teil 2)".

The patterns are data, in streams/data/signals/takes.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from streams.datafiles import read_toml

#: Copy without markup may begin with its slugline, which then is read as the headline.
WIRE_SLUG = re.compile(r"(?:BC|AM|PM|bc|am|pm)-")
#: A mark of a take that stands alone, as a line of its own, is no longer than this.
_LONGEST_LINE = 60
_MOST_TAKE_LETTERS = 300
#: No desk sends a story in more takes; a larger number means something else.
_MOST_TAKES = 20


@dataclass(frozen=True, slots=True)
class _TakePattern:
    fields: frozenset[str]
    adds: bool
    pattern: re.Pattern[str]
    beside: re.Pattern[str] | None  # what the first paragraph must begin with


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
    fields = {
        "slug": slugline or (headline if headline and WIRE_SLUG.match(headline) else None),
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
        if entry.beside is not None and entry.beside.match(line[:_MOST_TAKE_LETTERS]) is None:
            continue
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
        _TakePattern(
            frozenset(raw["fields"]),
            raw.get("adds", False),
            re.compile(raw["text"]),
            re.compile(raw["beside"]) if "beside" in raw else None,
        )
        for raw in table["pattern"]
    )
    stems = tuple(table["stems"])
    return _Book(stems, tuple(patterns), table["numbers"], re.compile(table["whole_version"]))
