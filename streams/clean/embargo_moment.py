"""The moment that the days, times and zones of a statement mean together, or that they mean nothing clear."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from streams.clean.embargo_names import Summer, Zone

#: An embargo that old is over; a day and a month further back mean those of the next year.
_BACK = timedelta(days=2)
#: Nobody sends out a text so long before its time: such a year is not understood.
_AHEAD = timedelta(days=300)
#: A time of the day alone is the next one. One that has just passed may be today's, or tomorrow's.
_JUST_NOW = timedelta(hours=2)
_DAY = timedelta(days=1)
#: Where a day ends last on earth.
_WESTERNMOST = timezone(timedelta(hours=-12))
#: So many words is a bracket worth: what stands in it belongs together.
APART = 20


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it is named: by its date, by its weekday, by both, or as today or tomorrow."""

    at: int  # its place, in words
    date: tuple[int | None, int | None, int] | None = None  # year, month, day
    weekday: int | None = None
    ahead: int | None = None  # days from the day on which it was sent
    short: bool = False  # 26/11/24: the year has two digits, and may stand first


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the day as it is named, with the zones right behind it."""

    at: int
    hour: int | None  # None: midnight and the like, which may be either end of a day
    minute: int
    homes: tuple[tzinfo, ...]  # whose clock it may be if no zone is named
    zones: tuple[Zone, ...] = ()  # None: a name that nobody can place
    part: str | None = None  # "am", "pm", "night", "noon"
    sure: bool = True  # the hour is one of twenty-four
    midday: bool = False


@dataclass(slots=True)
class Statement:
    """The words of time in one statement, in their order."""

    days: list[Day] = field(default_factory=list)
    times: list[Clock] = field(default_factory=list)
    loose: list[Zone] = field(default_factory=list)  # zones apart from any time
    parts: list[str] = field(default_factory=list)  # parts of the day apart from any time
    following: bool = False  # "next Tuesday" may be tomorrow, or in a week
    unclear: bool = False
    end: int = 0
    stop: int = 0


def settle(found: Statement, reference: datetime) -> datetime | None:
    """The moment in UTC that a statement names; None if it is not clear. `reference` is when it was sent.

    Raises ValueError or OverflowError for a day that no calendar has.
    """
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


def _moment(day: Day | None, clock: Clock, loose: Zone, reference: datetime) -> datetime | None:
    minutes = _minutes(clock)
    if minutes is None or (clock.zones and any(zone is None for zone in clock.zones)):
        return None
    if not clock.zones and loose is None and clock.homes:
        return _latest(day, minutes, clock.homes, reference)
    found = {_at(day, minutes, zone, reference) for zone in clock.zones or (loose,)}
    return found.pop() if len(found) == 1 else None


def _latest(day: Day | None, minutes: int, zones: tuple[tzinfo, ...], reference: datetime) -> datetime | None:
    """The moment in the zone where it comes last; None if it is not known in one of them."""
    latest: datetime | None = None
    for zone in zones:
        moment = _at(day, minutes, zone, reference)
        if moment is None:
            return None
        latest = moment if latest is None else max(latest, moment)
    return latest


def _at(day: Day | None, minutes: int, zone: Zone, reference: datetime) -> datetime | None:
    """In no zone a moment is known only if it has passed in all of them."""
    if zone is None:
        if day is None or day.date is None:
            return None
        latest = _at(day, minutes, _WESTERNMOST, reference)
        return latest if latest is not None and latest <= reference else None
    if isinstance(zone, Summer):
        moment = _at(day, minutes, zone.zone, reference)
        return moment if moment is not None and moment.astimezone(zone.zone).dst() else None
    today = reference.astimezone(zone).date()
    if day is None:
        return _next(minutes, today, zone, reference)
    named = _date(day, today)
    moment = None if named is None else _local(named, minutes, zone)
    # "Monday" on a Monday, when it has passed: today's, or that of next week?
    undated = day.date is None and day.ahead is None
    return None if moment is not None and undated and moment <= reference else moment


def _next(minutes: int, today: date, zone: tzinfo, reference: datetime) -> datetime | None:
    moment = _local(today - _DAY, minutes, zone)
    while moment <= reference:
        if moment > reference - _JUST_NOW:
            return None
        moment = _local((moment.astimezone(zone) + _DAY).date(), minutes % 1440, zone)
    return moment


def _start_of(day: Day, zone: Zone, reference: datetime) -> datetime | None:
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
        if month is None:
            named = _nearest_number(number, today)
        else:
            named = date(year, month, number) if year is not None else _nearest(month, number, today)
        if day.short and named is not None and named < today - _BACK:
            return None
    elif day.ahead is not None:
        named = today + day.ahead * _DAY
    elif day.weekday is not None:
        named = today + (day.weekday - today.weekday()) % 7 * _DAY
    if named is None or (day.weekday is not None and named.weekday() != day.weekday):
        return None
    return None if day.ahead is not None and named != today + day.ahead * _DAY else named


def _nearest_number(number: int, today: date) -> date | None:
    """The next day with that number in its month, or one of the last two."""
    for ahead in range(-_BACK.days, 62):
        named = today + ahead * _DAY
        if named.day == number:
            return named
    return None


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


def _minutes(clock: Clock) -> int | None:
    """Minutes from the beginning of the day; None if it may be in the morning or in the evening, or is no time."""
    hour, part = clock.hour, clock.part
    if hour is None or clock.minute > 59 or hour * 60 + clock.minute > 24 * 60:
        return None
    if part is None:
        return hour * 60 + clock.minute if clock.sure else None
    if part == "am":
        early = hour < 12
    elif part == "pm":
        # 午後0時 is noon; "12 de la noche" is midnight.
        early, hour = hour not in (12, 24), hour + 12 if hour < 12 else hour
    elif part == "noon":
        early, hour = hour in (11, 12, 1, 2, 3, 4), hour + 12 if hour < 5 else hour
    else:
        early, hour = 6 <= hour <= 11 or 18 <= hour <= 23, hour + 12 if hour < 12 else hour
    return hour * 60 + clock.minute if early else None
