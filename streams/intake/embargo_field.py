"""An embargo in a field of its own: until when, or in what words if that is not known for sure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from streams.intake import dates

_INDEFINITELY = "embargoed, no time given"
# A zone after the clock: Z, UTC, +01:00, -0500. A date alone has none.
_ZONED = re.compile(
    r"[T\s]\d{1,2}[:.h]?\d{2}\S{0,20}\s?(?:(?!uhr|[ap]\.?m)[a-z]{1,5}|[+\-−]\d\d(?::?\d\d)?)\s*$",
    re.IGNORECASE,
)
#: The zone that is furthest behind UTC: what is past there is past everywhere.
_FURTHEST_BEHIND = timedelta(hours=12)


def read_embargo(text: str | None, arrival: datetime) -> tuple[datetime | None, str | None]:
    """(until when, None), or (None, the words) of an embargo that nobody can read; `text` None: it has no value.

    A time without a zone is one that nobody can read, for a few hours too early is a broken embargo; but not where it
    had passed in every zone when the broker took the event, at `arrival`.
    """
    words = " ".join((text or "").split())
    if not words:
        return None, _INDEFINITELY
    moment = dates.parse(words)
    if moment is None:
        return None, words[:200]
    if not _ZONED.search(words) and moment + _FURTHEST_BEHIND > arrival:
        return None, f"{words[:100]}, in a time zone that is not given"
    return moment, None
