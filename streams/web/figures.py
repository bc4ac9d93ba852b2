"""The figures of the page: what was published, how fresh it was, and what died, over windows of time."""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from streams.kinds import REASONS, Reason
from streams.topology import BACKFILL
from streams.web.minutes import Minutes, percentile
from streams.web.told import Died, Published, Told

#: The windows, in seconds: articles a minute, freshness, dead letters.
MINUTE, FRESH, HOUR = 60, 15 * 60, 3600
#: What is older than this when it comes is backfill, and says nothing about freshness (in seconds).
LIVE = 3600.0
#: The objective: 99 % of the articles are out so many seconds after their wire time.
OBJECTIVE = 30.0
#: So many measurements are kept: of more, the last ones.
_KEPT = 5000
#: Records known by their identity, so that one told again is not counted again.
_KNOWN = 8000
#: How far behind the wire is: by so many of its last articles, none of them older than this (in seconds).
_LAST, _LATELY = 20, 60.0


@dataclass
class Figures:
    """Told what came, at any order of time; `whole_from`: what was before that time is known in part only."""

    whole_from: float = 0.0
    _published: deque[list[float]] = field(default_factory=lambda: deque(maxlen=2 * MINUTE))  # second, count
    _fresh: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    minutes: Minutes = field(default_factory=Minutes)
    # When an article went out, and how long it had been in the desk.
    _waited: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=_LAST))
    _dead: deque[Died] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _known: dict[tuple[str, str], None] = field(default_factory=dict)

    def take(self, told: Told) -> None:
        """Counts what is told: articles that went out for the first time, and dead letters."""
        if isinstance(told, Died):
            if self._is_new(told.place, "dead"):
                self._dead.append(told)
        elif isinstance(told, Published) and told.status == "usable" and self._is_new(told.raw, told.release):
            late = _freshness(told)
            self._count(1, told.at)
            self.minutes.take(told.at, 1, late)
            if late is not None:
                self._fresh.append((told.at, late))
            waited = _waited(told)
            if waited is not None:
                self._waited.append((told.at, waited))

    def skip(self, count: int, at: float) -> None:
        """Counts articles that went out, of which nothing else is known."""
        self._count(count, at)
        self.minutes.take(at, count)

    def behind(self, now: float) -> float | None:
        """How long the last articles were in the desk, in seconds; None where none went out lately."""
        return percentile(sorted(waited for at, waited in self._waited if at > now - _LATELY), 0.5)

    def _count(self, count: int, at: float) -> None:
        second = math.floor(at)
        # They come nearly in order; the few that do not are counted with their neighbours.
        if self._published and self._published[-1][0] >= second:
            self._published[-1][1] += count
        else:
            self._published.append([second, count])

    def _is_new(self, *identity: str) -> bool:
        key = (identity[0], identity[1])
        if key in self._known:
            return False
        self._known[key] = None
        if len(self._known) > _KNOWN:
            del self._known[next(iter(self._known))]
        return True

    def shown(self, now: float) -> dict[str, Any]:
        """The figures at `now`, as plain JSON values; freshness in seconds, None where nothing was measured."""
        fresh = sorted(late for at, late in self._fresh if at > now - FRESH)
        dead = [each for each in self._dead if each.at > now - HOUR]
        p99 = percentile(fresh, 0.99)
        return {
            "minute": int(sum(count for second, count in self._published if second > now - MINUTE)),
            "p50": percentile(fresh, 0.5),
            "p99": p99,
            "late": p99 is not None and p99 > OBJECTIVE,
            "measured": len(fresh),
            "dead": len(dead),
            "reasons": _by_reason(dead),
            "partly": [
                name
                for name, window in (("minute", MINUTE), ("dead", HOUR))
                if self.whole_from > now - window
            ],
        }


def _freshness(told: Published) -> float | None:
    """From the wire's time to the record's; None for backfill, and for what was held back, which is late by order."""
    if told.wire_time is None or told.held or told.release:
        return None
    if told.taken is not None and told.taken - told.wire_time > LIVE:
        return None
    return max(0.0, told.at - told.wire_time)


def _waited(told: Published) -> float | None:
    """From the broker's time of the raw event to the record's; None for what waits on purpose."""
    if told.taken is None or told.held or told.release or told.raw.startswith(f"{BACKFILL.name}/"):
        return None
    return max(0.0, told.at - told.taken)


def _by_reason(dead: list[Died]) -> list[dict[str, Any]]:
    """A row for each reason, the most frequent first, with the last one's source, stage and place."""
    counts = Counter(each.reason for each in dead)
    last: dict[Reason, Died] = {}
    for each in dead:
        if each.reason not in last or each.at >= last[each.reason].at:
            last[each.reason] = each
    return [
        {
            "reason": reason,
            "means": REASONS[reason],
            "count": count,
            "source": last[reason].source,
            "stage": last[reason].stage,
            "place": last[reason].place,
            "at": round(last[reason].at * 1000),
        }
        for reason, count in counts.most_common()
    ]
