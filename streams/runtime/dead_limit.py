"""The dead-letter limit: when a stage stops, rather than empty the wire into the bin.

After a bad deployment every article fails. Dead-lettering them all would lose nothing, but the wire would be silent
while every worker looked busy; so the worker stops, and what is not read yet waits in Kafka. A feed that sends junk
is another matter: it must not take the others off the wire. From that follows what counts, for each stage by itself:

- **The window** is the last `seconds`, or the last `limit` + 1 events where these reach further back, so that a quiet
  wire on which everything fails stops too, only later; and never more than 10,000 events.
- **It is counted by source.** A dead letter weighs 1. A source's first fault of ours (internal_error, invalid_output,
  process_died) weighs 10, or the whole limit where that is less, and its further ones 1: that eleven documents of one
  source meet a fault says that this source has a habit; that those of eleven sources do says much of us.
- **What was understood does not count**: a picture (not_text), an embargo, a canceled item are dead letters because
  they must not be published, and a ministry that sends two hundred embargoed papers is no reason to stop.
- **It stops** before the dead letter whose weight would go over `limit`, if more than `share` of the events in the
  window died. So a stage leaves at most `limit` dead letters in a window, and eleven of faults of ours, when all
  fail, whoever sends.
- **Broken feeds are set aside**, faults of ours included, where the others show that the stage works: as long as
  sources of which no more than `share` died sent ten events or more, and are as many as those of which more died.
  What the broken ones send goes on to articles.dead, where `copydesk dead` shows it.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from streams.article import Dropped
from streams.kinds import Reason, Stage

#: A fault of copydesk, whatever the document was.
OURS = frozenset({Reason.INTERNAL_ERROR, Reason.INVALID_OUTPUT, Reason.PROCESS_DIED})
#: Refused because it was understood.
UNDERSTOOD = frozenset({Reason.NOT_TEXT})

#: What the first fault of ours weighs that a source meets; all else weighs 1.
_FAULT = 10
#: Events of healthy sources that are enough to judge the others by.
_WITNESSES = 10
#: The most events that are remembered.
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Tripped:
    """Why a stage stops: of `events` in the window `dead` died, `count` of these for `reason`."""

    stage: Stage
    dead: int
    events: int
    reason: Reason
    count: int
    example: str

    def __str__(self) -> str:
        return (
            f"{self.stage} stopped: {self.dead} of the last {self.events} events could not be read, {self.count} "
            f"of them for {self.reason} (the last: {self.example})"
        )


#: When an event was seen, its source, and why it died; None: it passed, or was understood. A plain tuple, as Python's
#: collector stops to look at those of numbers and texts: tens of thousands of objects would hold the loop now and then.
_Seen = tuple[float, str, Reason | None]


@dataclass
class DeadLimit:
    """The limit of one stage. `clock` gives seconds.

    Once tripped it stays so: nothing more may die here, for the worker is about to stop.
    """

    stage: Stage
    limit: int
    share: float
    seconds: float
    clock: Callable[[], float] = time.monotonic
    tripped: Tripped | None = None
    _seen: deque[_Seen] = field(default_factory=deque)
    _dead: Counter[Reason] = field(default_factory=Counter)
    # By source: its events, those that died, and those of them that met a fault of ours.
    _events_of: Counter[str] = field(default_factory=Counter)
    _dead_of: Counter[str] = field(default_factory=Counter)
    _faults_of: Counter[str] = field(default_factory=Counter)

    def passed(self, source: str) -> None:
        """An event of `source` went on."""
        self._remember((self.clock(), source, None))

    def died(self, source: str, dropped: Dropped, place: str) -> Tripped | None:
        """An event of `source` is about to be dead-lettered; not None: it must not be, and the worker must stop."""
        if dropped.reason in UNDERSTOOD:
            self.passed(source)
            return None
        if self.tripped:
            return self.tripped
        self._remember((self.clock(), source, dropped.reason))
        if self._too_many():
            worst, count = self._dead.most_common(1)[0]
            example = f"{place}, {dropped.reason}: {dropped.detail[:200]}"
            dead = self._dead.total()
            self.tripped = Tripped(self.stage, dead, len(self._seen), worst, count, example)
        return self.tripped

    def _too_many(self) -> bool:
        # First without a look at each source: mostly nothing has come near the limit.
        if self._dead.total() + len(self._faults_of) * (self._fault - 1) <= self.limit:
            return False
        aside = self._broken_feeds()
        counted = [source for source in self._dead_of if source not in aside]
        weight = sum(self._weight(source) for source in counted)
        dead = sum(self._dead_of[source] for source in counted)
        events = len(self._seen) - sum(self._events_of[source] for source in aside)
        return weight > self.limit and dead > self.share * events

    @property
    def _fault(self) -> int:
        return min(_FAULT, self.limit)

    def _weight(self, source: str) -> int:
        return self._dead_of[source] + (self._fault - 1 if self._faults_of[source] else 0)

    def _broken_feeds(self) -> frozenset[str]:
        """The sources that fail while others show that the stage works; none where that cannot be told."""
        broken = frozenset(
            source for source, dead in self._dead_of.items() if dead > self.share * self._events_of[source]
        )
        witnesses = len(self._seen) - sum(self._events_of[source] for source in broken)
        well = len(self._events_of) - len(broken)
        return broken if witnesses >= _WITNESSES and well >= len(broken) else frozenset()

    def _remember(self, seen: _Seen) -> None:
        self._count(seen, 1)
        self._seen.append(seen)
        while len(self._seen) > self.limit + 1 and (
            self._seen[0][0] < seen[0] - self.seconds or len(self._seen) > max(_REMEMBERED, self.limit + 1)
        ):
            self._count(self._seen.popleft(), -1)

    def _count(self, seen: _Seen, change: int) -> None:
        _, source, reason = seen
        counters = [self._events_of]
        if reason is not None:
            self._dead[reason] += change
            counters += [self._dead_of, self._faults_of] if reason in OURS else [self._dead_of]
        for counter in counters:
            counter[source] += change
            if not counter[source]:
                del counter[source]  # sources come and go; their names must not add up
