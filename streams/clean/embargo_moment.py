"""What the days, the times and the zones in the statement of an embargo mean together: one moment, or nothing clear."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

#: An embargo that old is over; a day and a month further back mean those of the next year.
_BACK = timedelta(days=2)
#: Nobody sends out a text so long before its time: such a year is not understood.
_AHEAD = timedelta(days=300)
#: A time of the day alone is the next one, unless it has just passed.
_JUST_NOW = timedelta(hours=2)
_DAY = timedelta(days=1)
#: Where a day ends last on earth.
_WESTERNMOST = timezone(timedelta(hours=-12))
#: So many words is a bracket worth: what stands in it belongs together.
APART = 20


@dataclass(frozen=True, slots=True)
class Day:
    """A day as named: by its date, by its weekday, by both, or as today or tomorrow."""

    at: int  # its place, in words
    date: tuple[int | None, int, int] | None = None  # year, month, day
    weekday: int | None = None
    ahead: int | None = None  # days from the day on which it was sent


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the day as named, with the zones right behind it."""

    at: int
    minutes: int | None  # None: midnight and the like, which may be either end of a day
    home: tzinfo | None  # whose clock it is if no zone is named
    zones: tuple[tzinfo | None, ...] = ()  # None: a name that nobody can place


@dataclass(slots=True)
class Statement:
    """The words of time in one statement, in their order."""

    days: list[Day] = field(default_factory=list)
    times: list[Clock] = field(default_factory=list)
    loose: list[tzinfo | None] = field(default_factory=list)  # zones apart from any time
    unclear: bool = False
    end: int = 0


def settle(found: Statement, reference: datetime) -> datetime | None:
    """The moment in UTC that a statement names, sent at `reference`; None if it is not clear. May raise ValueError or
    OverflowError, for a day that no calendar has."""
    days, times = found.days, found.times
    loose = found.loose[0] if found.loose and all(zone == found.loose[0] for zone in found.loose) else None
    if any(zone is None for zone in found.loose) or (found.loose and loose is None):
        return None
    if not times:
        return _start_of(days[0], loose, reference) if len(days) == 1 else None
    if len(days) not in (0, 1, len(times)):
        return None
    moments: list[datetime] = []
    for number, each in enumerate(times):
        day = None if not days else days[number if len(days) > 1 else 0]
        moment = _moment(day, each, loose, reference)
        if moment is None:
            return None
        moments.append(moment)
    return _one_of(moments, times, days)


def _one_of(moments: list[datetime], times: list[Clock], days: list[Day]) -> datetime | None:
    """The latest; but "0001 GMT Monday (1901 ET)" is one moment, on the day of the time outside the bracket."""
    if (
        len(set(moments)) > 1
        and len(days) == 1
        and all((m - moments[0]) % _DAY == timedelta(0) for m in moments)
    ):
        reach = min(abs(each.at - days[0].at) for each in times) + APART // 2
        beside = {m for m, each in zip(moments, times, strict=True) if abs(each.at - days[0].at) <= reach}
        return beside.pop() if len(beside) == 1 else None
    return max(moments)


def _moment(day: Day | None, clock: Clock, loose: tzinfo | None, reference: datetime) -> datetime | None:
    zones = clock.zones or ((loose or clock.home),)
    if clock.minutes is None or (clock.zones and any(zone is None for zone in clock.zones)):
        return None
    found = {_at(day, clock.minutes, zone, reference) for zone in zones}
    return found.pop() if len(found) == 1 else None


def _at(day: Day | None, minutes: int, zone: tzinfo | None, reference: datetime) -> datetime | None:
    """In no zone a moment is known only if it has passed in all of them."""
    if zone is None:
        if day is None or day.date is None:
            return None
        latest = _at(day, minutes, _WESTERNMOST, reference)
        return latest if latest is not None and latest <= reference else None
    today = reference.astimezone(zone).date()
    if day is None:
        moment = _local(today - _DAY, minutes, zone)
        while moment <= reference - _JUST_NOW:
            moment = _local((moment.astimezone(zone) + _DAY).date(), minutes % 1440, zone)
        return moment
    named = _date(day, today)
    return None if named is None else _local(named, minutes, zone)


def _start_of(day: Day, zone: tzinfo | None, reference: datetime) -> datetime | None:
    if zone is not None:
        return _at(day, 0, zone, reference)
    return _at(day, 24 * 60, None, reference)


def _local(day: date, minutes: int, zone: tzinfo) -> datetime:
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    # An hour that the clocks show twice: the later.
    return max(wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC))


def _date(day: Day, today: date) -> date | None:
    named: date | None = None
    if day.date is not None:
        year, month, number = day.date
        named = date(year, month, number) if year is not None else _nearest(month, number, today)
    elif day.ahead is not None:
        named = today + day.ahead * _DAY
    elif day.weekday is not None:
        named = today + (day.weekday - today.weekday()) % 7 * _DAY
    if named is None or (day.weekday is not None and named.weekday() != day.weekday):
        return None
    return None if day.ahead is not None and named != today + day.ahead * _DAY else named


def _nearest(month: int, number: int, today: date) -> date | None:
    """The next such day, or one of the last two; None if that is most of a year ahead, and may be the last one."""
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            named = date(year, month, number)
        except ValueError:  # 29 February, or no day at all
            continue
        if named >= today - _BACK:
            return named if named <= today + _AHEAD else None
    return None
