"""Health is progress: a worker that is alive and moves nothing while there is work is not healthy.

A consumer may stop in silence while its process lives on and keeps its place in the group. What counts is therefore
what the broker tells: a partition of ours has records that are not done, and its committed offset does not move.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

#: Topic and partition.
Place = tuple[str, int]

#: How much longer a partition may stand still that has events in work, while others of its topic move.
BEHIND_OTHERS = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look told of a partition: offsets, its events in the window, and what the window does at all."""

    committed: int  # where nothing was committed or it is gone: the first offset there is
    end: int
    inside: int = 0
    acknowledged: int = 0  # by the window in its life, of all partitions
    full: bool = False  # the window takes no more events
    done: int = 0  # by the window, of this partition; those behind one that is in work are not committed yet


@dataclass(slots=True)
class _Since:
    """A partition: what was seen of it last, and since when it is so, in seconds of the clock."""

    seen: Seen
    moved: float  # its committed offset moved, or it had nothing to do
    busy: float  # it had events in work, or there was no room for them
    window: float  # its window acknowledged something
    hollow: int = -1  # between the committed offset and this one there is nothing to read

    @property
    def lag(self) -> int:
        """How many records are not done. Marks of transactions count, too, until they are known to be that."""
        return max(0, self.seen.end - max(self.seen.committed, self.hollow))


@dataclass
class Health:
    """Told what each look at the broker saw, it says whether there is progress.

    Output is what counts: a worker of which events are acknowledged is well. A partition of its that stands still
    meanwhile has more time, and is a problem then; but only a worker of which nothing is acknowledged is `stuck`, and
    to be ended.

    `stuck_seconds` without progress are too many. `work_seconds` is the longest that one document may take: it is
    added where something is in work. `rebalance_seconds` is the longest that the group may wait for a member in a
    rebalance. `clock` gives seconds.
    """

    stuck_seconds: float
    work_seconds: float = 0.0
    rebalance_seconds: float = 0.0
    clock: Callable[[], float] = time.monotonic
    stuck: str | None = None
    _standing: str | None = None  # a partition that stands still while others move
    _output: tuple[int, float] | None = (
        None  # how many events were acknowledged, and since when it is that many
    )
    #: What is wrong with a topic, in one sentence; None: nothing.
    topics: str | None = None
    #: One sentence while no broker can be reached, as the connections find; None: one can.
    reach: Callable[[], str | None] = lambda: None
    #: What is still to come before this worker does all of its work; None: nothing.
    starting: Callable[[], str | None] = lambda: None
    #: Whether it has begun to work; and how much of what it must know first is read, of how much; None: not known.
    begun: Callable[[], bool] = lambda: True
    loading: Callable[[], tuple[int, int] | None] = lambda: None
    #: The batches in front of which partitions wait, a sentence each: those stand still, and this worker is well.
    unreadable: Callable[[], list[str]] = list
    _silent: str | None = None
    _looked: float | None = None
    _unsettled: tuple[object, float] | None = None  # the mark, and since when it is the same
    _places: dict[Place, _Since] = field(default_factory=dict)

    def problem(self) -> str | None:
        """One sentence on what is wrong, or None."""
        if problem := self.stuck or self._standing or self.unreachable():
            return problem
        if self._looked is not None and self.clock() - self._looked > 4 * self.stuck_seconds:
            return f"nobody has looked at the broker for {self.clock() - self._looked:.0f} s"
        return self.topics

    def unreachable(self) -> str | None:
        """One sentence when the broker does not answer: then nobody knows what waits. None when it does."""
        return self.reach() or self._silent

    def silent(self, why: str) -> None:
        """The broker did not answer: a problem, but not ours, and no time in which progress could be made."""
        self.pause()
        self._silent = f"broker unreachable: {why}"

    def pause(self) -> None:
        """No time in which progress could be made: the broker is silent, or a look fell into a rebalance."""
        self._looked = self.clock()
        self._silent = self.stuck = self._standing = self._output = None
        self._unsettled = None
        self._places.clear()

    def unsettled(self, what: str, mark: object) -> None:
        """No events can flow: `what` says why, and `mark` changes while that goes on (a generation, an offset).

        Is stuck when the mark has stayed the same for too long: the end of a rebalance may be missed, and then nothing
        would ever flow again, while the group believes that all is well. The others of the group may take their time
        to join a rebalance, so that is added.
        """
        since = self._unsettled
        self.pause()
        now = self.clock()
        self._unsettled = since if since and since[0] == mark else (mark, now)
        quiet = now - self._unsettled[1]
        if quiet > self.stuck_seconds + self.rebalance_seconds:
            self.stuck = f"{what} has not gone on for {quiet:.0f} s"

    def lags(self) -> dict[Place, int]:
        """How many records are not done, of each partition that the last look saw."""
        return {place: since.lag for place, since in self._places.items()}

    def look(self, seen: Mapping[Place, Seen], acknowledged: int = 0) -> dict[Place, str]:
        """Takes what a look at our partitions saw; those that stand still, with a sentence on each.

        `acknowledged` is how many events this worker has acknowledged in its life, of all topics.

        It is not said to be stuck before conclude(): whoever looked may still find that there is nothing to read.
        """
        now = self._looked = self.clock()
        self._silent = self._unsettled = None
        if self._output is None or self._output[0] != acknowledged:
            self._output = (acknowledged, now)
        self._places = {place: self._since(place, each, now) for place, each in seen.items()}
        found = {place: self._standing_still(place, since, now) for place, since in self._places.items()}
        return {place: sentence for place, sentence in found.items() if sentence}

    def hollow(self, place: Place) -> None:
        """There is no record behind the committed offset of `place`: only marks that transactions left."""
        since = self._places[place]
        since.hollow = since.seen.end
        since.moved = self.clock()

    def conclude(self, standing_still: Mapping[Place, str]) -> None:
        """Is stuck if there are any of those that look() named, and nothing is acknowledged anywhere."""
        sentence = next(iter(standing_still.values()), None)
        self.stuck = None if self._moves() else sentence
        self._standing = sentence

    def _moves(self) -> bool:
        """Whether events were acknowledged lately."""
        return self._output is not None and self.clock() - self._output[1] <= self.stuck_seconds

    def _since(self, place: Place, seen: Seen, now: float) -> _Since:
        since = self._places.get(place)
        if since is None:
            return _Since(seen, moved=now, busy=now, window=now)
        last = since.seen
        since.seen = seen
        if seen.committed != last.committed or seen.done > last.done or not since.lag:
            since.moved = now
        if seen.inside or seen.full:
            since.busy = now
        if seen.acknowledged != last.acknowledged:
            since.window = now
        return since

    def _standing_still(self, place: Place, since: _Since, now: float) -> str | None:
        """The sentence on a partition that has stood still for too long."""
        seen = since.seen
        where = f"{place[0]}/{place[1]}"
        long = BEHIND_OTHERS * self.stuck_seconds
        if not (seen.inside or seen.full):
            # They do not arrive. That others' do is an excuse for a while: one loop fetches for all.
            quiet = now - max(since.moved, since.busy)
            if quiet > (long if self._moves() else self.stuck_seconds):
                return f"{where}: {since.lag} events behind, and none has come for {quiet:.0f} s"
            return None
        quiet = now - max(since.moved, since.window)
        if quiet > self.stuck_seconds + self.work_seconds:
            return f"{where}: {since.lag} events behind, and none of its topic done for {quiet:.0f} s"
        # All partitions share the pool: a flood of slow pages in one holds up the others, but not for ever.
        quiet = now - since.moved
        if quiet > long + self.work_seconds:
            return f"{where}: {since.lag} events behind, and none of them done for {quiet:.0f} s"
        return None
