"""What is remembered of a story: its articles, its words, and what was said in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from streams.clusters.core import Core
from streams.clusters.facts import Named
from streams.clusters.options import Options
from streams.clusters.seen import ALL_NEW, Novelty, Seen
from streams.clusters.telling import Telling, hashes
from streams.clusters.vectors import Vector, norm, strongest
from streams.clusters.weights import Weights

#: The pseudo-language of what can be compared across languages.
FACTS = "facts"
#: The kinds of what a story names.
NAMED = ("people", "organisations", "places", "topics")
#: Events of an article by which one that comes again is known.
_EVENTS = 8


@dataclass(slots=True)
class Member:
    """An article of a story, as its last version has it. Times are in seconds since 1970."""

    uri: str
    source: str
    language: str
    headline: str
    version: str | None
    usable: bool
    copy_of: str | None
    origin: str | None
    received: float  # when its first raw event came
    created: float
    updated: float
    named: dict[str, tuple[Named, ...]]  # people, organisations, places, topics
    adds: Novelty | None = ALL_NEW  # by its last event; None: that canceled it
    events: list[str] = field(default_factory=list)  # the last ones that told of it

    @classmethod
    def of(cls, telling: Telling, novelty: Novelty) -> Member:
        """An article that is new in its story, and what it adds."""
        member = cls(
            telling.uri,
            telling.source,
            telling.language,
            telling.headline,
            telling.version,
            telling.usable,
            telling.copy_of,
            telling.origin,
            telling.received,
            telling.created,
            telling.updated,
            {},
        )
        member.update(telling, novelty)
        member.remember(telling.event)
        return member

    def update(self, telling: Telling, novelty: Novelty) -> None:
        """A newer version takes its place. When the article was made and came first stays as it was."""
        self.source, self.language, self.headline = telling.source, telling.language, telling.headline
        self.version, self.usable, self.updated = telling.version, telling.usable, telling.updated
        self.copy_of, self.origin = telling.copy_of, telling.origin
        self.named = {kind: named for kind in NAMED if (named := getattr(telling, kind))}
        self.adds = novelty

    def cancel(self) -> None:
        """Readers may no longer have it: what it says and names is the story's no more."""
        self.usable, self.adds, self.named, self.headline = False, None, {}, ""

    def remember(self, event: str) -> None:
        """The event was taken."""
        self.events = [*self.events[1 - _EVENTS :], event]


@dataclass(slots=True)
class Cluster:
    """A story. `number` counts the stories in the order in which they began: of two the smaller is the older."""

    id: str
    number: int
    members: dict[str, Member] = field(default_factory=dict)  # by uri, in the order in which they came
    vectors: dict[str, Vector] = field(default_factory=dict)  # by language, and those of FACTS
    norms: dict[str, float] = field(default_factory=dict)
    names: dict[str, list[str]] = field(
        default_factory=dict
    )  # by language, those of its terms that are names
    posted: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the terms by which it is found
    seen: Seen = field(default_factory=Seen)
    begun: float = 0.0  # by its articles' own times: the first, ...
    latest: float = 0.0  # ... and the last
    heard: float = 0.0  # by the broker's clock, when the last article came
    forgotten: int = 0  # articles that are counted and no longer known
    forgotten_reports: int = 0  # those of them that were reports of their own
    forgotten_sources: set[str] = field(default_factory=set)
    _cores: dict[str, Core] = field(default_factory=dict)  # by language, as far as they were asked for
    _called: dict[str, Core] = field(default_factory=dict)  # the same for its names

    def core(self, language: str) -> Core:
        """What matters most in the story, as it is told in that language."""
        if language not in self._cores:
            self._cores[language] = Core.of(self.vectors[language], language)
        return self._cores[language]

    def called(self, language: str) -> Core:
        """The names that matter most in the story, as it is told in that language."""
        if language not in self._called:
            vector, names = self.vectors[language], self.names.get(language, ())
            named = {name: vector[name] for name in names if name in vector}
            self._called[language] = Core.of(named, language)
        return self._called[language]

    def alive(self) -> bool:
        """Whether there is an article of it that readers may have."""
        return self.forgotten > 0 or any(member.usable for member in self.members.values())

    def usable(self) -> list[Member]:
        """The articles that readers may have."""
        return [member for member in self.members.values() if member.usable]

    def weigh(self, telling: Telling, weights: Weights, options: Options, fresh: bool) -> None:
        """Adds the words and facts of an article to what the story is known by.

        A newer version of an article that is in the story (not `fresh`) adds but what was not there.
        """
        for language, terms in ((telling.language, telling.terms), (FACTS, telling.facts)):
            if not terms:
                continue
            weighted = weights.weighted(terms, language)
            told = self.vectors.get(language)
            weights.count(
                (term for term, _ in terms if fresh or not told or term not in told), language, told
            )
            length = norm(weighted)
            self.vectors[language] = added(told or {}, weighted, length, fresh, options.most_terms)
            self.norms[language] = norm(self.vectors[language])
            self._forget_cores(language)
        self._call(telling.language, telling.names)

    def _call(self, language: str, names: Iterable[str]) -> None:
        """Names of an article; those that are none of the story's terms are no longer known."""
        vector = self.vectors.get(language, {})
        self.names[language] = sorted(vector.keys() & {*self.names.get(language, ()), *names})

    def _forget_cores(self, language: str) -> None:
        self._cores.pop(language, None)
        self._called.pop(language, None)

    def say(self, telling: Telling, options: Options) -> Novelty:
        """What the article says that is new; from now on it is not. Words are compared within a language alone."""
        facts = hashes(key for key, _ in telling.facts)
        known = {member.language for member in self.members.values()}
        compared = facts if known and telling.language not in known else (*telling.words, *facts)
        novelty = self.seen.novelty(tuple(sorted(compared)), telling.updated)
        self.seen.add((*telling.words, *facts), telling.updated, options.most_seen)
        self.begun = min(self.begun, telling.created) if known else telling.created
        self.latest = max(self.latest, telling.updated)
        return novelty

    def absorb(self, other: Cluster, options: Options) -> None:
        """Takes in another story's articles and words."""
        for language, vector in other.vectors.items():
            told = self.vectors.get(language, {})
            self.vectors[language] = added(told, vector, 1.0, True, options.most_terms)
            self.norms[language] = norm(self.vectors[language])
            self._forget_cores(language)
        for language, names in other.names.items():
            self._call(language, names)
        members = [*self.members.values(), *other.members.values()]
        self.members = {member.uri: member for member in sorted(members, key=lambda each: each.received)}
        self.seen.take(other.seen, options.most_seen)
        self.begun, self.latest = min(self.begun, other.begun), max(self.latest, other.latest)
        self.forgotten += other.forgotten
        self.forgotten_reports += other.forgotten_reports
        self.forgotten_sources |= other.forgotten_sources

    def forget_first(self, most: int) -> list[str]:
        """Of more articles than so many forgets the first, but counts them on; gives their uris."""
        gone = list(self.members)[: max(0, len(self.members) - most)]
        for uri in gone:
            member = self.members.pop(uri)
            if member.usable:
                self.forgotten += 1
                self.forgotten_reports += member.origin is not None
                self.forgotten_sources.add(member.source)
        return gone


def added(told: Mapping[str, float], new: Vector, length: float, fresh: bool, most: int) -> Vector:
    """The sum of the two, the new one as of length 1; not `fresh`: the larger of each."""
    both = dict(told)
    for term, weight in new.items():
        share = weight / (length or 1.0)
        both[term] = both.get(term, 0.0) + share if fresh else max(both.get(term, 0.0), share)
    return strongest(both, most // 2) if len(both) > most else both


def named_most(members: Iterable[Member], kind: str, most: int) -> list[tuple[Named, int]]:
    """What most articles name, of one kind, with how many do; of equal ones what was named first."""
    counts: Counter[str] = Counter()
    shown: dict[str, Named] = {}
    for member in members:
        for named in member.named.get(kind, ()):
            counts[named.key] += 1
            shown.setdefault(named.key, named)
    order = {key: at for at, key in enumerate(counts)}
    ranked = sorted(counts, key=lambda key: (-counts[key], order[key]))
    return [(shown[key], counts[key]) for key in ranked[:most]]


_MEMBER = tuple(each.name for each in fields(Member))
#: All but what can be worked out again.
_CLUSTER = tuple(each.name for each in fields(Cluster) if not each.name.startswith("_"))


def dump_cluster(cluster: Cluster) -> dict[str, Any]:
    """The story as JSON values."""
    dumped = {name: getattr(cluster, name) for name in _CLUSTER}
    dumped["members"] = [_dump_member(member) for member in cluster.members.values()]
    dumped["seen"] = cluster.seen.dump()
    dumped["forgotten_sources"] = sorted(cluster.forgotten_sources)
    return dumped


def load_cluster(dumped: dict[str, Any]) -> Cluster:
    """What `dump_cluster` gave."""
    members = [_load_member(each) for each in dumped["members"]]
    changed = {
        "members": {member.uri: member for member in members},
        "posted": {language: tuple(terms) for language, terms in dumped["posted"].items()},
        "seen": Seen.load(dumped["seen"]),
        "forgotten_sources": set(dumped["forgotten_sources"]),
    }
    return Cluster(**(dumped | changed))


def _dump_member(member: Member) -> list[Any]:
    """Its values alone, for there are many."""
    values = {name: getattr(member, name) for name in _MEMBER}
    values["named"] = {kind: [each.dump() for each in named] for kind, named in member.named.items()}
    values["adds"] = None if member.adds is None else member.adds.dump()
    return list(values.values())


def _load_member(dumped: list[Any]) -> Member:
    values = dict(zip(_MEMBER, dumped, strict=True))
    values["named"] = {kind: _named(named) for kind, named in values["named"].items()}
    values["adds"] = None if values["adds"] is None else Novelty(*values["adds"])
    return Member(**values)


def _named(dumped: list[list[Any]]) -> tuple[Named, ...]:
    return tuple(Named(*each) for each in dumped)
