"""Which of an article's words are names: what tells one event from another of its kind.

Two fires are told in the same words, and so are two by-elections; where it was and who it was differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from streams.clusters.terms import stem_of
from streams.clusters.weights import background_share
from streams.enrich.background import headline_start
from streams.enrich.lexicon import sections

#: Paragraphs after the headline in which capitals are looked at.
_LEAD = 1
#: A word within a sentence, and a road or a model: "B71".
_INSIDE = re.compile(r"(?<=[^\W_][ ,\-’'])(?: ?)([^\W\d_]{2,})|\b([A-Z]{1,3}\d+)\b")
_WORD = re.compile(r"[^\W_]+")
#: With a larger share of capitals a headline is in Title Case, and they say nothing.
_SHOUTED, _FEW = 0.6, 3
#: All nouns have capitals: there only what was found to be a name counts.
_NOUNS = frozenset({"de", "lb"})


def names_of(
    headline: str,
    paragraphs: Sequence[str],
    language: str,
    found: Iterable[str],
    organisations: Iterable[str],
    stems: Iterable[str],
) -> tuple[str, ...]:
    """The stems of the names in the headline and the lead of an article, sorted.

    They are the words of the people and places `found` in it, and of `organisations` those that are no words of the
    language: the police and the weather service speak of every event of their kind. Beside them words that have a
    capital within a sentence. `stems` are all of the article.
    """
    texts = (headline[headline_start(headline, language) :], *paragraphs[:_LEAD])
    said = set(stems).intersection(stem_of(word, language) for text in texts for word in _WORD.findall(text))
    names = {stem_of(word, language) for name in found for word in _WORD.findall(name)}
    heads = _heads(language)
    bodies = (word for name in organisations for word in _WORD.findall(name) if word not in heads)
    others = {stem_of(word, language) for word in bodies}
    others.update(stem for text in texts for stem in _capitals(text, language))
    return tuple(sorted(said & (names | (others - background_share(language).keys()))))


@cache
def _heads(language: str) -> frozenset[str]:
    """What every organisation of a kind is called: a regional court, a ministry."""
    listed = sections("names", "heads.txt")
    parts = (f"{part} {language}" for part in ("last", "first-of", "first", "single"))
    return frozenset().union(*(listed.get(part, frozenset()) for part in parts))


def _capitals(text: str, language: str) -> Iterable[str]:
    words = _WORD.findall(text)
    capitals = sum(word[0].isupper() for word in words)
    if len(words) > _FEW and capitals > _SHOUTED * len(words):
        return
    for word, numbered in _INSIDE.findall(text):
        if numbered:
            yield stem_of(numbered, language)
        elif word[0].isupper() and language not in _NOUNS:
            yield stem_of(word, language)
