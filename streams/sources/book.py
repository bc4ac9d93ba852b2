"""One source, as far as it has been listened to: how it is, and what was learnt, as values that can be kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from streams.sources.drift import Copy, Drifted, Traits
from streams.sources.rhythm import Rhythm

#: The most sources that are kept, some 3 kB each; those not heard for longest go first.
MOST = 2000
#: A source that was not heard for so long is none any more.
GONE = timedelta(days=28)
#: What a source calls itself may be anything; more of it than this is no name.
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is. `last` is when its last article came, `missed` how many would have come since.

    `silent`: that is more than it has missed before.
    """

    silent: bool
    last: datetime | None
    missed: float
    drifted: tuple[Drifted, ...] = ()


@dataclass(slots=True)
class Source:
    """What is known of a source; `articles` is how many were heard."""

    rhythm: Rhythm
    copy: Copy = field(default_factory=Copy)
    articles: int = 0

    @classmethod
    def new(cls, at: datetime) -> Source:
        """One of which nothing is known, listened to from `at` on."""
        return cls(Rhythm(until=at))

    def heard(self, traits: Traits | None, at: datetime) -> None:
        """An article of it came; `traits` is None for one that tells nothing of its copy."""
        self.articles += 1
        self.rhythm.heard(at)
        if traits is not None:
            self.copy.take(traits, at)

    def tell(self, now: datetime) -> None:
        """It is `now`, and all articles that came until now have been heard."""
        self.rhythm.tell(now)

    def health(self) -> Health:
        """How it is now."""
        return Health(
            self.rhythm.silent, self.rhythm.last, round(self.rhythm.expected(), 1), self.copy.drifted()
        )


class Who(NamedTuple):
    """A source, in one language: its French service has hours and habits of its own."""

    source: str
    language: str


class Book:
    """What is known of the sources. `most` of them at a time."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._sources: OrderedDict[Who, Source] = OrderedDict()

    def __iter__(self) -> Iterator[tuple[Who, Source]]:
        return iter(self._sources.items())

    def __len__(self) -> int:
        return len(self._sources)

    def get(self, who: Who) -> Source | None:
        """What is known of a source; None if nothing is."""
        return self._sources.get(who)

    def put(self, who: Who, source: Source) -> None:
        """Takes back what was known of a source."""
        self._sources[who] = source

    def heard(self, who: Who, traits: Traits | None, at: datetime) -> list[Who]:
        """An article came; those sources that are forgotten for it."""
        who = Who(who.source[:_LONGEST_NAME], who.language)
        source = self._sources.get(who)
        if source is None:
            source = self._sources[who] = Source.new(at)
        self._sources.move_to_end(who)
        source.heard(traits, at)
        return [self._sources.popitem(last=False)[0] for _ in range(len(self._sources) - self._most)]

    def tell(self, now: datetime) -> list[Who]:
        """It is `now`; those sources that have gone, and are forgotten."""
        for _, source in self:
            source.tell(now)
        gone = [who for who, source in self if (last := source.rhythm.last) and now - last > GONE]
        for who in gone:
            del self._sources[who]
        return gone

    def resume(self, now: datetime) -> None:
        """Nobody listened until `now`."""
        for _, source in self:
            source.rhythm.resume(now)
