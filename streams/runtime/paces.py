"""How fast the documents of each source are read, and what follows for those that never come to an end.

A source of whose last ten documents three missed a deadline, be it the short one, is set apart from all others, and so
is one while a document of it is being read for longer than that: its documents get the short deadline, in a process
that reads nothing else. What misses that is looked at again with the full one, in one more process, which takes what
the others leave of the machine, so that nothing is lost which would have been read. One of whose last ten three reached
the full deadline is slow, and said to be. When ten such looks in a row were in vain, a few more wait for theirs, and
the rest are dead letters at once, which say so. It is slow no longer when fewer than three of its last ten had no end,
and has its turn among the others when fewer than three were late.

Where most sources are like that it is the machine that has become slow: none of them is set apart then.
"""

from __future__ import annotations

import logging
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from streams.runtime.feeds import Feed

log = logging.getLogger(__name__)

#: The short deadline, as a part of the full one.
SHORT = 0.1
#: Of so many documents so many without an end make a source slow.
REMEMBERED, MISSES = 10, 3
#: The most sources that are remembered; those not heard for longest go first.
MOST = 2000


@dataclass(slots=True)
class _Pace:
    missed: deque[bool] = field(default_factory=lambda: deque(maxlen=REMEMBERED))  # the full deadline
    late: deque[bool] = field(default_factory=lambda: deque(maxlen=REMEMBERED))  # the short one
    vain: int = 0  # second looks in a row that saw no end

    @property
    def slow(self) -> bool:
        return sum(self.missed) >= MISSES

    @property
    def waits(self) -> bool:
        return self.slow or sum(self.late) >= MISSES


class Paces:
    """The paces of all sources. `tell` hears of each that has become slow, or is so no longer."""

    def __init__(self, tell: Callable[[Feed, bool], None] = lambda *_: None) -> None:
        self._paces: OrderedDict[Feed, _Pace] = OrderedDict()
        self._tell = tell
        self._slow = self._waiting = 0  # how many are slow, and how many wait for all others
        self._overdue: Counter[Feed] = Counter()  # documents in work for longer than the short deadline

    def slow(self, feed: Feed) -> bool:
        """Whether the documents of a source keep hitting the deadline."""
        pace = self._paces.get(_live(feed))
        return pace is not None and pace.slow

    def waits(self, feed: Feed) -> bool:
        """Whether the documents of a source are begun after those of others."""
        pace = self._paces.get(_live(feed))
        return pace is not None and pace.waits

    def apart(self, feed: Feed) -> bool:
        """Whether a source is like that, or keeps a process now, while most of the others do not."""
        if not self.waits(feed) and _live(feed) not in self._overdue:
            return False
        return 2 * max(self._waiting, len(self._overdue)) <= len(self._paces)

    @contextmanager
    def reading(self, feed: Feed) -> Iterator[Callable[[], None]]:
        """A document of it is being read; what it gives is called when that takes longer than the short deadline."""
        feed, late = _live(feed), 0

        def overdue() -> None:
            nonlocal late
            late += 1
            self._overdue[feed] += 1
            self.heard(feed)

        try:
            yield overdue
        finally:
            self._overdue[feed] -= late
            if not self._overdue[feed]:
                del self._overdue[feed]

    def alone(self, feed: Feed) -> bool:
        """Whether a source is slow, and most of the others are not: then it is not we who have become slow."""
        return self.slow(feed) and 2 * self._slow <= len(self._paces)

    def heard(self, feed: Feed) -> None:
        """There is such a source; what it sent says nothing of its pace."""
        self._pace(feed)

    def ended(self, feed: Feed) -> None:
        """A document of it was read, or refused, in time."""
        self._note(feed, missed=False)

    def in_time(self, feed: Feed) -> None:
        """It was so with the first deadline that it had."""
        self._note(feed, late=False)

    def late(self, feed: Feed) -> None:
        """A document of it has missed the short deadline."""
        self._note(feed, late=True)

    def missed(self, feed: Feed) -> None:
        """A document of it had no end."""
        self._note(feed, missed=True)

    def hopeless(self, feed: Feed) -> bool:
        """Whether of its documents that missed the short deadline none was read with the full one for long."""
        return self._pace(feed).vain >= REMEMBERED

    def looked(self, feed: Feed, *, vain: bool) -> None:
        """Another look at a document of it is over; `vain`: it had no end with the full deadline either."""
        pace = self._pace(feed)
        pace.vain = pace.vain + 1 if vain else 0

    def _note(self, feed: Feed, *, missed: bool | None = None, late: bool | None = None) -> None:
        pace = self._pace(feed)
        slow, waits = pace.slow, pace.waits
        if missed is not None:
            pace.missed.append(missed)
        if late is not None:
            pace.late.append(late)
        self._waiting += pace.waits - waits
        if pace.slow != slow:
            self._say(feed, slow=pace.slow)

    def _pace(self, feed: Feed) -> _Pace:
        feed = _live(feed)
        pace = self._paces.setdefault(feed, _Pace())
        self._paces.move_to_end(feed)
        if len(self._paces) > MOST:
            name, gone = self._paces.popitem(last=False)
            self._waiting -= gone.waits
            if gone.slow:
                self._say(name, slow=False)
        return pace

    def _say(self, feed: Feed, *, slow: bool) -> None:
        self._slow += 1 if slow else -1
        if slow:
            log.warning(
                "the %ss of %r keep hitting the deadline: they get a short one, in a process of their own",
                feed.kind,
                feed.source,
            )
        else:
            log.warning("the %ss of %r are read in time again", feed.kind, feed.source)
        self._tell(feed, slow)


def _live(feed: Feed) -> Feed:
    """Its history is read as what is live."""
    return feed._replace(history=False)
