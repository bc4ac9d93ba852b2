"""What an article is about, as weighted terms: its words, those of the headline and the lead before the others.

Words are base forms where the background knows the language, cut to a common beginning, which serves the inflections
of the other languages; scripts without spaces are read as pairs of characters.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from streams.clusters.function_words import function_words
from streams.enrich.background import background, headline_start

Terms = tuple[tuple[str, float], ...]

#: Ideographs, kana and Thai letters one by one; numbers whole; elsewhere words, with what follows an apostrophe.
_WORD = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|\d+(?:[.,:]\d+)+(?!\w)|[^\W_]+(?:['’][^\W_]+)?"
)
_ELISION = re.compile(r"^(?:[ldjmtsnc]|qu|un|all|dell|nell|sull|dall)['’]", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_STEM = 5  # characters: what "attacks", "attacked" and "attackers" have in common
_NAMED = 1.7  # a name tells more than another word
_HEADLINE, _LEAD, _BODY = 1.0, 0.6, 0.3
_LEAD_PARAGRAPHS = 2
#: Terms of an article, and characters of it that are read.
MOST_TERMS, MOST_READ = 64, 12_000


def terms_of(headline: str, paragraphs: Sequence[str], language: str) -> tuple[Terms, list[str]]:
    """The weighted terms of an article, the strongest first, and all its stems, each once, in their order."""
    found: dict[str, float] = {}
    zones = [(_HEADLINE, headline[headline_start(headline, language) :])]
    zones += [(_LEAD if at < _LEAD_PARAGRAPHS else _BODY, text) for at, text in enumerate(paragraphs)]
    left = MOST_READ
    for weight, text in zones:
        for stem, share in _weighed(text[:left], language):
            found[stem] = found.get(stem, 0.0) + weight * share
        left -= len(text)
        if left <= 0:
            break
    strongest = heapq.nsmallest(MOST_TERMS, found.items(), key=lambda each: (-each[1], each[0]))
    return tuple((stem, _damped(weight)) for stem, weight in strongest), list(found)


def _damped(weight: float) -> float:
    """A word that is said ten times is not ten times as telling."""
    return 1 + math.log(weight) if weight > 1 else weight


def _weighed(text: str, language: str) -> Iterator[tuple[str, float]]:
    """The stem of each telling word, and how much its form says."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text))
    capitals = sum(word[0].isupper() for word in words)
    shouted = len(words) > 3 and capitals > 0.6 * len(words)  # Title Case: its capitals say nothing
    before = ""
    for at, word in enumerate(words):
        if len(word) == 1 and not word.isascii() and word > "\u0dff":
            if before:
                yield before + word, 1.0
            before = word
            continue
        before = ""
        stem = stem_of(word, language)
        if stem:
            yield stem, _form(word, at, shouted)


def _form(word: str, at: int, shouted: bool) -> float:
    if not word[0].isupper():
        return 1.0
    return _NAMED if at and not shouted else (1 + _NAMED) / 2


@lru_cache(maxsize=1 << 16)
def stem_of(word: str, language: str) -> str:
    """What the forms of a word have in common; empty for a word that tells nothing."""
    folded = _POSSESSIVE.sub("", _ELISION.sub("", word)).casefold().replace("’", "'")
    if folded[:1].isdigit():
        return folded
    known = background(language)
    base = known.lemma(folded) if known.bands else folded
    if len(base) < 2 or folded in function_words(language):
        return ""
    return base[:_STEM]
