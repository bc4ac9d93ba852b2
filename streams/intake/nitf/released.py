"""When a NITF document may be published, and the day on which it was issued."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from streams.intake import dates

_DAY: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_TIME: Final = re.compile(r"[T ]?\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?")
_OFFSET: Final = re.compile(r"[+-]\d\d:?\d\d$")


def embargo_of(
    released: str | None, issued: str | None, status: str | None, arrival: datetime
) -> tuple[datetime | None, str | None]:
    """(embargoed, embargo_words): the end in UTC, or the words if there is an embargo and its end is unclear.

    `released` and `issued` are date.release and date.issue as written. `status` is the management-status. `arrival`
    replaces a date.issue that is missing. A release without a zone is in the zone of the issue. A day without a time
    and without a zone is unclear, because its midnight differs from zone to zone.
    """
    said_so = status == "embargoed"
    if not released:
        return None, "management-status embargoed" if said_so else None
    words = f"date.release {released[:100]}"
    moment = dates.parse(_in_zone_of(released, issued))
    if moment is None:
        return None, None if status == "usable" else words
    since = dates.parse(issued) or arrival
    if _is_bare_day(released) and not _offset(issued):
        ahead = said_so or moment.date() > since.date()
        return None, words if ahead else None
    return (moment, None) if said_so or moment > since else (None, None)


def day_of(issued: str | None) -> str | None:
    """The day of a date as written, in its own zone: "20261121"; None if the date does not begin with a day."""
    match = _DAY.match(issued or "")
    return "".join(match.groups()) if match else None


def _in_zone_of(released: str, issued: str | None) -> str:
    offset = _offset(issued)
    if offset is None:
        return released
    if _is_bare_day(released):
        return f"{day_of(released)}T000000{offset}"
    return f"{released}{offset}" if _is_time_without_zone(released) else released


def _is_bare_day(text: str) -> bool:
    return _DAY.fullmatch(text) is not None


def _is_time_without_zone(text: str) -> bool:
    day = _DAY.match(text)
    return day is not None and _TIME.fullmatch(text, day.end()) is not None


def _offset(issued: str | None) -> str | None:
    """The offset from UTC as written. Not "Z": systems stamp that, wherever their desk is."""
    match = _OFFSET.search(issued or "")
    return match[0] if match and not _DAY.fullmatch(issued or "") else None
