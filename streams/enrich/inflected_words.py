"""The words of names and of attribution of Finnish, Czech, Turkish, Arabic and Hindi; copy as words.

All of it is data (data/quotes/); what the sections mean stands at the fields of `Inflected`. Words are looked up as
`key` gives them: in lower case where there is one, in Arabic without vowel signs and hamzas on an alif, in Hindi
without the dot below a letter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from streams.enrich.lexicon import WORDS_KEPT, sections
from streams.enrich.reading import Word

INFLECTED = frozenset({"fi", "cs", "tr", "ar", "hi"})
#: Their letters have capitals, which show a name.
CASED = frozenset({"fi", "cs", "tr"})
_WORD = {
    "ar": re.compile(r"[\u0620-\u065f\u066e-\u06d3]+"),
    "hi": re.compile(r"[\u0900-\u0963\u0970-\u097f]+"),
}
_CASED_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_ARABIC_SIGNS = re.compile("[\u0610-\u061a\u064b-\u065f\u0640\u0670]")
_ARABIC_LETTERS = str.maketrans("أإآٱ", "اااا")
_TURKISH = str.maketrans("İI", "iı")


@dataclass(frozen=True, slots=True)
class Inflected:
    """The words of one language, as `key` gives them."""

    language: str
    verbs: frozenset[str]
    behind: frozenset[str]  # what stands behind the closing mark at once; empty: a verb does
    auxiliaries: frozenset[str]
    pronouns: frozenset[str]
    that: frozenset[str]
    subject: frozenset[str]  # right behind a name, they show that it is who speaks
    titles: frozenset[str]
    declined_titles: frozenset[str]
    reach: frozenset[str]  # words between a title and a name
    given: frozenset[str]
    given_male: frozenset[str]
    given_female: frozenset[str]
    sole: frozenset[str]  # titles behind which a single name stands as often as a full one
    weak_titles: frozenset[str]  # titles that do not vouch for a given name of no list
    foreign: frozenset[str]  # given names of other countries, which are no words
    unsure: frozenset[str]  # given names that are words, too
    surnames: frozenset[str]
    nominative_ends: frozenset[str]
    stems: frozenset[str]
    joined: frozenset[str]
    names_of_faith: frozenset[str]
    things: frozenset[str]  # beside a name they make it a street's or a building's
    not_names: frozenset[str]


@cache
def inflected(language: str) -> Inflected | None:
    """The words of one of INFLECTED; None for another language."""
    if language not in INFLECTED:
        return None
    data = sections("quotes", f"{language}.txt")
    fields = {
        name: frozenset(key(word, language) for word in data.get(name.replace("_", "-"), ()))
        for name in Inflected.__dataclass_fields__
        if name != "language"
    }
    return Inflected(language=language, **fields)


@lru_cache(maxsize=WORDS_KEPT)
def key(word: str, language: str) -> str:
    """The word as it is looked up."""
    if language == "ar":
        return _ARABIC_SIGNS.sub("", word).translate(_ARABIC_LETTERS)
    if language == "hi":
        return unicodedata.normalize("NFD", word).replace("\u093c", "")
    return (word.translate(_TURKISH) if language == "tr" else word).lower()


def words_in(text: str, language: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of text[start:end]; a full stop belongs to initials only, an apostrophe to the word before it."""
    found = []
    pattern = _WORD.get(language, _CASED_WORD)
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        if word.endswith(".") and not (len(word) == 2 and word[0].isupper()):
            word = word[:-1]
        found.append(Word(word, match.start(), match.start() + len(word)))
    return found
