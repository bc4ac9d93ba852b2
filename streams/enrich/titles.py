"""Titles and roles, and how far they reach: "Foreign Minister", "SPD-Chef", "l'économiste"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from streams.enrich.lexicon import AND, ROMANCE, WORDS_KEPT, Lexicon, day_set, is_given, lexicon, speech
from streams.enrich.reading import Word

_ITALIAN = ("d'", "d’", "dell'", "dell’", "all'", "all’")  # elided links of Italian titles
_FRENCH_ADJECTIVE = re.compile(r"\w{3,20}(?:aise?|oise?|[iée]en(?:ne)?|aine?|ique|ale?|ive|aire|iste)s?")


@cache
def _phrases(language: str) -> frozenset[str]:
    lex = lexicon(language)
    return lex.titles | lex.honorifics | lex.weak_titles if lex else frozenset()


@cache
def _last_words(language: str) -> frozenset[str]:
    """The last words of all titles."""
    return frozenset(phrase.rpartition(" ")[2] for phrase in _phrases(language))


@cache
def _suffixes(language: str) -> tuple[str, ...]:
    """The endings of compounds that are titles, of three letters and more."""
    lex = lexicon(language)
    return tuple(suffix for suffix in lex.title_suffixes if len(suffix) > 2) if lex else ()


@lru_cache(maxsize=WORDS_KEPT)
def _ending(language: str, low: str) -> tuple[bool, bool]:
    """Whether a word ends one of the titles listed, and whether it is a compound that is a title by itself."""
    low = low.replace("’", "'")
    lasts = _last_words(language)
    bare = low.rpartition("'")[2] if language == "it" else low[2:]
    return low in lasts or bare in lasts, _is_compound(language, low)


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
    suffixes = _suffixes(language)
    # Most words end with none of them: that is asked first, of all at once.
    return low.endswith(suffixes) and any(
        low.endswith(suffix) and len(low) - len(suffix) > 1 for suffix in suffixes
    )


@lru_cache(maxsize=WORDS_KEPT)
def ends_title(language: str, word: str) -> bool:
    """Whether a title may end with this word. A cheap test before `is_title`."""
    return True in _ending(language, word.lower())


def is_title(lex: Lexicon, words: Sequence[Word], end: int) -> int | None:
    """The index at which the title that ends before `end` begins, without its modifiers; None if none ends there."""
    if end < 1 or not ends_title(lex.language, words[end - 1].text):
        return None
    listed, compound = _ending(lex.language, words[end - 1].text.lower())
    if listed:
        phrases = _phrases(lex.language)
        for first in range(max(0, end - 5), end):
            phrase = " ".join([word.text for word in words[first:end]]).lower().replace("’", "'")
            if lex.language == "fr" and phrase.startswith(("l'", "d'")):
                phrase = phrase[2:]  # l'économiste
            if lex.language == "it" and "'" in phrase.partition(" ")[0]:
                phrase = phrase.partition("'")[2]  # dell'assessore
            if phrase in phrases:
                return first
    return end - 1 if compound else None


def is_role(lex: Lexicon, word: Word) -> bool:
    """Whether the word by itself is a title."""
    return is_title(lex, (word,), 1) is not None


def is_a_ships(lex: Lexicon, title: str) -> bool:
    """Whether what stands before a name makes it a ship's: HMS Lady, le sous-marin. A film director is a person."""
    first = title.partition(" ")[0]
    return title.lower() in lex.namesakes or (first.isupper() and first.lower() in lex.namesakes)


def is_weak(lex: Lexicon, words: Sequence[Word]) -> bool:
    """Whether the title is a word that often means something else, so that the name must be sure by itself."""
    return " ".join([word.low for word in words]) in lex.weak_titles


def is_adjective(lex: Lexicon, word: Word) -> bool:
    """Whether a French word looks like an adjective of a place or a kind: sénégalaise, marseillais, syndical."""
    if lex.language != "fr" or not word.text.islower() or word.low in lex.stop:
        return False
    return _FRENCH_ADJECTIVE.fullmatch(word.text) is not None


def is_tail(lex: Lexicon, words: Sequence[Word]) -> bool:
    """Whether the words may follow a title: "of the Northern Fisheries Council", "de l'Intérieur", "der Polizei"."""
    if not words:
        return True
    first = words[0].low
    elided = _ITALIAN if lex.language == "it" else ("d'", "d’")
    if first not in lex.tail_links and not first.startswith(elided):
        return (first in lex.after_title or is_adjective(lex, words[0])) and is_tail(lex, words[1:])
    if len(words) < 2 and first in lex.tail_links:
        return False
    verbs = speech(lex.language)
    if len(words) > 8 or any(word.low in verbs.verbs or word.low in lex.honorifics for word in words):
        return False
    if lex.language not in ROMANCE:
        return True
    if words[-1].low in lex.stop:
        return False  # "un presidente della repubblica come Carlo Ferro"
    # "en defensa de la casa fue Luis Ferro": a verb ends the phrase
    return not any(word.low in verbs.subject_verbs and word.low not in AND for word in words)


def extend_left(lex: Lexicon, words: Sequence[Word], title: int, first: int) -> int:
    """The index at which the title begins with its modifiers: French Defence Minister, former chief executive."""
    begin = title
    while begin > 0:
        word = words[begin - 1]
        if word.low in lex.modifiers or is_role(lex, word):
            begin -= 1
            continue
        wanted = word.text[0].isupper() and not word.text.endswith(("'s", "’s"))
        if not wanted or word.low in lex.stop or word.low in lex.audience or is_given(word.text):
            break
        if lex.language == "de" and not (
            word.text.isupper() or (begin - 1 >= first and word.low.endswith("er"))
        ):
            break
        if lex.language == "fr" or word.low in day_set(lex.language):
            break
        begin -= 1
    while begin < title and words[begin].low in lex.openers:
        begin += 1
    if begin < title and begin > 0 and words[begin - 1].low in lex.tail_links:
        named = begin > 1 and words[begin - 2].text[0].isupper()
        if named and words[begin - 2].low not in day_set(lex.language):
            return title  # "Bank of England Governor": half a name is no modifier; but "a letter to FBI Director"
    return _to_chief(words, begin)


def _to_chief(words: Sequence[Word], begin: int) -> int:
    """Where an officer's title begins of which the words between are plain ones: chief product officer."""
    if words[begin].low != "officer":
        return begin
    for at in range(begin - 1, max(-1, begin - 4), -1):
        if words[at].low == "chief":
            return at
        if not words[at].text.islower():
            break
    return begin
