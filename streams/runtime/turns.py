"""Whose turn it is: of those that wait, each gets as much as the others, whatever it has waiting."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from enum import IntEnum
from typing import Generic, TypeVar

Owner = TypeVar("Owner", bound=Hashable)
T = TypeVar("T")

#: One turn in so many belongs to what waits last: 5 %, so that it never starves.
LAST_EVERY = 20
#: Owners of which it is remembered what they have had, when they have nothing waiting.
_REMEMBERED = 1000


class Rank(IntEnum):
    """What goes before what."""

    FIRST = 0
    LIVE = 1
    LAST = 2


class Turns(Generic[Owner, T]):
    """What waits, by its owner. `rank` says of an owner how it stands now, which may change.

    Of the owners of one rank it is the turn of the one that has had least. A turn costs `cost`, and what charge() says
    on top of it. What one owner has goes in its order. Who has had nothing for a while begins where the others are:
    what it did not use is not saved up (start-time fair queueing, Goyal, Vin and Cheng 1996).
    """

    def __init__(self, rank: Callable[[Owner], Rank], cost: float = 1.0) -> None:
        self._rank, self._cost = rank, cost
        self._waiting: dict[Owner, deque[T]] = {}
        self._had: dict[Owner, float] = {}
        self._now = dict.fromkeys(Rank, 0.0)  # what the owner had whose turn it was last
        self._given = 0
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def count(self, owner: Owner) -> int:
        """How many wait of one owner."""
        return len(self._waiting.get(owner, ()))

    def owners(self) -> dict[Owner, int]:
        """Who waits, with how much."""
        return {owner: len(each) for owner, each in self._waiting.items()}

    def put(self, owner: Owner, item: T) -> None:
        """Lets an item wait behind what its owner has waiting."""
        if owner not in self._waiting:
            self._waiting[owner] = deque()
            self._had[owner] = max(self._had.get(owner, 0.0), self._now[self._rank(owner)])
        self._waiting[owner].append(item)
        self._count += 1

    def next(self, may: Callable[[Owner], bool] = lambda _: True) -> T | None:
        """The item whose turn it is, of those owners that `may`; None where there is none."""
        allowed = [owner for owner in self._waiting if may(owner)]
        if not allowed:
            return None
        ranks = {owner: self._rank(owner) for owner in allowed}
        wanted = min(ranks.values())
        if self._given % LAST_EVERY == LAST_EVERY - 1 and Rank.LAST in ranks.values():
            wanted = Rank.LAST
        owner = min((each for each in allowed if ranks[each] is wanted), key=self._had.__getitem__)
        self._given += 1
        self._now[wanted] = max(self._now[wanted], self._had[owner])
        self.charge(owner, self._cost)
        return self._take(owner)

    def charge(self, owner: Owner, cost: float) -> None:
        """An owner has had more."""
        self._had[owner] = self._had.get(owner, 0.0) + cost

    def _take(self, owner: Owner) -> T:
        waiting = self._waiting[owner]
        item = waiting.popleft()
        self._count -= 1
        if not waiting:
            del self._waiting[owner]
        if len(self._had) > _REMEMBERED + len(self._waiting):
            self._had = {each: self._had[each] for each in self._waiting}
        return item

    def clear(self) -> list[T]:
        """Forgets all that waits, and gives it back."""
        items = [item for waiting in self._waiting.values() for item in waiting]
        self._waiting.clear()
        self._count = 0
        return items
