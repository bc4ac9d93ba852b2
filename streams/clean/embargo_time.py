"""Reads the day and the time that follow the marker of an embargo, as desks write them in three languages.

The words are read one after the other, and reading ends at the first that has no place in such a statement: in
"EMBARGOED UNTIL 0001 GMT NOV 23 - Mill to close on Nov 30" at "Mill". The words are data: see embargo_words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from streams.clean.embargo_moment import APART, Clock, Day, Statement, settle
from streams.clean.embargo_words import Words, words

_MOST_WORDS = 120
_LEFTOVER = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """What stood there: until when (None: not understood), whether a day or a clock was named, where it ended."""

    until: datetime | None
    dated: bool
    clock: bool
    end: int


def read_time(text: str, start: int, reference: datetime, home: tzinfo | None) -> Reading:
    """The time stated in `text` from `start` on. `reference` is when it was sent; `home` is whose clock a time
    without a zone means, None if nobody's. "Uhr" always means the German one."""
    found = _scan(text, start, home)
    dated = bool(found.days or found.times or found.unclear)
    until: datetime | None = None
    if dated and not found.unclear:
        try:
            until = settle(found, reference)
        except (OverflowError, ValueError):
            until = None
    return Reading(until, dated, bool(found.times), found.end)


def _scan(text: str, start: int, home: tzinfo | None) -> Statement:
    book = words()
    found = Statement(end=start)
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


def _look_ahead(found: Statement, text: str, position: int, plain_gap: bool, book: Words) -> None:
    """A day or a time right after a word that is not understood: so is the whole."""
    following = re.split(r"[.;:!?\n)]\s|\s[-–—|]\s", text[position : position + _LEFTOVER], maxsplit=1)[0]
    if plain_gap and book.time_word.search(following):
        found.unclear = True


def _take_zone(found: Statement, zone: tzinfo | None, beside_time: bool) -> None:
    if beside_time:
        found.times[-1] = replace(found.times[-1], zones=(*found.times[-1].zones, zone))
    else:
        found.loose.append(zone)


def _take(found: Statement, match: re.Match[str], at: int, home: tzinfo | None, book: Words) -> bool:
    """Adds a day or a time; tells whether a zone that follows belongs to it."""
    if match.lastgroup == "iso":
        year, month, day = map(int, match["iso_date"].split("-"))
        found.days.append(Day(at, (year, month, day)))
        if match["iso_time"]:
            found.times.append(Clock(at, _minutes(match["iso_time"][:2], match["iso_time"][3:]), home))
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


def _day(match: re.Match[str], at: int, home: tzinfo | None, book: Words) -> Day | None:
    """None for a day that nobody understands, such as 03/04/2026."""
    kind = match.lastgroup
    if kind == "weekday":
        return Day(at, weekday=book.weekdays[match["weekday_name"].lower()])
    if kind == "relative":
        return Day(at, ahead=book.days[match["relative_day"].lower()])
    if kind == "dots":
        written = match["year_1"] or match["short_1"]
        return Day(at, (_year(written), int(match["month_1"]), int(match["day_1"])))
    if kind == "slashes":
        left, right = int(match["left"]), int(match["right"])
        if home is None and left <= 12 and right <= 12 and left != right:
            return None
        day, month = (right, left) if right > 12 else (left, right)
        return Day(at, (_year(match["year_2"]), month, day))
    number = "3" if kind == "day" else "4"
    month = book.months[match[f"month_{number}"].lower()]
    return Day(at, (_year(match[f"year_{number}"]), month, int(match[f"day_{number}"])))


def _year(written: str | None) -> int | None:
    if not written:
        return None
    return int(written) + (2000 if len(written) == 2 else 0)


def _joined(days: list[Day], day: Day) -> list[Day]:
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


def _time(match: re.Match[str], at: int, home: tzinfo | None) -> Clock:
    kind = match.lastgroup
    if kind == "noon":
        return Clock(at, 12 * 60, home)
    if kind == "half":
        hour, minute = int(match["hour_1"]), match["minute_1"] or "0"
        # 12 a.m. is midnight to some and noon to others.
        if not 1 <= hour <= 12 or (hour == 12 and match["half_day"] in "aA" and int(minute) == 0):
            return Clock(at, None, home)
        return Clock(at, _minutes(hour % 12 + (12 if match["half_day"] in "pP" else 0), minute), home)
    if kind == "uhr":
        berlin = ZoneInfo("Europe/Berlin")
        return Clock(
            at, _minutes(match["hour_2"], match["minute_2"] or match["minute_6"] or "0"), home or berlin
        )
    if kind == "french":
        return Clock(at, _minutes(match["hour_3"], match["minute_3"] or "0"), home)
    if kind == "clock":
        # Without a.m. or p.m. "6:30" may be either, where clocks have twelve hours.
        twelve = home is None and len(match["hour_4"]) == 1 and match["hour_4"] != "0"
        return Clock(at, None if twelve else _minutes(match["hour_4"], match["minute_4"]), home)
    if kind == "hours":
        return Clock(at, _minutes(match["hour_5"], match["minute_5"]), home)
    return Clock(at, None, home)


def _minutes(hour: str | int, minute: str) -> int | None:
    hours, minutes = int(hour), int(minute)
    return hours * 60 + minutes if minutes < 60 and hours * 60 + minutes <= 24 * 60 else None
