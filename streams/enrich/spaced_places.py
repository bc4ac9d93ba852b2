"""The places that Arabic and Hindi copy names, by lists of whole words.

No capital shows a name there. In Arabic a letter or two may stand before a name without a space: بالقاهرة, ولبنان. A
name that is a word, a person's or a club's as well counts only behind "in" and its like; one in the name of a body
never does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from babel import Locale

from streams.datafiles import read_lines
from streams.enrich.gazetteer import Entry, gazetteer
from streams.enrich.han_places import gathered, place_of
from streams.enrich.inflected_words import inflected, key, words_in
from streams.enrich.listed_bodies import bodies_in
from streams.enrich.reading import Word
from streams.found import Place

LANGUAGES = ("ar", "hi")
_Key = tuple[str, ...]
_MOST_WORDS = 4
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
#: Before a doubtful name; behind one.
_BEFORE = {
    "ar": frozenset({"في", "وفي", "الى", "من", "مدينة", "بمدينة", "محافظة", "شمال", "جنوب"}),
    "hi": frozenset(),
}
_AFTER = {"ar": frozenset(), "hi": frozenset({"में", "शहर", "जिले", "स्थित", "से"})}
#: Between the words of a name.
_JOINTS = (" ", "\u00a0", "-")


def find_spaced_places(
    headline: str | None, paragraphs: Sequence[str], language: str
) -> tuple[Place, ...] | None:
    """The countries, states and cities that the article names, those with most mentions first; None for another
    language than LANGUAGES. Names are English ones, as for all copy. Never raises."""
    if language not in LANGUAGES:
        return None
    return gathered(headline, paragraphs, lambda text: _places_in(text, language))


def _places_in(text: str, language: str) -> Iterator[tuple[Entry, int, int]]:
    names, doubtful = _names(language)
    given = _given(language)
    words = words_in(text, language)
    keys = [key(word.text, language) for word in words]
    bodies: list[tuple[int, int]] | None = None
    at = 0
    while at < len(words):
        hit = _longest(names, text, words, keys, at, language)
        if hit is None:
            at += 1
            continue
        name, skip, end = hit
        borne = at > 0 and keys[at - 1] in given and not skip  # मोहम्मद इसराइल
        if not borne and (name not in doubtful or _is_there(keys, at, end, skip, language)):
            start, stop = words[at].start + skip, words[end - 1].end
            if bodies is None:
                bodies = [(first, last) for _, first, last in bodies_in(language, text)]
            if not any(first < stop and start < last for first, last in bodies):
                yield names[name], start, stop
        at = end


def _longest(
    names: dict[_Key, Entry], text: str, words: Sequence[Word], keys: Sequence[str], at: int, language: str
) -> tuple[_Key, int, int] | None:
    """The longest name that begins at words[at]: its key, the letters before it, and the index behind it."""
    most = 1
    while (
        most < _MOST_WORDS
        and at + most < len(words)
        and text[words[at + most - 1].end : words[at + most].start] in _JOINTS
    ):
        most += 1
    for length in range(most, 0, -1):
        rest = tuple(keys[at + 1 : at + length])
        for skip, first in _without_prefix(keys[at]) if language == "ar" else ((0, keys[at]),):
            if (first, *rest) in names:
                return (first, *rest), skip, at + length
    return None


def _without_prefix(word: str) -> Iterator[tuple[int, str]]:
    """The word as it may stand in the list, and how many letters before it: للقاهرة is القاهرة."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) > 2:
            yield len(prefix), word[len(prefix) :]
    if word.startswith("لل") and len(word) > 4:
        yield 1, "ا" + word[1:]


def _is_there(keys: Sequence[str], at: int, end: int, skip: int, language: str) -> bool:
    """Whether what is beside a doubtful name says that a place is meant."""
    if at and keys[at - 1] in _BEFORE[language] and not skip:
        return True
    return end < len(keys) and keys[end] in _AFTER[language]


@cache
def _given(language: str) -> frozenset[str]:
    """The given names that are no words: what stands behind one is a family name."""
    words = inflected(language)
    return frozenset() if words is None else words.given - words.unsure


@cache
def _names(language: str) -> tuple[dict[_Key, Entry], frozenset[_Key]]:
    """What each name stands for, and which are doubtful."""
    entries: dict[_Key, Entry] = {}
    doubtful = set()
    for name, entry in (*_countries(language), *_towns(language)):
        words = tuple(key(word.text, language) for word in words_in(name, language))
        if name.endswith("?"):
            doubtful.add(words)
        if words:
            entries.setdefault(words, entry)
    return entries, frozenset(doubtful)


def _countries(language: str) -> Iterator[tuple[str, Entry]]:
    own: dict[str, list[str]] = {}
    for iso, spoken, names in (line.split("\t") for line in read_lines("places/country_names.tsv")):
        if spoken == language:
            own[iso] = names.split("|")
    territories = Locale.parse(language).territories
    for iso, entry in gazetteer().countries.items():
        listed = own.get(iso, [])
        struck = {name[1:] for name in listed if name.startswith("-")}
        for name in (*[name for name in listed if not name.startswith("-")], territories.get(iso, "")):
            if name and name not in struck:
                yield name, entry


def _towns(language: str) -> Iterator[tuple[str, Entry]]:
    column = LANGUAGES.index(language) + 2
    for row in (line.split("\t") for line in read_lines("places/spaced_places.tsv")):
        entry = place_of(row[0], row[1])
        for name in (row[column] if len(row) > column else "").split("|"):
            if name and entry is not None:
                yield name, entry
