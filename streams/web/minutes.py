"""The last hour by minutes: how many articles went out, and how fresh they were. For the chart of the page. Bounded."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

#: So many whole minutes are shown, and so many measurements are kept of each: of more, the first ones.
SHOWN, _MEASURED = 60, 200


@dataclass(slots=True)
class _Minute:
    count: int = 0
    fresh: list[float] = field(default_factory=list)


class Minutes:
    """Told of what went out, in any order of time. Times are seconds since 1970."""

    def __init__(self) -> None:
        self._minutes: OrderedDict[int, _Minute] = OrderedDict()  # by their numbers since 1970
        self._newest = 0

    def take(self, at: float, count: int = 1, late: float | None = None) -> None:
        """So many articles went out at `at`, one of them `late` seconds after the wire's time, if that is known."""
        number = math.floor(at / 60)
        self._newest = max(self._newest, number)
        if number < self._newest - SHOWN:
            return
        minute = self._minutes.setdefault(number, _Minute())
        minute.count += count
        if late is not None and len(minute.fresh) < _MEASURED:
            minute.fresh.append(late)
        for old in [each for each in self._minutes if each < self._newest - SHOWN]:
            del self._minutes[old]

    def shown(self, now: float, whole_from: float = 0.0) -> dict[str, Any]:
        """The last whole minutes, the oldest first, and the one that runs, as plain JSON values.

        `from` is the beginning of the first one, in milliseconds since 1970; `count`, `p50` and `p99` have a value for
        each: None where nothing was measured, and for a count where not all of the minute is known.
        """
        end = math.floor(now / 60)
        numbers = range(end - SHOWN, end + 1)
        minutes = [self._minutes.get(number, _Minute()) for number in numbers]
        return {
            "from": numbers[0] * 60_000,
            "count": [
                each.count if number * 60 >= whole_from else None
                for number, each in zip(numbers, minutes, strict=True)
            ],
            "p50": [percentile(sorted(each.fresh), 0.5) for each in minutes],
            "p99": [percentile(sorted(each.fresh), 0.99) for each in minutes],
        }


def percentile(ranked: list[float], share: float) -> float | None:
    """The value below which this share of them lies; None where there are none."""
    return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))], 3) if ranked else None
