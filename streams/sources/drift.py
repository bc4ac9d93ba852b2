"""Whether the copy of a source looks as usual: its length, what is removed from it, its dates, its bylines.

Articles are taken ten at a time. The means of these tens have a mean and a variance, both exponentially weighted
(Roberts, "Control Chart Tests Based on Geometric Moving Averages", Technometrics 1, 1959), and so it is known how much
a ten may differ: by night or at a weekend the copy is another, and that is in the variance. Two tens in a row that lie
further off are a drift. It takes between eleven and thirty articles to notice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from streams.article import Article


class Trait(StrEnum):
    """What may change about the copy of a source: the metric's label, and `what` in its events."""

    LENGTH = "length"  # of the text, as the natural logarithm of its characters
    FURNITURE = "furniture"  # the share of the copy's characters that was removed
    DATES = "dates"  # the share of articles that do not say when they were written
    BYLINES = "bylines"  # the share of articles without a byline


#: One number for each trait, in the order of Trait.
Traits = tuple[float, float, float, float]
#: Articles whose mean is taken, and in how many of such tens what is usual is half replaced, about.
TEN, _MEMORY = 10, 30
#: Tens that must be known before anything can be unusual.
LEARNT = 12
#: A ten is unusual beyond so many standard deviations, but never within the least difference that matters.
_DEVIATIONS = 3.0
_LEAST = {Trait.LENGTH: 0.6, Trait.FURNITURE: 0.15, Trait.DATES: 0.3, Trait.BYLINES: 0.3}
#: Of these only more is bad: that an article is dated after all is no harm.
_ONLY_MORE = frozenset({Trait.DATES, Trait.BYLINES})
#: So many tens in a row begin a drift, or end it.
_IN_A_ROW = 2
#: After so long, and as many tens, what was a drift is what is usual now.
ACCEPTED, _ACCEPTED_TENS = timedelta(days=3), 12


@dataclass(frozen=True, slots=True)
class Drifted:
    """The copy's `what` is not as usual since `since`. Both values are as in Trait."""

    what: Trait
    usual: float
    now: float
    since: datetime


@dataclass(slots=True)
class Usual:
    """What is usual of one trait: the mean and the variance of `tens` tens; `now` is the last one."""

    mean: float = 0.0
    variance: float = 0.0
    tens: int = 0
    now: float = 0.0
    row: int = 0  # tens in a row that are unusual; below zero: that are not
    since: datetime | None = None
    held: int = 0  # tens since `since`

    def take(self, what: Trait, value: float, at: datetime) -> None:
        """The mean of ten more articles."""
        self.now = value
        limit = self._limit(what)
        off = value - self.mean
        unusual = self.tens >= LEARNT and (off if what in _ONLY_MORE else abs(off)) > limit
        self.row = max(self.row, 0) + 1 if unusual else min(self.row, 0) - 1
        if self.since is None:
            if self.row >= _IN_A_ROW:
                self.since, self.held = at, 0
            else:
                self._learn(max(-limit, min(limit, off)) if self.tens >= LEARNT else off)
        else:
            self._go_on(at)

    def _go_on(self, at: datetime) -> None:
        assert self.since is not None
        self.held += 1
        if self.row <= -_IN_A_ROW:
            self.since = None
        elif at - self.since >= ACCEPTED and self.held >= _ACCEPTED_TENS:
            self.mean, self.variance, self.tens = self.now, 0.0, 1
            self.since, self.row = None, 0

    def _limit(self, what: Trait) -> float:
        return max(_LEAST[what], _DEVIATIONS * math.sqrt(self.variance))

    def _learn(self, off: float) -> None:
        self.tens = min(_MEMORY, self.tens + 1)
        share = 1 / self.tens
        self.mean += share * off
        self.variance = (1 - share) * (self.variance + share * off * off)


@dataclass(slots=True)
class Copy:
    """The copy of one source."""

    count: int = 0
    sums: list[float] = field(default_factory=lambda: [0.0] * len(Trait))
    usual: dict[Trait, Usual] = field(default_factory=lambda: {trait: Usual() for trait in Trait})

    def take(self, traits: Traits, at: datetime) -> None:
        """One more article, that came at `at`."""
        self.count += 1
        self.sums = [before + value for before, value in zip(self.sums, traits, strict=True)]
        if self.count < TEN:
            return
        for trait, total in zip(Trait, self.sums, strict=True):
            self.usual[trait].take(trait, total / TEN, at)
        self.count, self.sums = 0, [0.0] * len(Trait)

    def drifted(self) -> tuple[Drifted, ...]:
        """What is not as usual now."""
        return tuple(
            Drifted(trait, usual.mean, usual.now, usual.since)
            for trait, usual in self.usual.items()
            if usual.since is not None
        )


def traits_of(article: Article) -> Traits | None:
    """The traits of a clean article; None for one that tells nothing of its source's copy.

    That is one without text, for it is a flash or a message, and one that is canceled or withheld.
    """
    kept = sum(map(len, article.paragraphs))
    if not kept or article.pub_status != "usable":
        return None
    removed = sum(len(each.text) for each in article.cleaning.removed)
    dated = article.revision.version_created or article.revision.first_created
    return math.log(kept), removed / (removed + kept), float(not dated), float(not article.credits.byline)
