"""Reads the day and the time that follow the marker of an embargo, as desks write them in many languages.

The words are read one after the other. Reading ends at the first word that has no place in such a statement: in
"EMBARGOED UNTIL 0001 GMT NOV 23 - Mill to close on Nov 30" at "Mill". The days, times and zones that were read then
mean one moment together, or nothing clear: embargo_moment tells. The words of each language come from embargo_words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from streams.clean.embargo_moment import APART, Clock, Day, Statement, settle
from streams.clean.embargo_names import Zone
from streams.clean.embargo_words import Book, place_of, weekday_of

_MOST_WORDS = 60
_LEFTOVER = 40
#: Where a clause or a sentence ends. Behind a number a full stop may say that it is a day: "24. November".
_CLAUSE = re.compile(r"(?:(?<!\d)\.|[;:!?\n)。])\s?|\s[-–—|]\s")
_SENTENCE = re.compile(r"(?:(?<!\d)\.|[!?。])(?:\s|$)|\n|\s[-–—|]\s|:\s")
#: A time without a day: what follows, up to here, may name the day.
_FURTHER = 90


@dataclass(frozen=True, slots=True)
class Stated:
    """What was read: the moment (None if not understood), whether a day or a clock was named, and where it ended.

    Words such as "and thereafter" stand between `end` and `stop`. `guessed`: it may have several zones.
    """

    until: datetime | None
    dated: bool
    clock: bool
    end: int
    stop: int
    guessed: bool = False


def read_time(text: str, start: int, reference: datetime, book: Book, homes: tuple[tzinfo, ...]) -> Stated:
    """Reads the time that `text` states from `start` on.

    `reference` is when the article was sent. `homes` are the zones that a time without a zone may mean; none if nobody
    knows. `text` is folded, as by embargo_letters.
    """
    found = _scan(text, start, homes, book)
    dated = bool(found.days or found.times or found.unclear)
    until: datetime | None = None
    if dated and not found.unclear:
        try:
            until = settle(found, reference)
        except (OverflowError, ValueError):
            until = None
    bare = until is not None and not found.loose and any(not each.zones for each in found.times)
    return Stated(until, dated, bool(found.times), found.end, found.stop, bare and len(homes) > 1)


def _scan(text: str, start: int, homes: tuple[tzinfo, ...], book: Book) -> Statement:
    found = Statement(end=start, stop=start)
    position, beside_time, plain_gap, at, last = start, False, True, 0, ""
    ahead: list[Zone] = []  # of the city before a time that is still to come
    for _ in range(_MOST_WORDS):
        match = book.token.match(text, position)
        if match is None or match.end() == position:
            break
        kind = match.lastgroup or ""  # the last group to close is the outer one
        if kind == "stop" and (found.days or found.times):
            return _finished(found, book)
        if kind == "number" and last == "weekday" and match[0] != "0":
            # "martes 24 (hora de Madrid)"
            found.days = _joined(found.days, Day(at, (None, None, int(match[0]))))
            found.stop = found.end = position = match.end()
            plain_gap, last = True, kind
            continue
        if kind == "number":
            if not (found.days and found.times):
                found.unclear, found.end = True, match.end()  # "until the 24th": a day, or a time?
            break
        if kind == "event" and found.days and found.times and not plain_gap:
            break  # news goes on: "0001 GMT NOV 23 - End of the conference"
        city = place_of(match, book) if kind in _ZONES else None
        zone = book.zone(match[0], city) if kind in _ZONES else None
        if city is not None and zone is None and (kind == "place" or last not in _TIMES):
            break  # "for the first time"
        if kind == "place" and not beside_time:
            break
        if kind == "ahead":
            ahead = [book.zone(match[0], place_of(match, book))]
            if ahead == [None] and (found.days or found.times):
                break  # news goes on: "0001 GMT NOV 23 - Quennel 16:00"
        found.stop = position = match.end()
        if kind in ("space", "stop"):
            plain_gap = plain_gap and match[0] in " ,\n"
            at += APART if match[0] in "()[]" else 0
            continue
        plain_gap, at, last = True, at + 1, kind
        if kind in ("glue", "ahead"):
            beside_time = False
            continue
        if kind in _ZONES:
            _take_zone(found, zone, beside_time)
        else:
            beside_time = _take(found, match, kind, at, homes, book)
            if ahead and beside_time:
                found.times[-1] = replace(found.times[-1], zones=(*found.times[-1].zones, *ahead))
                ahead = []
        found.end = position
    _look_ahead(found, text, position, plain_gap, last, book)
    return _finished(found, book)


def _look_ahead(found: Statement, text: str, position: int, plain_gap: bool, last: str, book: Book) -> None:
    """A day or a time right after a word that is not understood: so is the whole. So is "at six and a half"."""
    rest = text[position : position + _FURTHER]
    following = _CLAUSE.split(rest[:_LEFTOVER], maxsplit=1)[0]
    if plain_gap and book.time_word.search(following):
        found.unclear = True
    if found.times and not found.days:
        sentence = _SENTENCE.split(rest, maxsplit=1)[0]
        found.unclear = found.unclear or book.time_word.search(sentence) is not None
    # "a las 6 y media", "at 6 sharp": what stands right behind a time may change it.
    if last in _TIMES and plain_gap and not book.joined and following.strip()[:1].islower():
        found.unclear = True


def _finished(found: Statement, book: Book) -> Statement:
    """The statement with each part of the day at its time."""
    hours = {(each.hour, each.minute) for each in found.times}
    if len(hours) > 1 and any(each.midday and not each.zones for each in found.times):
        found.unclear = True  # "noon at 4.30"
    found.unclear = found.unclear or (found.following and not any(day.date for day in found.days))
    if found.parts:
        bare = [number for number, each in enumerate(found.times) if each.part is None]
        if len(set(found.parts)) > 1 or len(bare) != 1 or len(found.times) > 1:
            found.unclear = True
        else:
            found.times[bare[0]] = replace(found.times[bare[0]], part=found.parts[0])
    return found


def _take_zone(found: Statement, zone: Zone, beside_time: bool) -> None:
    if beside_time:
        found.times[-1] = replace(found.times[-1], zones=(*found.times[-1].zones, zone))
    else:
        found.loose.append(zone)


def _take(
    found: Statement, match: re.Match[str], kind: str, at: int, homes: tuple[tzinfo, ...], book: Book
) -> bool:
    """Adds a day or a time; tells whether a zone that follows belongs to it."""
    if kind == "iso":
        year, month, day = map(int, match["iso_date"].split("-"))
        found.days.append(Day(at, (year, month, day)))
        if match["iso_time"]:
            hour, minute = match["iso_time"].split(":")
            found.times.append(Clock(at, int(hour), int(minute), homes))
        if match["iso_zone"]:
            _take_zone(found, book.zone(match["iso_zone"], None), beside_time=True)
        return bool(match["iso_time"])
    if kind in ("event", "vague"):
        found.unclear = True
        return False
    if kind == "following":
        found.following = True
        return False
    if kind == "day_part":
        found.parts.append(_part(match[0], book))
        return bool(found.times)
    if kind in _DAYS:
        if kind == "weekday" and match.groupdict().get("weekday_part"):
            found.parts.append(_part(match["weekday_part"], book))
        day_read = _day(match, kind, at, book)
        if day_read is None:
            found.unclear = True
        else:
            found.days = _joined(found.days, day_read)
        return False
    clock = _time(match, kind, at, homes, book)
    if kind == "clock" and found.times and found.times[-1].midday and found.times[-1].at == at - 1:
        found.times.pop()  # "中午12点": noon is a part of the day here
        clock = replace(clock, part=clock.part or "noon")
    found.times.append(clock)
    return True


_ZONES = frozenset({"zone", "place"})
_TIMES = frozenset({"clock", "half", "hours", "midday"})
_DAYS = frozenset(
    {"year_first", "dots", "slashes", "day", "month", "weekday", "relative", "cjk", "cjk_day", "day_month"}
)


def _day(match: re.Match[str], kind: str, at: int, book: Book) -> Day | None:
    """None for a day that nobody understands, such as 03/04/2026."""
    if kind == "day_month":
        return Day(at, (None, int(match["month_7"]), int(match["day_7"]))) if book.day_first else None
    if kind == "weekday":
        return Day(at, weekday=weekday_of(match, book))
    if kind == "relative":
        return Day(at, ahead=book.days[match["relative_day"].lower()])
    if kind == "cjk_day":
        return Day(at, (None, None, int(match["day_6"])))
    if kind == "cjk":
        # The first year of Reiwa was 2019.
        year = int(match["era"]) + 2018 if match["era"] else _year(match["year_5"])
        return Day(at, (year, int(match["month_5"]), int(match["day_5"])))
    if kind == "year_first":
        return Day(at, (int(match["year_0"]), int(match["month_0"]), int(match["day_0"])))
    if kind in ("dots", "slashes"):
        dots = kind == "dots"
        left, right = int(match["day_1" if dots else "left"]), int(match["month_1" if dots else "right"])
        year = _year((match["year_1"] or match["short_1"]) if dots else match["year_2"])
        if not book.day_first and left <= 12 and right <= 12 and left != right:
            return None
        day, month = (right, left) if right > 12 else (left, right)
        return Day(at, (year, month, day), short=not dots and len(match["year_2"] or "") == 2)
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


def _time(match: re.Match[str], kind: str, at: int, homes: tuple[tzinfo, ...], book: Book) -> Clock:
    if kind == "midday":
        return Clock(at, 12, 0, homes, midday=True)
    if kind == "half":
        hour, minute = int(match["hour_1"]), int(match["minute_1"] or "0")
        half = match["half_day"].lower() + "m"
        # 12 a.m. is midnight to some and noon to others.
        sure = 1 <= hour <= 12 and not (hour == 12 and half == "am" and minute == 0)
        return Clock(at, hour % 12 + (12 if half == "pm" else 0) if sure else None, minute, homes)
    if kind == "hours":
        return Clock(at, int(match["hour_5"]), int(match["minute_5"]), homes)
    return _clock(match, at, homes, book) if kind == "clock" else Clock(at, None, 0, homes)


def _clock(match: re.Match[str], at: int, homes: tuple[tzinfo, ...], book: Book) -> Clock:
    """A time that is not yet known to be in the morning where its words leave that open, without a part of the day."""
    name = match.groupdict().get("hour_name")
    hour = book.hours[name] if name else int(match["hour_2"])
    written = (
        match["minute_2"] or match["minute_3"] or match["minute_4"] or ("30" if match["half_hour"] else None)
    )
    before, after = match["before"], match["after"]
    exact = any(beside and book.loose.fullmatch(beside) is None for beside in (before, after))
    if written is None:
        sure = hour > 12 or exact
    elif match["full"] or (match["minute_2"] and after and not (book.strict and not exact)):
        sure = True  # "6:00 h", "6.00 uur"
    else:
        early = hour <= 12 if book.strict else 1 <= hour <= 9
        sure = not (book.twelve and early) or (match["hour_2"] or "").startswith("0")
    part = _part(match["part"], book) if match["part"] else None
    return Clock(at, hour, int(written or 0), homes, part=part, sure=sure)


def _part(words: str, book: Book) -> str:
    return next((kind for kind, pattern in book.parts.items() if pattern.fullmatch(words)), "night")
