"""Reads the day and the time that follow the marker of an embargo, as desks write them in three languages.

The words are read one after the other. Reading ends at the first word that has no place in such a statement: in
"EMBARGOED UNTIL 0001 GMT NOV 23 - Mill to close on Nov 30" at "Mill". The days, times and zones that were read then
mean one moment together, or nothing clear. The words are data, in streams/data/signals/embargo.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from streams.datafiles import read_toml

_MOST_WORDS = 120
_LEFTOVER = 40
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
class Stated:
    """What was read: the moment (None if not understood), whether a day or a clock was named, and where it ended."""

    until: datetime | None
    dated: bool
    clock: bool
    end: int


def read_time(text: str, start: int, reference: datetime, home: tzinfo | None) -> Stated:
    """Reads the time that `text` states from `start` on.

    `reference` is when the article was sent. `home` is the zone of a time without a zone; None if there is no
    such zone. "Uhr" always means German time.
    """
    found = _scan(text, start, home)
    dated = bool(found.days or found.times or found.unclear)
    until: datetime | None = None
    if dated and not found.unclear:
        try:
            until = _settle(found, reference)
        except (OverflowError, ValueError):
            until = None
    return Stated(until, dated, bool(found.times), found.end)


def _scan(text: str, start: int, home: tzinfo | None) -> _Statement:
    book = _words()
    found = _Statement(end=start)
    position, beside_time, plain_gap, at = start, False, True, 0
    for _ in range(_MOST_WORDS):
        match = book.token.match(text, position)
        if match is None:
            break
        kind = match.lastgroup
        if kind == "stop" and (found.days or found.times):
            return found
        position = match.end()
        if kind in ("space", "stop"):
            plain_gap = plain_gap and match[0] in " ,\n"
            at += APART if match[0] in "()[]" else 0
            continue
        plain_gap, at = True, at + 1
        if kind == "glue" or (match[0] == "ET" and _french(home)):
            beside_time = False
            continue
        if kind == "zone":
            _take_zone(found, book.zone(match[0]), beside_time)
        else:
            beside_time = _take(found, match, at, home, book)
        found.end = position
    _look_ahead(found, text, position, plain_gap, book)
    return found


def _french(home: tzinfo | None) -> bool:
    return isinstance(home, ZoneInfo) and home.key == "Europe/Paris"


def _look_ahead(found: _Statement, text: str, position: int, plain_gap: bool, book: _Words) -> None:
    """A day or a time right after a word that is not understood: so is the whole."""
    following = re.split(r"[.;:!?\n)]\s|\s[-–—|]\s", text[position : position + _LEFTOVER], maxsplit=1)[0]
    if plain_gap and book.time_word.search(following):
        found.unclear = True


def _take_zone(found: _Statement, zone: tzinfo | None, beside_time: bool) -> None:
    if beside_time:
        found.times[-1] = replace(found.times[-1], zones=(*found.times[-1].zones, zone))
    else:
        found.loose.append(zone)


def _take(found: _Statement, match: re.Match[str], at: int, home: tzinfo | None, book: _Words) -> bool:
    """Adds a day or a time; tells whether a zone that follows belongs to it."""
    if match.lastgroup == "iso":
        year, month, day = map(int, match["iso_date"].split("-"))
        found.days.append(_Day(at, (year, month, day)))
        if match["iso_time"]:
            found.times.append(_Clock(at, _minutes(match["iso_time"][:2], match["iso_time"][3:]), home))
        if match["iso_zone"]:
            _take_zone(found, book.zone(match["iso_zone"]), beside_time=True)
        return bool(match["iso_time"])
    if match.lastgroup in ("dots", "slashes", "day", "month", "weekday", "relative"):
        day_read = _day(match, at, home, book)
        if day_read is None:
            found.unclear = True
        else:
            found.days = _joined(found.days, day_read)
        return False
    found.times.append(_time(match, at, home))
    return True


def _day(match: re.Match[str], at: int, home: tzinfo | None, book: _Words) -> _Day | None:
    """None for a day that nobody understands, such as 03/04/2026."""
    kind = match.lastgroup
    if kind == "weekday":
        return _Day(at, weekday=book.weekdays[match["weekday_name"].lower()])
    if kind == "relative":
        return _Day(at, ahead=book.days[match["relative_day"].lower()])
    if kind == "dots":
        written = match["year_1"] or match["short_1"]
        return _Day(at, (_year(written), int(match["month_1"]), int(match["day_1"])))
    if kind == "slashes":
        left, right = int(match["left"]), int(match["right"])
        if home is None and left <= 12 and right <= 12 and left != right:
            return None
        day, month = (right, left) if right > 12 else (left, right)
        return _Day(at, (_year(match["year_2"]), month, day))
    number = "3" if kind == "day" else "4"
    month = book.months[match[f"month_{number}"].lower()]
    return _Day(at, (_year(match[f"year_{number}"]), month, int(match[f"day_{number}"])))


def _year(written: str | None) -> int | None:
    if not written:
        return None
    return int(written) + (2000 if len(written) == 2 else 0)


def _joined(days: list[_Day], day: _Day) -> list[_Day]:
    """The days with one more; "Monday" and "23 November" are one day."""
    last = days[-1] if days else None
    if last is None or (last.date and day.date) or (last.weekday is not None and day.weekday is not None):
        return [*days, day]
    if day.ahead is not None and last.weekday is not None:
        return days  # "Montag morgen"
    merged = replace(
        last if last.date else day,
        weekday=last.weekday if last.weekday is not None else day.weekday,
        ahead=last.ahead if last.ahead is not None else day.ahead,
    )
    return [*days[:-1], merged]


def _time(match: re.Match[str], at: int, home: tzinfo | None) -> _Clock:
    kind = match.lastgroup
    if kind == "noon":
        return _Clock(at, 12 * 60, home)
    if kind == "half":
        hour, minute = int(match["hour_1"]), match["minute_1"] or "0"
        # 12 a.m. is midnight to some and noon to others.
        if not 1 <= hour <= 12 or (hour == 12 and match["half_day"] in "aA" and int(minute) == 0):
            return _Clock(at, None, home)
        return _Clock(at, _minutes(hour % 12 + (12 if match["half_day"] in "pP" else 0), minute), home)
    if kind == "uhr":
        berlin = ZoneInfo("Europe/Berlin")
        return _Clock(
            at, _minutes(match["hour_2"], match["minute_2"] or match["minute_6"] or "0"), home or berlin
        )
    if kind == "french":
        return _Clock(at, _minutes(match["hour_3"], match["minute_3"] or "0"), home)
    if kind == "clock":
        # Without a.m. or p.m. "6:30" may be either, where clocks have twelve hours.
        twelve = home is None and len(match["hour_4"]) == 1 and match["hour_4"] != "0"
        return _Clock(at, None if twelve else _minutes(match["hour_4"], match["minute_4"]), home)
    if kind == "hours":
        return _Clock(at, _minutes(match["hour_5"], match["minute_5"]), home)
    return _Clock(at, None, home)


def _minutes(hour: str | int, minute: str) -> int | None:
    hours, minutes = int(hour), int(minute)
    return hours * 60 + minutes if minutes < 60 and hours * 60 + minutes <= 24 * 60 else None


@dataclass(frozen=True, slots=True)
class _Day:
    """A day as it is named: by its date, by its weekday, by both, or as today or tomorrow."""

    at: int  # its place, in words
    date: tuple[int | None, int, int] | None = None  # year, month, day
    weekday: int | None = None
    ahead: int | None = None  # days from the day on which it was sent


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of the day as it is named, with the zones right behind it."""

    at: int
    minutes: int | None  # None: midnight and the like, which may be either end of a day
    home: tzinfo | None  # whose clock it is if no zone is named
    zones: tuple[tzinfo | None, ...] = ()  # None: a name that nobody can place


@dataclass(slots=True)
class _Statement:
    """The words of time in one statement, in their order."""

    days: list[_Day] = field(default_factory=list)
    times: list[_Clock] = field(default_factory=list)
    loose: list[tzinfo | None] = field(default_factory=list)  # zones apart from any time
    unclear: bool = False
    end: int = 0


def _settle(found: _Statement, reference: datetime) -> datetime | None:
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


def _one_of(moments: list[datetime], times: list[_Clock], days: list[_Day]) -> datetime | None:
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


def _moment(day: _Day | None, clock: _Clock, loose: tzinfo | None, reference: datetime) -> datetime | None:
    zones = clock.zones or ((loose or clock.home),)
    if clock.minutes is None or (clock.zones and any(zone is None for zone in clock.zones)):
        return None
    found = {_at(day, clock.minutes, zone, reference) for zone in zones}
    return found.pop() if len(found) == 1 else None


def _at(day: _Day | None, minutes: int, zone: tzinfo | None, reference: datetime) -> datetime | None:
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


def _start_of(day: _Day, zone: tzinfo | None, reference: datetime) -> datetime | None:
    if zone is not None:
        return _at(day, 0, zone, reference)
    return _at(day, 24 * 60, None, reference)


def _local(day: date, minutes: int, zone: tzinfo) -> datetime:
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    # An hour that the clocks show twice: the later.
    return max(wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC))


def _date(day: _Day, today: date) -> date | None:
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


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of time.

    `token` matches the next word of a statement; the name of its last group is the kind of the word.
    """

    token: re.Pattern[str]
    time_word: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]
    zones: dict[str, tzinfo | None]  # None: the name is known, and means several zones or none

    def zone(self, written: str) -> tzinfo | None:
        """The zone of that name; None if the name is not known or means several zones."""
        name = " ".join(written.replace("−", "-").split())
        if name.upper() in self.zones:
            return self.zones[name.upper()]
        offset = re.fullmatch(r"(?:GMT|UTC)? ?([+-])(\d{1,2}):?(\d\d)?", name, re.IGNORECASE)
        return _offset(offset) if offset else None


@cache
def table() -> dict[str, Any]:
    """The data file of embargoes, read once."""
    return read_toml("signals/embargo.toml")


@cache
def _words() -> _Words:
    """The words, loaded once."""
    data = table()
    months, weekdays = _numbers(data["months"]), _numbers(data["weekdays"])
    token = _token(data, _any(months), _any(weekdays))
    time_word = (
        rf"(?i)\b(?:{_any(months)}|{_any(weekdays)}|{_any(data['days'])})\b|\d{{1,2}}[:.h]\d\d|\d{{4}}"
    )
    return _Words(token, re.compile(time_word), months, weekdays, dict(data["days"]), _zones(data))


def _numbers(lists: dict[str, str]) -> dict[str, int]:
    return {name: int(number) for number, names in lists.items() for name in names.split()}


def _any(names: Any) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _zones(data: dict[str, Any]) -> dict[str, tzinfo | None]:
    zones: dict[str, tzinfo | None] = {
        name: timezone(timedelta(minutes=offset)) for name, offset in data["fixed"].items()
    }
    zones |= {name: ZoneInfo(key) for name, key in data["ruled"].items()}
    for name, key in data["spoken"].items():
        offset = re.fullmatch(r"([+-])(\d\d):(\d\d)", key)
        zones[name.upper()] = _offset(offset) if offset else ZoneInfo(key)
    return zones | {name.upper(): None for name in data["unclear"]["names"]}


def _offset(match: re.Match[str]) -> timezone | None:
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(ahead if match[1] == "+" else -ahead)


def _token(data: dict[str, Any], months: str, weekdays: str) -> re.Pattern[str]:
    short = [*data["fixed"], *data["ruled"], *(name for name in data["unclear"]["names"] if name.isupper())]
    spoken = [*data["spoken"], *(name for name in data["unclear"]["names"] if not name.isupper())]
    zone = (
        rf"(?:GMT|UTC)\s?[+−-]\s?\d{{1,2}}(?::?\d\d)?\b|(?<=\d)\s?[+−-]\d\d:?\d\d(?!\d)|(?:{_any(spoken)})(?!\w)"
        rf"|(?-i:{_any(name for name in short if name != 'Z')})(?!\w)|(?:GMT|UTC)(?!\w)|(?<=\d)Z(?!\w)"
    )
    # 2027 is a year, 2027 GMT a time of the day.
    year = r"(?:19|20)\d\d(?!\d|\s?(?:hrs|hours|uhr|h\b|gmt|utc|[ecmp][sd]?t\b|bst|cest|cet|mez))"
    kinds = {
        "iso": r"(?P<iso_date>\d{4}-\d\d-\d\d)(?:(?:T|\s)(?P<iso_time>\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?"
        r"(?P<iso_zone>Z|[+-]\d\d:?\d\d)?)?(?!\d)",
        "zone": zone,
        "dots": rf"(?P<day_1>\d{{1,2}})\.\s?(?P<month_1>\d{{1,2}})\.(?:\s?(?P<year_1>{year})"
        r"|(?P<short_1>\d\d)(?![\d:.h]|\s?uhr))?(?!\d)",
        "slashes": r"(?P<left>\d{1,2})/(?P<right>\d{1,2})/(?P<year_2>\d{4}|\d\d)(?!\d)",
        "day": rf"(?P<day_3>\d{{1,2}})(?:st|nd|rd|th|er|e|\.)?[\s-](?:of\s)?(?P<month_3>{months})(?!\w)\.?"
        rf"(?:,?[\s-](?P<year_3>{year}))?",
        "month": rf"(?P<month_4>{months})(?!\w)\.?\s?(?P<day_4>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"(?!\w|:\d|\.\d|\s?(?:uhr|[ap]\.?\s?m\b))(?:,?\s(?P<year_4>{year}))?",
        "half": r"(?P<hour_1>\d{1,2})(?:[:.](?P<minute_1>\d\d))?\s?(?P<half_day>[ap])\.?\s?m(?!\w)\.?",
        "noon": r"(?:12(?:[:.]00)?\s?)?(?:noon|midday|midi|mittags?)(?!\w)",
        "midnight": r"(?:12(?:[:.]00)?\s?)?(?:midnight|mitternacht|minuit)(?!\w)",
        "uhr": r"(?P<hour_2>\d{1,2})(?:[:.](?P<minute_2>\d\d))?\s?uhr(?:\s(?P<minute_6>\d\d)(?!\d|\.))?(?!\w)",
        "french": r"(?P<hour_3>\d{1,2})\s?(?:h|heures?\s?)(?P<minute_3>\d\d)?(?!\w)",
        "clock": r"(?P<hour_4>\d{1,2})[:.](?P<minute_4>\d\d)(?::\d\d)?(?:\s?(?:hrs|hours|h))?(?![\w:]|\.\d)",
        "hours": rf"(?:(?!(?:19|20)\d\d)|(?=\d{{4}}\s?[(]?(?:hrs|hours|h\b|{zone})))"
        r"(?P<hour_5>[01]\d|2[0-4])(?P<minute_5>[0-5]\d)(?:\s?(?:hrs|hours|h)\.?)?(?=Z?(?!\w))",
        "weekday": rf"(?P<weekday_name>{weekdays})(?!\w|['’]s)\.?",
        "relative": rf"(?P<relative_day>{_any(data['days'])})(?!\w)",
        "glue": rf"(?:{_any(data['glue']['words'].split())})(?!\w)|d['’]",
        "stop": r"[.!?](?=\s|$|[)\]])",
        "space": r"[\s,;:()\[\]/|\"“”„«»*_'’–—-]|\.(?=\d)",
    }
    pattern = "|".join(f"(?P<{kind}>{text})" for kind, text in kinds.items())
    return re.compile(pattern, re.IGNORECASE)
