"""How telling a term is, by how many stories and articles of its language have it: idf that forgets.

Spaerck Jones (1972) weighs a term by the share of documents that have it. A story that everybody tells would make its
own words worthless; so an article that joins a story counts in part only for the terms that the story has already.
What was counted is halved again and again: the words of last month's news are not this month's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from streams.clusters.terms import stem_of
from streams.enrich.background import background

#: So much of an article counts for a term that its story has already.
AGAIN = 0.7
#: A rare term has so much of the idf of one that nobody has said; among fewer documents than these nothing is common.
_RARE, _FEW_DOCUMENTS = 0.8, 200.0
_NOTHING: dict[str, float] = {}
#: What was counted is halved after so many articles of a language; what is less than one half is forgotten.
_HALVED = 4_000
_LEAST = 0.5
#: The share of stories with a word of the calendar, a number word, "said"; and with a common verb.
_NEVER, _VERB = 0.2, 0.1
#: A term that nobody has said counts as said in so many documents: not every new word is telling.
_UNSEEN = 3.0
#: The background stands for so many documents, at the beginning for more: as many as are missing to the second number.
_BACKGROUND, _BEGINNING = 20.0, 100.0


class Weights:
    """Counts documents and terms for each language; "facts" is one of them."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}  # language -> documents
        self._terms: dict[str, dict[str, float]] = {}
        self._since: dict[str, int] = {}  # documents since they were halved

    def weight(self, term: str, language: str) -> float:
        """The idf of a term, above 0: some 7 for one that nobody has said among thousands of articles."""
        return self.weighted(((term, 1.0),), language)[term]

    def weighted(self, terms: Iterable[tuple[str, float]], language: str) -> dict[str, float]:
        """The terms, each with its own weight times its idf."""
        known = background_share(language)
        seen = self._seen.get(language, 0.0)
        prior = max(_BACKGROUND, _BEGINNING - seen) if known else 0.0
        documents = seen + prior + 1
        counts = self._terms.get(language, _NOTHING)
        return {
            term: share
            * math.log(1 + documents / (counts.get(term, 0.0) + prior * known.get(term, 0.0) + _UNSEEN))
            for term, share in terms
        }

    def is_rare(self, term: str, language: str) -> bool:
        """Whether few stories have the term, of a hundred as of ten thousand."""
        documents = max(self._seen.get(language, 0.0), _FEW_DOCUMENTS)
        count = self._terms.get(language, _NOTHING).get(term, 0.0)
        return math.log(1 + documents / (count + _UNSEEN)) >= _RARE * math.log(1 + documents / _UNSEEN)

    def count(self, terms: Iterable[str], language: str, told: Mapping[str, float] | None = None) -> None:
        """Counts an article that opens a story, or joins one that has these terms (`told`)."""
        counts = self._terms.setdefault(language, {})
        for term in terms:
            counts[term] = counts.get(term, 0.0) + (AGAIN if told and term in told else 1.0)
        self._seen[language] = self._seen.get(language, 0.0) + (AGAIN if told is not None else 1.0)
        since = self._since[language] = self._since.get(language, 0) + 1
        if since >= _HALVED:
            self._halve(language)

    def _halve(self, language: str) -> None:
        halved = ((term, count / 2) for term, count in self._terms[language].items())
        self._terms[language] = {term: count for term, count in halved if count >= _LEAST}
        self._seen[language] /= 2
        self._since[language] = 0

    def dump(self) -> dict[str, Any]:
        """Everything counted, as JSON values."""
        return {"seen": self._seen, "terms": self._terms, "since": self._since}

    def load(self, dumped: dict[str, Any]) -> None:
        """Puts back what `dump` gave."""
        self._seen, self._terms, self._since = dumped["seen"], dumped["terms"], dumped["since"]


@cache
def background_share(language: str) -> dict[str, float]:
    """The share of stories that have a stem, as far as the background grades it."""
    known = background(language)
    shares: dict[str, float] = {}
    graded = [(word, math.exp(-idf)) for word, idf in known.bands.items()]
    graded += [(word, _VERB) for word in known.verbs] + [(word, _NEVER) for word in known.never]
    for word, share in graded:
        stem = stem_of(word, language)
        shares[stem] = max(shares.get(stem, 0.0), share)
    return shares
