"""The stories that run now: each article, as it comes, joins one or begins one, and two may turn out to be one.

One pass (Allan, Papka and Lavrenko 1998, "On-line new event detection and tracking"): an article is compared with the
stories that its strongest words, names and numbers lead to, and joins the most like one, if that is like enough. A copy
takes its original's story. Nothing here knows a clock: time is what the articles and `tick` say. The same articles in
the same order give the same stories, whenever `tick` is called between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from streams.clusters.cluster import FACTS, Cluster, Member, dump_cluster, load_cluster
from streams.clusters.likeness import Query, agreement, enough, likeness
from streams.clusters.options import DEFAULTS, Options
from streams.clusters.seen import HOUR, Novelty
from streams.clusters.shelf import POSTED, Shelf, story_id
from streams.clusters.story import Adds, Change, state_of
from streams.clusters.telling import Telling
from streams.clusters.vectors import strongest
from streams.clusters.waiting import Waiting
from streams.clusters.weights import Weights

#: What was written by another version of this is not read, but for the one that knew no names.
FORMAT, _NAMELESS = 2, 1
#: An article is looked up by so many terms, and compared with so many stories; a story with so many others.
_ASKED, _COMPARED, _NEIGHBOURS = 12, 40, 8


class Clusters:
    """Stories and their articles. Every answer is the changes that subscribers are to be told, in their order."""

    def __init__(self, options: Options = DEFAULTS) -> None:
        self.options = options
        self._empty()

    def _empty(self) -> None:
        self._now = 0.0  # the largest time that was said: no article moves it back
        self._weights = Weights()
        self._shelf = Shelf(self.options.most_postings)
        self._waiting = Waiting(self.options.most_waiting)

    def __len__(self) -> int:
        return len(self._shelf)

    def take(self, telling: Telling) -> tuple[Change, ...]:
        """The article joins or begins a story, is replaced in it by a newer version, or leaves its counts.

        An event that was taken already changes nothing, and is answered with what it added then.
        """
        changes = list(self.tick(telling.arrived))
        cluster = self._shelf.home(telling.uri)
        if cluster is not None:
            return (*changes, *self._again(telling, cluster))
        self._waiting.drop(telling.uri)
        if not telling.usable:
            return tuple(changes)
        if telling.copy_of is None:
            return (*changes, *self._told(telling), *self._copies(telling.uri))
        home = self._shelf.home(telling.copy_of)
        if home is None:
            self._waiting.put(telling)
            return tuple(changes)
        return (*changes, *self._joined(telling, home), *self._copies(telling.uri))

    def tick(self, now: float) -> tuple[Change, ...]:
        """The stories that time has made quiet or over, `now` being the broker's clock in seconds since 1970."""
        self._now = max(self._now, now)
        shelf, over = self._shelf, self._now - self.options.over * HOUR
        ended = shelf.unheard(shelf.quiet, over) + shelf.unheard(shelf.awake, over)
        changes = [self._end(cluster) for cluster in ended]
        for cluster in shelf.unheard(shelf.awake, self._now - self.options.quiet * HOUR):
            shelf.hush(cluster)
            if cluster.alive():
                changes.append(self._change(cluster, None))
        self._waiting.expire(over)
        return tuple(changes)

    def _end(self, cluster: Cluster) -> Change:
        """Forgets the story."""
        self._shelf.remove(cluster)
        for uri in cluster.members:
            del self._shelf.homes[uri]
        return Change("story", cluster.id, self._now, state_of(cluster, over=True))

    def _told(self, telling: Telling) -> list[Change]:
        """An article that is no copy finds its story, or begins it."""
        query = Query.of(telling, self._weights)
        # An article of whose story the first articles are forgotten may be the one that began it.
        cluster = self._most_like(query) or self._shelf.by_id(story_id(telling.uri))
        changes: list[Change] = []
        if cluster is None:
            if len(self._shelf) >= self.options.most_stories:
                changes.append(self._end(self._shelf.oldest()))
            cluster = self._shelf.begin(telling.uri)
        return changes + self._joined(telling, cluster)

    def _most_like(self, query: Query) -> Cluster | None:
        found: dict[int, float] = {}
        for language, vector in ((query.language, query.words), (FACTS, query.facts)):
            self._shelf.look_up(strongest(vector, _ASKED), language, found)
        best: tuple[float, int] | None = None
        for cluster in self._shelf.best(found, _COMPARED):
            like = likeness(query, cluster, self.options)
            if like is not None and (best is None or (like, -cluster.number) > best):
                best = like, -cluster.number
        return None if best is None else self._shelf[-best[1]]

    def _joined(self, telling: Telling, cluster: Cluster) -> list[Change]:
        """The article is one of the story's."""
        novelty = cluster.say(telling, self.options)
        if telling.copy_of is None:  # a copy has nothing to say that its original does not
            cluster.weigh(telling, self._weights, self.options, fresh=True)
        cluster.members[telling.uri] = Member.of(telling, novelty)
        self._shelf.homes[telling.uri] = cluster.number
        self._forget_first(cluster)
        return self._after(telling, cluster, novelty)

    def _again(self, telling: Telling, cluster: Cluster) -> list[Change]:
        """Another event of an article that has a story: a newer version, a kill, a hold; or one that was taken."""
        member = cluster.members[telling.uri]
        if telling.event in member.events:
            return [self._change(cluster, Adds(member.uri, member.copy_of, member.adds))]
        member.remember(telling.event)
        if not telling.usable:
            member.cancel()
            self._shelf.hear(cluster, self._now)
            return [self._change(cluster, Adds(member.uri, member.copy_of, None))]
        novelty = cluster.say(telling, self.options)
        if telling.copy_of is None:
            cluster.weigh(telling, self._weights, self.options, fresh=False)
        member.update(telling, novelty)
        return self._after(telling, cluster, novelty)

    def _after(self, telling: Telling, cluster: Cluster, novelty: Novelty) -> list[Change]:
        """What is told when the story has the article: perhaps that it is one with another, and how it stands."""
        self._shelf.hear(cluster, self._now)
        self._shelf.post(cluster)
        changes: list[Change] = []
        while (other := self._same(telling, cluster)) is not None:
            cluster, change = self._merge(cluster, other)
            changes.append(change)
        return [*changes, self._change(cluster, Adds(telling.uri, telling.copy_of, novelty))]

    def _same(self, telling: Telling, cluster: Cluster) -> Cluster | None:
        """Another story that is this one: its original's, if the article is a copy, or one that is alike enough."""
        if telling.copy_of is not None:
            home = self._shelf.home(telling.copy_of)
            return home if home is not cluster else None
        if telling.language not in cluster.vectors:
            return None
        found: dict[int, float] = {}
        self._shelf.look_up(strongest(cluster.vectors[telling.language], POSTED), telling.language, found)
        found.pop(cluster.number, None)
        for other in self._shelf.best(found, _NEIGHBOURS):
            if agreement(cluster, other, self.options) >= enough(cluster, other, self.options):
                return other
        return None

    def _merge(self, one: Cluster, other: Cluster) -> tuple[Cluster, Change]:
        """The two are one story, which has the older one's id."""
        older, younger = sorted((one, other), key=lambda cluster: cluster.number)
        self._shelf.remove(younger)
        older.absorb(younger, self.options)
        self._shelf.homes.update(dict.fromkeys(younger.members, older.number))
        self._forget_first(older)
        self._shelf.hear(older, self._now)
        self._shelf.post(older)
        return older, Change("merged", younger.id, self._now, into=older.id)

    def _forget_first(self, cluster: Cluster) -> None:
        for uri in cluster.forget_first(self.options.most_articles):
            del self._shelf.homes[uri]

    def _copies(self, uri: str) -> list[Change]:
        """The copies that have waited for an article join its story, and so do copies of these."""
        changes: list[Change] = []
        for copy in self._waiting.take(uri):
            home = self._shelf.home(uri)
            if home is not None:
                changes += [*self._joined(copy, home), *self._copies(copy.uri)]
        return changes

    def _change(self, cluster: Cluster, adds: Adds | None) -> Change:
        at = cluster.heard if adds else self._now
        state = state_of(cluster, quiet=cluster.number in self._shelf.quiet)
        return Change("story", cluster.id, at, state, adds)

    def dump(self) -> bytes:
        """All that is known. What was loaded from it goes on exactly as this does."""
        state = {
            "format": FORMAT,
            "now": self._now,
            "begun": self._shelf.begun,
            "quiet": len(self._shelf.quiet),
            "stories": [dump_cluster(cluster) for cluster in self._shelf],
            "postings": self._shelf.postings.dump(),
            "weights": self._weights.dump(),
            "waiting": self._waiting.dump(),
        }
        return orjson.dumps(state)

    def load(self, dumped: bytes) -> None:
        """Takes the place of all that is known. Raises ValueError for what another version has written."""
        state = _read(dumped)
        self._empty()
        self._now, self._shelf.begun = state["now"], state["begun"]
        for place, each in enumerate(state["stories"]):
            cluster = load_cluster(each)
            self._shelf.put(cluster)
            if place < state["quiet"]:
                self._shelf.hush(cluster)
        self._shelf.postings.load(state["postings"])
        self._weights.load(state["weights"])
        self._waiting.load(state["waiting"])

    def record(self, story: str) -> bytes:
        """All that is known of one story. Raises KeyError for one that is over, or part of another."""
        cluster = self._shelf.by_id(story)
        if cluster is None:
            raise KeyError(story)
        return orjson.dumps({"format": FORMAT, "story": dump_cluster(cluster)})

    def restore(self, records: Iterable[bytes]) -> None:
        """Takes the place of all that is known, from the last record of each story.

        How common words are is counted anew from the stories, and copies that waited are not there: what follows may
        differ from what would have followed. `load` is exact. Raises ValueError for what another version has written.
        """
        stories = [load_cluster(_read(each)["story"]) for each in records]
        self._empty()
        for cluster in sorted(stories, key=lambda each: (each.heard, each.number)):
            self._shelf.put(cluster)
            self._now = max(self._now, cluster.heard)
            self._shelf.begun = max(self._shelf.begun, cluster.number)
            for language, vector in cluster.vectors.items():
                self._weights.count(vector, language)
        for cluster in sorted(stories, key=lambda each: each.number):
            cluster.posted = {}
            self._shelf.post(cluster)


def _read(dumped: bytes) -> dict[str, Any]:
    state = orjson.loads(dumped)
    if not isinstance(state, dict) or state.get("format") not in (FORMAT, _NAMELESS):
        raise ValueError(f"these stories are not of format {FORMAT}")
    return state
