"""When a feed is asked again: the oftener it has news the sooner, within what is configured and what it says itself."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

#: With news the pause is so much shorter, without so much longer.
_WITH_NEWS, _WITHOUT = 0.5, 1.5
#: After the first failure and at most, in seconds; each is twice the one before.
_FIRST, _LONGEST = 15.0, 3600.0
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def interval_after(before: float, news: bool, least: float, most: float) -> float:
    """The pause after a poll that brought news or none, in seconds."""
    return min(most, max(least, before * (_WITH_NEWS if news else _WITHOUT)))


def due_in(interval: float, said: float | None, least: float, most: float) -> float:
    """Seconds until the next poll. `said` is for how long the feed or its server says that it is good.

    Less a tenth of it at most, by chance: many feeds that were first asked together need not be so for ever.
    """
    wanted = min(most, max(least, interval, said or 0.0))
    return wanted * random.uniform(0.9, 1.0)


def after_failure(failures: int) -> float:
    """Seconds until it is tried again, after so many failures in a row."""
    return min(_LONGEST, _FIRST * 2.0 ** min(failures - 1, 20)) * random.uniform(0.75, 1.0)


def max_age(headers: Mapping[str, str]) -> float | None:
    """What Cache-Control says, in seconds; None where it says nothing."""
    found = _MAX_AGE.search(headers.get("Cache-Control", ""))
    return float(found[1]) if found else None
