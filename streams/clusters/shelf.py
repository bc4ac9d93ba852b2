"""The stories that are remembered: by number, id, article and term, and in the order in which they were heard of."""

from __future__ import annotations

import hashlib
import heapq
from collections import OrderedDict
from collections.abc import Iterable, Iterator

from streams.clusters.cluster import Cluster
from streams.clusters.postings import Postings
from streams.clusters.vectors import Vector, strongest

#: A story is found by so many of its terms in each language.
POSTED = 16


def story_id(uri: str) -> str:
    """The id of the story that this article begins."""
    return f"urn:copydesk:story:{hashlib.sha256(uri.encode()).hexdigest()[:20]}"


class Shelf:
    """Stories. Those of which something was heard lately are awake, the others quiet."""

    def __init__(self, most_postings: int) -> None:
        self.begun = 0  # stories so far
        self.postings = Postings(most_postings)
        self.homes: dict[str, int] = {}  # uri -> the number of its story
        self._clusters: dict[int, Cluster] = {}
        self._ids: dict[str, int] = {}
        # Each in the order in which they were last heard of, for which `heard` never falls.
        self.awake: OrderedDict[int, None] = OrderedDict()
        self.quiet: OrderedDict[int, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._clusters)

    def __getitem__(self, number: int) -> Cluster:
        return self._clusters[number]

    def __iter__(self) -> Iterator[Cluster]:
        """The stories, those that were heard of longest ago first."""
        return (self._clusters[number] for order in (self.quiet, self.awake) for number in order)

    def home(self, uri: str | None) -> Cluster | None:
        """The story of an article."""
        number = self.homes.get(uri or "")
        return None if number is None else self._clusters[number]

    def by_id(self, story: str) -> Cluster | None:
        """The story of that id."""
        number = self._ids.get(story)
        return None if number is None else self._clusters[number]

    def begin(self, uri: str) -> Cluster:
        """A new story, begun by that article; nothing was heard of it yet."""
        self.begun += 1
        cluster = Cluster(story_id(uri), self.begun)
        self.put(cluster)
        return cluster

    def put(self, cluster: Cluster) -> None:
        """Remembers a story and its articles, as one that is awake."""
        self._clusters[cluster.number] = cluster
        self._ids[cluster.id] = cluster.number
        self.homes.update(dict.fromkeys(cluster.members, cluster.number))
        self.awake[cluster.number] = None

    def remove(self, cluster: Cluster) -> None:
        """Forgets a story, but for where its articles are."""
        for language, terms in cluster.posted.items():
            self.postings.remove(cluster.number, _named(language, terms))
        del self._clusters[cluster.number], self._ids[cluster.id]
        self.awake.pop(cluster.number, None)
        self.quiet.pop(cluster.number, None)

    def hear(self, cluster: Cluster, now: float) -> None:
        """Something came of the story: it is awake."""
        cluster.heard = now
        self.quiet.pop(cluster.number, None)
        self.awake[cluster.number] = None
        self.awake.move_to_end(cluster.number)

    def hush(self, cluster: Cluster) -> None:
        """The story is quiet. Call it for the one that was awake longest."""
        del self.awake[cluster.number]
        self.quiet[cluster.number] = None

    def oldest(self) -> Cluster:
        """The story of which nothing was heard for longest. Raises StopIteration if there is none."""
        return self._clusters[next(iter(self.quiet or self.awake))]

    def unheard(self, order: Iterable[int], since: float) -> list[Cluster]:
        """The stories at the beginning of an order of which nothing was heard since that time."""
        found = []
        for number in order:
            if self._clusters[number].heard > since:
                break
            found.append(self._clusters[number])
        return found

    def post(self, cluster: Cluster) -> None:
        """The story is found by its strongest terms."""
        for language, vector in cluster.vectors.items():
            now = tuple(strongest(vector, POSTED))
            before = cluster.posted.get(language, ())
            if now != before:
                self.postings.put(cluster.number, _named(language, before), _named(language, now))
                cluster.posted[language] = now

    def look_up(self, terms: Vector, language: str, found: dict[int, float]) -> None:
        """Adds to each story that a term leads to what the term weighs."""
        for term, weight in terms.items():
            for number in self.postings.of(f"{language}:{term}"):
                found[number] = found.get(number, 0.0) + weight

    def best(self, found: dict[int, float], count: int) -> list[Cluster]:
        """The stories with the largest weights; of equal ones the older."""
        ranked = heapq.nsmallest(count, found.items(), key=lambda each: (-each[1], each[0]))
        return [self._clusters[number] for number, _ in ranked]


def _named(language: str, terms: Iterable[str]) -> list[str]:
    return [f"{language}:{term}" for term in terms]
