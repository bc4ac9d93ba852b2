"""How like an article is to a story, and two stories to each other: 0 to 1."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.clusters.cluster import FACTS, Cluster
from streams.clusters.core import Core
from streams.clusters.options import Options
from streams.clusters.telling import Telling
from streams.clusters.vectors import Vector, dot, unit
from streams.clusters.weights import Weights

#: So much of what words leave open may names, places and numbers fill.
_FACTS_SHARE = 0.5
#: That what matters most is said at all counts so much, beside the cosine.
_COVER = 0.6
#: Terms of a text; a headline alone has too few for it to matter what is said at all.
_TEXT = 48
#: With a smaller share of what is enough, by its cosine alone, an article is not looked at more closely.
_FLOOR = 0.3
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Query:
    """An article as it is compared: the vectors of its words and its facts, both of length 1, and when it was made."""

    language: str
    words: Vector
    facts: Vector
    core: Core
    said: NDArray[np.uint32]  # the hash of each of its words
    made: float  # seconds since 1970

    @classmethod
    def of(cls, telling: Telling, weights: Weights) -> Query:
        """The article, its terms weighed as they are now."""
        words = unit(weights.weighted(telling.terms, telling.language))
        facts = unit(weights.weighted(telling.facts, FACTS))
        core, said = Core.of(words, telling.language), np.array(telling.words, np.uint32)
        return cls(telling.language, words, facts, core, said, telling.updated)


def likeness(query: Query, cluster: Cluster, options: Options) -> float | None:
    """How like the article is to the story, or None where it is not like enough to join it."""
    facts = _cosine(query.facts, cluster, FACTS)
    faded = _faded(query.made, cluster, options)
    if query.language in cluster.vectors:
        words = _cosine(query.words, cluster, query.language)
        like = (words + _FACTS_SHARE * facts * (1 - words)) * faded
        if like < _FLOOR * options.joins:
            return None
        text = min(1.0, len(query.words) / _TEXT, len(cluster.vectors[query.language]) / _TEXT)
        like += _COVER * text * covered(query, cluster) * faded
        return like if like >= options.joins else None
    like = facts * faded
    return like if like >= options.across and _shared(query, cluster) >= options.shared else None


def covered(query: Query, cluster: Cluster) -> float:
    """How much of what matters most in the one is said at all in the other: the geometric mean of both ways."""
    core = cluster.core(query.language)
    there = core.share(np.isin(core.hashes, query.said, assume_unique=True))
    return math.sqrt(there * query.core.share(cluster.seen.has(query.core.hashes)))


def _shared(query: Query, cluster: Cluster) -> int:
    """How many facts both state, if a name or a number and a place are among them; else none."""
    told = cluster.vectors.get(FACTS, {})
    kinds = [fact.partition(":")[0] for fact in query.facts if fact in told]
    return len(kinds) if "place" in kinds and set(kinds) != {"place"} else 0


def _cosine(vector: Vector, cluster: Cluster, language: str) -> float:
    told = cluster.vectors.get(language)
    return dot(vector, told) / cluster.norms[language] if told and vector else 0.0


def _faded(made: float, cluster: Cluster, options: Options) -> float:
    gap = max(made - cluster.latest, cluster.begun - made, 0.0) / _HOUR
    return math.exp(-gap / options.fades)


def agreement(one: Cluster, other: Cluster) -> float:
    """How like two stories are in the language in which both have most to say; 0 if they have none in common."""
    best = 0.0
    for language, vector in one.vectors.items():
        told = other.vectors.get(language)
        if language != FACTS and told:
            best = max(best, dot(vector, told) / (one.norms[language] * other.norms[language]))
    return best
