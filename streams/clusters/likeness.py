"""How like an article is to a story, and two stories to each other: a cosine, and what else tells of it."""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from streams.clusters.cluster import FACTS, Cluster
from streams.clusters.core import Core
from streams.clusters.options import Options
from streams.clusters.telling import Telling
from streams.clusters.vectors import Vector, dot, unit
from streams.clusters.weights import Weights
from streams.datafiles import read_lines

#: Likeness of what happens elsewhere counts so much.
_ELSEWHERE = 0.7
_PLACE, _PERSON, _NUMBER = "place:", "person:", "number:"
#: Likeness of what is told under other names counts so much: that of an event of the same kind.
_APART = 0.4
#: Names agree when this share of their weight is said on the other side as well, and not at all below the first.
_OTHERS, _SAME = 0.2, 0.35
#: Names of less than this share of an article or a story say nothing.
_NAMED = 0.06
#: One name, and what it is made of: "Calder Head", "Marlow Vale".
_ONE_NAME = 2
#: Where one name is all that two texts share they are told apart, unless other words make up so much of their cosine.
_BESIDE_NAMES = 0.05
#: That what matters most is said at all counts so much, beside the cosine.
_COVER = 0.5
#: Terms of a text; with a smaller share of these there is but a headline, of which too little is said at all.
_TEXT, _HEADLINE = 48, 0.3
#: With a smaller share of what is enough, by its cosine alone, an article is not looked at more closely.
_FLOOR = 0.3
#: Prices and results have at least so many numbers; those of another day come so many hours later.
_NUMBERS, _HALF_A_DAY = 2, 12
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Query:
    """An article as it is compared: the vectors of its words and its facts, both of length 1, and when it was made."""

    language: str
    words: Vector
    facts: Vector
    core: Core
    called: Core  # the same of its names
    said: frozenset[int]  # the hash of each of its words
    made: float  # seconds since 1970
    names: Set[str]  # those of its words that are names
    towns: frozenset[str]  # the towns and states among its facts that few stories name

    @classmethod
    def of(cls, telling: Telling, weights: Weights) -> Query:
        """The article, its terms weighed as they are now."""
        words = unit(weights.weighted(telling.terms, telling.language))
        facts = unit(weights.weighted(telling.facts, FACTS))
        core, said = Core.of(words, telling.language), frozenset(telling.words)
        named = {name: words[name] for name in telling.names if name in words}
        called = Core.of(named, telling.language)
        towns = frozenset(fact for fact in facts if _is_a_town(fact) and weights.is_rare(fact, FACTS))
        return cls(telling.language, words, facts, core, called, said, telling.updated, named.keys(), towns)


def likeness(query: Query, cluster: Cluster, options: Options) -> float | None:
    """How like the article is to the story, or None where it is not like enough to join it."""
    faded = _faded(query.made, cluster, options)
    if query.language in cluster.vectors:
        # Names and places are among the words: counted twice, a town would join two events of its day.
        like = _cosine(query.words, cluster, query.language) * faded
        if like < _FLOOR * options.joins:
            return None
        text = min(len(query.words), len(cluster.vectors[query.language]), _TEXT) / _TEXT
        if text > _HEADLINE:
            like = (like + _COVER * text * covered(query, cluster) * faded) * _named(query, cluster)
            if like >= options.joins:
                like *= _beside_names(query, cluster)
        else:
            like *= _place(query, cluster)
        if like >= options.joins:
            like *= _other_numbers(query, cluster)
        return like if like >= options.joins else None
    like = _cosine(query.facts, cluster, FACTS) * faded
    if like < options.across:
        return None
    if _shared(query, cluster) >= options.shared:
        return like
    if like >= options.stranger and _share_a_stranger(query, cluster):
        return like
    return like if like >= options.town and _share_a_town(query, cluster) else None


def covered(query: Query, cluster: Cluster) -> float:
    """How much of what matters most in the one is said at all in the other: the geometric mean of both ways."""
    return math.sqrt(cluster.core(query.language).told(query.said) * query.core.seen(cluster.seen))


def _named(query: Query, cluster: Cluster) -> float:
    """Less than 1 where names are other ones: another town has had a fire. Where there are none, places tell."""
    story = cluster.called(query.language)
    length = cluster.norms[query.language] ** 2
    if query.called.whole < _NAMED or story.whole < _NAMED * length:
        return _place(query, cluster)
    return _apart(max(story.told(query.said), query.called.seen(cluster.seen)))


def _beside_names(query: Query, cluster: Cluster) -> float:
    """Less than 1 where one name is all that both say: a town has a wreck, and a council whose leader resigns."""
    names = query.names | set(cluster.names.get(query.language, ()))
    told = cluster.vectors[query.language]
    return _more_than(names, query.words, told, cluster.norms[query.language])


def _other_numbers(query: Query, cluster: Cluster) -> float:
    """Less than 1 where what comes half a day later has numbers, and none that was said: the next day's prices."""
    if query.made - cluster.latest < _HALF_A_DAY * _HOUR:
        return 1.0
    told = [fact for fact in cluster.vectors.get(FACTS, ()) if fact.startswith(_NUMBER)]
    own = [fact for fact in query.facts if fact.startswith(_NUMBER)]
    if min(len(told), len(own)) < _NUMBERS or not set(told).isdisjoint(own):
        return 1.0
    return _ELSEWHERE


def _more_than(names: Set[str], words: Vector, told: Vector, length: float) -> float:
    """What likeness counts by what is shared beside names; `length` is that of the two vectors multiplied."""
    shared = words.keys() & told.keys()
    if len(shared & names) > _ONE_NAME:
        return 1.0
    others = math.fsum(words[term] * told[term] for term in shared - names) / length
    return _APART + (1 - _APART) * min(1.0, others / _BESIDE_NAMES)


def _apart(agreed: float) -> float:
    """What likeness counts where so much of the names is said on both sides."""
    return _APART + (1 - _APART) * min(1.0, max(0.0, (agreed - _OTHERS) / (_SAME - _OTHERS)))


def _place(query: Query, cluster: Cluster) -> float:
    """Less than 1 where both name places and none is the same: another barge has hit another bridge."""
    told = cluster.vectors.get(FACTS, {})
    places = [fact for fact in query.facts if fact.startswith(_PLACE)]
    if not places or any(place in told for place in places):
        return 1.0
    return _ELSEWHERE if any(fact.startswith(_PLACE) for fact in told) else 1.0


def _shared(query: Query, cluster: Cluster) -> int:
    """How many facts both state, if a place and a number are among them; else none.

    Where a head of government is and whom he meets is in ten stories a day; with a number it is in one.
    """
    told = cluster.vectors.get(FACTS, {})
    kinds = [fact.partition(":")[0] for fact in query.facts if fact in told]
    return len(kinds) if {"place", "number"} <= set(kinds) else 0


def _share_a_stranger(query: Query, cluster: Cluster) -> bool:
    """Whether both name somebody without an id, who is in few stories a day, and a number."""
    told = cluster.vectors.get(FACTS, {})
    both = [fact for fact in query.facts if fact in told]
    return any(fact.startswith(_NUMBER) for fact in both) and any(
        fact.startswith(_PERSON) and "://" not in fact for fact in both
    )


def _share_a_town(query: Query, cluster: Cluster) -> bool:
    """Whether both name a town that few stories name, and a number: 17 were hurt in Leipzig."""
    told = cluster.vectors.get(FACTS, {})
    number = any(fact.startswith(_NUMBER) and fact in told for fact in query.facts)
    return number and any(town in told for town in query.towns)


def _is_a_town(fact: str) -> bool:
    return fact.startswith(_PLACE) and fact not in _countries()


@cache
def _countries() -> frozenset[str]:
    """The facts that are countries."""
    numbers = (line.split("\t")[1] for line in read_lines("places/countries.tsv"))
    return frozenset(f"{_PLACE}https://sws.geonames.org/{number}/" for number in numbers)


def _cosine(vector: Vector, cluster: Cluster, language: str) -> float:
    told = cluster.vectors.get(language)
    return dot(vector, told) / cluster.norms[language] if told and vector else 0.0


def _faded(made: float, cluster: Cluster, options: Options) -> float:
    return _fading(max(made - cluster.latest, cluster.begun - made), options)


def _fading(seconds: float, options: Options) -> float:
    return math.exp(-max(seconds, 0.0) / _HOUR / options.fades)


def agreement(one: Cluster, other: Cluster, options: Options) -> float:
    """How like two stories are in the language in which they are most; 0 if they have none in common."""
    best = 0.0
    for language, vector in one.vectors.items():
        told = other.vectors.get(language)
        if language != FACTS and told:
            like = dot(vector, told) / (one.norms[language] * other.norms[language])
            if like >= options.adopts:  # what is less alike is no story of one's own anyway
                like *= _both_named(one, other, language)
            if like >= options.adopts:
                names = {*one.names.get(language, ()), *other.names.get(language, ())}
                like *= _more_than(names, vector, told, one.norms[language] * other.norms[language])
            best = max(best, like)
    return best * _fading(max(one.begun - other.latest, other.begun - one.latest), options)


def _both_named(one: Cluster, other: Cluster, language: str) -> float:
    """The same between two stories."""
    called, others = one.called(language), other.called(language)
    lengths = one.norms[language] ** 2, other.norms[language] ** 2
    if called.whole < _NAMED * lengths[0] or others.whole < _NAMED * lengths[1]:
        return 1.0
    return _apart(max(called.seen(other.seen), others.seen(one.seen)))


def enough(one: Cluster, other: Cluster, options: Options) -> float:
    """How like two stories must be to be one. Two articles that were found to be two stories stay so."""
    sizes = sorted((len(one.members), len(other.members)))
    if sizes[0] == 1:
        return options.adopts if sizes[1] > 1 else math.inf
    return options.merges
