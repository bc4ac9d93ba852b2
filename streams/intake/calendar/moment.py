"""A moment, and what is known of its zone.

All moments are in UTC. Where the date does not say enough for that, the zone is another one that is equal to UTC and
tells so; `in_utc` makes it plain.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from streams.intake.calendar import zones
from streams.intake.calendar.habits import habits

#: The date has a time of day, but no zone, and nobody knows on which clock: it is read as if in UTC.
ZONE_UNKNOWN = timezone(timedelta(0), "zone unknown")
#: The date has no time of day: it is the midnight at which the day begins, as if in UTC.
DAY = timezone(timedelta(0), "day")


def moment_of(day: date, clock: time | None, zone: tzinfo | None) -> datetime | None:
    """The moment of a day and a time on it, as a document states them; None beyond the calendar.

    Without a zone the source's clock counts, if it is configured.
    """
    if clock is None:
        return datetime.combine(day, time(), DAY)
    zone = zone or habits().zone
    local = datetime.combine(day, clock)
    return zones.in_utc(local, zone, UTC) if zone else local.replace(tzinfo=ZONE_UNKNOWN)


def has_zone(moment: datetime) -> bool:
    """Whether it is known when it was, and not only what some clock showed then."""
    return not (lacks_zone(moment) or is_day(moment))


def lacks_zone(moment: datetime) -> bool:
    """Whether it is a time on a clock that nobody knows."""
    return moment.tzname() == "zone unknown"


def is_day(moment: datetime) -> bool:
    """Whether it is a whole day."""
    return moment.tzname() == "day"


def plain(moment: datetime) -> datetime:
    """The same moment, in UTC, without what is known of its zone."""
    return moment.astimezone(UTC)
