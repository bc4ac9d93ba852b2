"""What a story has said already, and when it was last said: what is new in an article is measured against that.

Of the measures of novelty that Allan, Wade and Bolivar (2003, "Retrieval and novelty detection at the sentence level")
compared, counting the words that were not there before did best, and it costs the least. Here it is the share of an
article's distinct words, names and numbers.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

HOUR = 3600.0
#: The windows, in hours, that novelty is told for beside the whole story.
WINDOWS = (12, 24, 72)


@dataclass(frozen=True, slots=True)
class Novelty:
    """The share, 0 to 1, of what an article says that its story had not said: ever, or within the last hours."""

    story: float
    hours_12: float
    hours_24: float
    hours_72: float

    def dump(self) -> tuple[float, float, float, float]:
        """Its values, which make it again."""
        return self.story, self.hours_12, self.hours_24, self.hours_72


#: Nothing was said before it.
ALL_NEW = Novelty(1.0, 1.0, 1.0, 1.0)


class Seen:
    """Hashes of words, names and numbers, sorted, each with the second in which it was last said."""

    def __init__(self) -> None:
        self._hashes: NDArray[np.uint32] = np.empty(0, np.uint32)
        self._times: NDArray[np.uint32] = np.empty(0, np.uint32)

    def __len__(self) -> int:
        return len(self._hashes)

    def novelty(self, words: tuple[int, ...], at: float) -> Novelty:
        """What is new in an article of these words (sorted hashes), made `at` that time in seconds since 1970."""
        if not words or not len(self):
            return ALL_NEW
        said = np.array(words, np.uint32)
        places = np.minimum(np.searchsorted(self._hashes, said), len(self) - 1)
        known = self._hashes[places] == said
        ages = at - self._times[places][known].astype(np.float64)
        shares = [1 - np.count_nonzero(ages <= hours * HOUR) / len(said) for hours in (np.inf, *WINDOWS)]
        return Novelty(*(round(float(share), 3) for share in shares))

    def has(self, words: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which of the hashes were said."""
        if not len(self):
            return np.zeros(len(words), bool)
        places = np.minimum(np.searchsorted(self._hashes, words), len(self) - 1)
        return np.asarray(self._hashes[places] == words)

    def add(self, words: tuple[int, ...], at: float, most: int) -> None:
        """Says them; of more than `most` hashes, those are forgotten that were not said for longest."""
        said = np.array(words, np.uint32)
        self._put(said, np.full(len(said), max(0, int(at)), np.uint32), most)

    def take(self, other: Seen, most: int) -> None:
        """Says what the other has said, at the times at which it was said."""
        self._put(other._hashes, other._times, most)

    def _put(self, hashes: NDArray[np.uint32], times: NDArray[np.uint32], most: int) -> None:
        both = np.concatenate((self._hashes, hashes))
        when = np.concatenate((self._times, times))
        order = np.lexsort((when, both))
        both, when = both[order], when[order]
        last = np.ones(len(both), bool)  # of equal hashes the one that was said last
        last[:-1] = both[1:] != both[:-1]
        both, when = both[last], when[last]
        if len(both) > most:
            kept = np.sort(np.argsort(when, kind="stable")[-most:])
            both, when = both[kept], when[kept]
        self._hashes, self._times = both, when

    def dump(self) -> list[str]:
        """Everything said, as JSON values."""
        return [base64.b64encode(each.tobytes()).decode() for each in (self._hashes, self._times)]

    @classmethod
    def load(cls, dumped: Any) -> Seen:
        """What `dump` gave, as it was."""
        seen = cls()
        hashes, times = (base64.b64decode(each) for each in dumped)
        seen._hashes, seen._times = np.frombuffer(hashes, np.uint32), np.frombuffer(times, np.uint32)
        return seen
