"""Whether the topics still stand as they stood: one that is deleted, or comes back smaller, must not go unnoticed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

#: How long the group may take to share out partitions that are new, in seconds: what is known of topics is 20 s old at
#: most, and a rebalance follows.
UNREAD_SECONDS = 90.0


class Topics:
    """Told at each look how many partitions the topics have. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._most: dict[str, int] = {}
        self._doubt: str | None = None
        self._unread: dict[str, float] = {}  # since when a topic has partitions that nobody was given

    def problem(self, counts: Mapping[str, int], shared_out: Mapping[str, int]) -> str | None:
        """One sentence on what is wrong with a topic, or None.

        `counts` are the partitions that each topic has now, 0 where it is gone; `shared_out` those that the group has
        given to its workers, of the topics that are read. What is lost is said when two looks in a row have seen it: a
        broker that has just started may not know all topics for a moment.
        """
        before, self._doubt = self._doubt, self._lost(counts)
        if self._doubt is not None:
            return self._doubt if self._doubt == before else None
        return self._not_read(counts, shared_out)

    def _lost(self, counts: Mapping[str, int]) -> str | None:
        for topic, count in counts.items():
            before = self._most[topic] = max(count, self._most.get(topic, 0))
            if before and not count:
                return f"topic {topic} is gone, and what it held: `copydesk topics` makes it anew"
            if count < before:
                return (
                    f"topic {topic} has {count} of {before} partitions: it was deleted and made anew, and what it held "
                    "is gone; `copydesk topics --apply` gives it what it lacks"
                )
        return None

    def _not_read(self, counts: Mapping[str, int], shared_out: Mapping[str, int]) -> str | None:
        now = self._clock()
        behind = {topic for topic, read in shared_out.items() if counts.get(topic, 0) > read}
        self._unread = {topic: self._unread.get(topic, now) for topic in behind}
        for topic, since in self._unread.items():
            if now - since > UNREAD_SECONDS:
                return (
                    f"topic {topic} has {counts[topic]} partitions, and for {now - since:.0f} s the workers read only "
                    f"{shared_out[topic]} of them"
                )
        return None
