"""What people and things of a place are called: "Ukrainian", "ukrainische", "Rostockerin". Such a word is no term.

The words of countries are data (data/places/demonyms.tsv). In German any town makes its own with -er.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from streams.datafiles import read_lines
from streams.enrich.gazetteer import gazetteer

#: In the order of their columns in demonyms.tsv.
_LANGUAGES = ("en", "de", "fr")
#: Countries whose towns German makes words of; those of others must be well known: "Pariser".
_GERMAN = frozenset(("DE", "AT", "CH", "LU", "LI"))
#: Ordinary words that look as if they came from Hamm, Senden and the like.
_WORDS = frozenset(("hammer", "sender", "lager", "weiler", "werder"))
_OF_A_TOWN = re.compile(r"(\w{3,})er(?:in|innen|n|s)?\Z")


def is_demonym(word: str, language: str) -> bool:
    """Whether a word, as written, is a people or an adjective of a place in "en", "de" or "fr"."""
    if language not in _LANGUAGES:
        return False
    words, stems = _listed(language)
    folded = word.casefold()
    if folded in words or (stems and folded.startswith(stems)):
        return True
    if language != "de" or not word[:1].isupper() or folded.removesuffix("n").removesuffix("s") in _WORDS:
        return False
    town = _OF_A_TOWN.match(word)
    return town is not None and any(
        entry.kind == "city" and (entry.country in _GERMAN or entry.capital or entry.renowned)
        for name in _towns(town[1])
        for entry in gazetteer().lookup(name, language)
    )


def _towns(stem: str) -> Iterator[str]:
    """The towns whose word may begin so: Rostock-er, Brem-er for Bremen, Dresdn-er for Dresden."""
    yield stem
    yield stem + "en"
    if stem.endswith("n"):
        yield stem[:-1] + "en"


@cache
def _listed(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of a language that stand as they are, and the beginnings of others."""
    column = 1 + _LANGUAGES.index(language)
    rows = (row.split("\t") for row in read_lines("places/demonyms.tsv"))
    found = {word.casefold() for row in rows for word in row[column].split("|") if word}
    return (frozenset(found), ()) if language == "en" else (frozenset(), tuple(sorted(found)))
