"""One source, as far as it has been listened to: how it is, and what was learnt, as values that can be kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from streams.sources.drift import Copy, Drifted
from streams.sources.rhythm import Rhythm
from streams.sources.traits import Traits


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
