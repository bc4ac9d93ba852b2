"""Whether words are a title or a role: Foreign Minister, SPD-Chef, l'économiste, chief executive."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from streams.enrich.capitals import Word
from streams.enrich.lexicon import WORDS_KEPT, Lexicon, lexicon


@cache
def _phrases(language: str) -> frozenset[str]:
    lex = lexicon(language)
    return lex.titles | lex.honorifics | lex.weak_titles if lex else frozenset()


@cache
def _last_words(language: str) -> frozenset[str]:
    """The last words of all titles."""
    return frozenset(phrase.rpartition(" ")[2] for phrase in _phrases(language))


@cache
def _longest_suffix(language: str) -> int:
    lex = lexicon(language)
    return max((len(suffix) for suffix in lex.title_suffixes), default=0) if lex else 0


@lru_cache(maxsize=WORDS_KEPT)
def _ending(language: str, low: str) -> tuple[bool, bool]:
    """Whether a word ends one of the titles listed, and whether it is a compound that is a title by itself."""
    low = low.replace("’", "'")
    lasts = _last_words(language)
    return low in lasts or low[2:] in lasts, _is_compound(language, low)


def _is_compound(language: str, low: str) -> bool:
    """SPD-Chef, Verteidigungsministerin, ex-minister, vice-captain."""
    lex = lexicon(language)
    if lex is None:
        return False
    if language == "de" and low.endswith("s") and low[:-1] in lex.titles:
        return True  # des Landrats
    head = low.rpartition("-")[2]
    if head != low and (head in lex.titles or head in lex.weak_titles):
        return True
    if not lex.title_suffixes:
        return False
    return any(
        low[cut:] in lex.title_suffixes
        for cut in range(max(2, len(low) - _longest_suffix(language)), len(low) - 2)
    )


@lru_cache(maxsize=WORDS_KEPT)
def ends_title(language: str, word: str) -> bool:
    """Whether a title may end with this word: the cheap question before `is_title`."""
    return True in _ending(language, word.lower())


def is_title(lex: Lexicon, words: Sequence[Word], end: int) -> int | None:
    """Where the title that ends before index `end` begins, its modifiers not counted; None if none ends there."""
    if end < 1 or not ends_title(lex.language, words[end - 1].text):
        return None
    listed, compound = _ending(lex.language, words[end - 1].text.lower())
    if listed:
        phrases = _phrases(lex.language)
        for first in range(max(0, end - 5), end):
            phrase = " ".join([word.text for word in words[first:end]]).lower().replace("’", "'")
            if lex.language == "fr" and phrase.startswith(("l'", "d'")):
                phrase = phrase[2:]  # l'économiste
            if phrase in phrases:
                return first
    return end - 1 if compound else None


def is_role(lex: Lexicon, word: Word) -> bool:
    """Whether the word by itself is a title."""
    return is_title(lex, (word,), 1) is not None


def is_weak(lex: Lexicon, words: Sequence[Word]) -> bool:
    """Whether a title is a word that often means something else, so that the name must speak for itself."""
    return " ".join([word.low for word in words]) in lex.weak_titles
