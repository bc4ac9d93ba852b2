"""A sentence as words that can be compared: typography and white space make no difference.

Its numbers are in `changes_numbers`, its names in `changes_names`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from streams.enrich.background import background
from streams.enrich.sentences import split_sentences

# One character for one, so that offsets stay.
_SAME = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys("–—―‐‑‒−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\u200a", " "),
}
_SPACE_BEFORE = re.compile(r'(?<=[^\s"]) (?=[;:!?%])')
_DASHES = re.compile("-{2,}")
_INNER_SPACE = re.compile(r'(?:(?<=^")|(?<= ")) | (?="(?:[\s.,;:!?)-]|$))')
# Without one of these the two patterns need not be tried on every space of a text.
_SPACED_PAIRS = tuple(f" {mark}" for mark in ";:!?%")
_INNER_PAIRS = tuple(f' "{mark}' for mark in " .,;:!?)-")
_FORMS = {"...": "…", "--": "-", "---": "-"}
_new = tuple.__new__  # makes a Token in half the time; they are made by the thousand
_GROUPED = r"(?<!\d)\d{{1,3}}(?:[{spaces}]\d{{3}})+(?!\d)(?:[.,]\d{{1,9}})?"
_NUMBER = r"\d+(?:[.,:/'-]\d+)*"
_ORDINAL = r"(?:(?:st|nd|rd|th|er|ère|e|ème|s)(?![^\W_]))?"
_WORD = r"(?:[^\W\d_]\.){2,}|[^\W\d_][^\W_]*(?:['-][^\W_]+)*"


class Token(NamedTuple):
    """A word, a number or a mark: `key` is its normal form, and [start, end) its place in the sentence."""

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence as written, its place (paragraph, [start, end) in it), and its tokens."""

    text: str
    paragraph: int
    start: int
    end: int
    language: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        matches = _pattern(self.language).finditer(_flat(self.text))
        return tuple([_new(Token, (_FORMS.get(m[0], m[0]), m.start(), m.end())) for m in matches])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple([token[0] for token in self.tokens])

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, folded, every number as "#"."""
        return frozenset("#" if key[0].isdigit() else key.casefold() for key in self.keys if key[0].isalnum())

    @cached_property
    def content(self) -> frozenset[str]:
        """What the sentence is about: its words without those that any sentence may have."""
        return self.words - background(self.language).never

    def written(self, first: int, after: int) -> str:
        """The text of the tokens [first, after)."""
        return self.text[self.tokens[first].start : self.tokens[after - 1].end]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    # In English "in 19 200 people" are two numbers; elsewhere a space parts thousands.
    grouped = "(?!)" if language == "en" else _GROUPED.format(spaces=" ")
    return re.compile(
        rf"[$£€¥]?(?:{grouped}|{_NUMBER}{_ORDINAL})(?: ?[%€£$¥°])?|{_WORD}|-{{2,3}}|\.{{3}}|\S", re.IGNORECASE
    )


def composed(text: str) -> str:
    """The text in NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _flat(text: str) -> str:
    """The text with one kind of quotation mark, apostrophe, dash and space. Its length stays the same."""
    if not text.isascii():
        # A text has few of them: to look for each costs a fifth of str.translate(), which asks of each letter.
        for mark, plain in _SAME.items():
            if mark in text:
                text = text.replace(mark, plain)
    return text


def plain(text: str) -> str:
    """The normal form of a paragraph or a headline. Texts that differ only in typography and white space are equal."""
    plain = _flat(composed(text).replace("…", "..."))
    # A space is the only white space that is printable, and most texts have single ones.
    if "  " in plain or plain[:1] == " " or plain[-1:] == " " or not plain.isprintable():
        plain = " ".join(plain.split())
    if "--" in plain:
        plain = _DASHES.sub("-", plain)
    if plain.startswith('" ') or plain.endswith(' "') or any(pair in plain for pair in _INNER_PAIRS):
        plain = _INNER_SPACE.sub("", plain)
    return _SPACE_BEFORE.sub("", plain) if any(pair in plain for pair in _SPACED_PAIRS) else plain


def reads(headline: str | None, paragraphs: Sequence[str]) -> str:
    """A hash (32 hex digits) of how a text reads: equal where two differ in typography and white space only.

    Where a paragraph ends makes no difference; paragraphs in another order are another text.
    """
    text = f"{plain(headline or '')}\0{plain(' '.join(paragraphs))}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def sentences_of(paragraphs: Sequence[tuple[int, str]], language: str) -> list[Sentence]:
    """The sentences of the numbered paragraphs, in order."""
    return [
        Sentence(text[start:end], number, start, end, language)
        for number, text in paragraphs
        for start, end in split_sentences(text, language)
    ]


def excerpts(before: str, after: str, longest: int) -> tuple[str, str]:
    """Both texts. Those of more than `longest` characters are cut around the first difference."""
    if max(len(before), len(after)) <= longest:
        return before, after
    low, high = 0, min(len(before), len(after))
    while low < high:  # the length of what they have in common at the start
        middle = (low + high + 1) // 2
        low, high = (middle, high) if before[:middle] == after[:middle] else (low, middle - 1)
    start = max(0, low - longest // 4)
    if start:
        start = before.rfind(" ", max(0, start - 40), start) + 1 or start
    return excerpt(before, longest, start), excerpt(after, longest, start)


def excerpt(text: str, longest: int, start: int = 0) -> str:
    """At most `longest` characters from `start` on, with an ellipsis where something is left out."""
    if start >= len(text):
        start = max(0, len(text) - longest + 2)
    if not start and len(text) <= longest:
        return text
    lead = "…" if start else ""
    room = longest - len(lead)
    piece = text[start : start + room]
    if start + room < len(text):
        piece = piece[: room - 1].rstrip() + "…"
    return lead + piece
