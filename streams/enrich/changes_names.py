"""The names in a sentence, read from capitals and from the rest of the copy; that is light."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streams.enrich.background import background
from streams.enrich.changes_numbers import is_calendar
from streams.enrich.changes_words import Sentence
from streams.enrich.reading import is_shouted

_PARTICLES = frozenset(
    {"von", "van", "der", "den", "dem", "de", "la", "du", "di", "da", "dos", "das", "del", "della"}
    | {"ten", "ter", "zu", "af", "av", "bin", "ibn", "bint", "ben"}
)
_OPENING = frozenset('".:!?…')  # after these a capital says nothing
_LONGEST = 12  # tokens of a name


class Name(NamedTuple):
    """A name: the tokens [first, after)."""

    first: int
    after: int


def names_in(sentence: Sentence, copy: Sequence[str]) -> list[Name]:
    """The names in a sentence. `copy` is the article's paragraphs.

    A capital that the place or the language demands says nothing. So a word that opens a sentence, and a single German
    noun, are names only if the rest of the copy shows it.
    """
    if is_shouted(sentence.text):
        return []
    tokens = sentence.tokens
    found: list[Name] = []
    at = 0
    while at < len(tokens):
        if not _is_capital(sentence, at):
            at += 1
            continue
        after = _name_end(sentence, at)
        if after - at > 1 or _is_shown(sentence, at, copy):
            found.append(Name(at, after))
        at = after
    return found


def _is_capital(sentence: Sentence, at: int) -> bool:
    key = sentence.tokens[at].key
    if not key[0].isupper() or is_calendar(key, sentence.language):
        return False
    return at > 1 or key.casefold() not in background(sentence.language).never


def _name_end(sentence: Sentence, first: int) -> int:
    tokens = sentence.tokens
    after = first + 1
    while after < len(tokens) and after - first < _LONGEST:
        step = after
        if tokens[step].key == "." and len(tokens[step - 1].key) == 1:  # an initial
            step += 1
        while step < len(tokens) and tokens[step].key in _PARTICLES and step - after < 3:
            step += 1
        if step >= len(tokens) or not _is_capital(sentence, step):
            break
        if not all(tokens[k].start - tokens[k - 1].end <= 1 for k in range(after, step + 1)):
            break
        after = step + 1
    return after


def _is_shown(sentence: Sentence, at: int, copy: Sequence[str]) -> bool:
    """Whether a capitalised word on its own is a name."""
    word = sentence.tokens[at].key
    capital = sentence.language == "de"
    if not capital and at and sentence.tokens[at - 1].key not in _OPENING:
        return True
    never = background(sentence.language).never
    return any(_stands_inside(word, text, never if capital else None) for text in copy)


def _stands_inside(word: str, text: str, never: frozenset[str] | None) -> bool:
    """Whether the word stands in mid-sentence; with `never`, after a word with a capital that is none of those."""
    start = text.find(f" {word}")
    while start > 0:
        end = start + 1 + len(word)
        before = text[text.rfind(" ", max(0, start - 40), start) + 1 : start]
        telling = never is None or (before[:1].isupper() and before.casefold() not in never)
        if telling and before[-1:].isalpha() and not text[end : end + 1].isalnum():
            return True
        start = text.find(f" {word}", end)
    return False
