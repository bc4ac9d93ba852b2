"""Sentences of match reports, in which a city's name is a club's: "Barcelona beat Valencia 3-1".

The words are in `streams/data/places/contexts.toml`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from streams.enrich.gazetteer import contexts

#: Characters. As much of a sentence is read on either side of a name.
_REACH = 150
_SCORE = re.compile(r"(?<![\d.:/–-])\d{1,2}[-:–]\d{1,2}(?![\d.:/–-]|\s?(?:Uhr|am|pm|a\.m|p\.m)\b)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_END = re.compile(r"[.!?](?=\s|$)")


def is_of_a_match(text: str, start: int, end: int, language: str) -> bool:
    """Whether the sentence around [start, end) tells of a match: two words of sport, or a score and one.

    `language` is one of gazetteer.LANGUAGES.
    """
    begins = max(0, start - _REACH)
    begins = max((match.end() for match in _END.finditer(text, begins, start)), default=begins)
    ends = _END.search(text, end, end + _REACH)
    return _is_a_match(text[begins : ends.start() if ends else end + _REACH], language)


@lru_cache(maxsize=64)  # a sentence names several clubs
def _is_a_match(sentence: str, language: str) -> bool:
    words, phrases = _words(language)
    low = sentence.lower()
    found = len(words.intersection(_WORD.findall(low))) + sum(phrase in low for phrase in phrases)
    return found > 1 or (found == 1 and _SCORE.search(sentence) is not None)


@cache
def _words(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of sport in a language, and the phrases, in lower case."""
    listed = {each.lower() for each in contexts()[language]["sport"]}
    words = frozenset(each for each in listed if _WORD.fullmatch(each))
    return words, tuple(sorted(listed - words))
