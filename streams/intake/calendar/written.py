"""Dates as people write them, in the languages of the data files: "Sábado, 21 de noviembre de 2026, 06:12".

Every word must be known: what is not a month, a weekday, a zone or one of the words around a date makes the text no
date. What can be read in two ways is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from streams.intake.calendar.clock import Clock, UnclearError, find_clock
from streams.intake.calendar.habits import habits
from streams.intake.calendar.moment import moment_of
from streams.intake.calendar.names import names, words
from streams.intake.calendar.tokens import Token, Written, tokens_of
from streams.intake.calendar.years import SOLAR_AT_ALL, civil, in_full

#: A written date has no more tokens.
_MOST_TOKENS = 32
#: Marks that stand in dates.
_MARKS = frozenset(",.-/|·•()[]'’\"״׳॰ªº:;،、+")
_DIGIT = re.compile(r"\d")
_THAI = range(0x0E00, 0x0E80)


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    digits: int
    gap: str  # the marks between it and the number before it; "word" where words stand there
    unit: str | None = None  # "year", "month" or "day", where that is written behind it
    era: int | None = None  # what is added to the year


@dataclass(frozen=True, slots=True)
class _Month:
    numbers: frozenset[int]  # several where languages differ
    persian: bool = False  # of the Solar Hijri calendar
    weekday: bool = False  # it may be the name of a weekday, too


@dataclass(slots=True)
class _Parts:
    """What the tokens of a date are."""

    numbers: list[_Number] = field(default_factory=list)
    months: list[_Month] = field(default_factory=list)
    weekdays: set[int] = field(default_factory=set)
    month_at: int = 0  # how many numbers stand before the month
    era: int | None = None
    persian: bool = False  # the digits
    thai: bool = False
    clock: bool = False


def read(text: str) -> datetime | None:
    """The moment that a text of some hundred characters names; None if none, or if it can be read in two ways."""
    if not _DIGIT.search(text):
        return None
    written = tokens_of(text)
    if len(written.tokens) > _MOST_TOKENS:
        return None
    try:
        clock = find_clock(written)
        parts = _parts(written, clock)
        day = _day(parts)
    except UnclearError:
        return None
    if day is None:
        return None
    return moment_of(day, clock.time if clock else None, clock.zone if clock else None)


def _parts(written: Written, clock: Clock | None) -> _Parts:
    tokens = written.tokens
    if clock:
        tokens = [*tokens[: clock.first], Token("word", "", 0, 0), *tokens[clock.after :]]
    parts = _Parts(persian=written.persian, clock=clock is not None)
    parts.thai = any(ord(char) in _THAI for char in written.text)
    gap, index = "word", 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "number":
            parts.numbers.append(_Number(int(token.text[:9]), len(token.text), gap, era=parts.era))
            gap, parts.era, used = "", None, 1
        elif token.kind == "mark":
            if token.text not in _MARKS:
                raise UnclearError
            gap, used = gap + token.text, 1
        else:
            gap, used = "word", _take_word(parts, tokens, index, written.text) if token.text else 1
        index += used
    return parts


def _take_word(parts: _Parts, tokens: list[Token], index: int, text: str) -> int:
    """Puts the word where it belongs, and says how many tokens it was. Raises UnclearError for one that is unknown."""
    token, known = tokens[index], words()
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following.kind == "word" and _take_name(parts, token.text + following.text):
        return 2
    if following is not None and following.kind == "number":
        if token.text in known.month_first:
            _add_month(parts, _Month(frozenset({following.number})))
            return 2
        # The Vietnamese call Monday "the second" and write "Thứ 2"; without its accent "Thu" is another day.
        if text[token.start : token.end].casefold() == "thứ":
            return 2
    if _take_name(parts, token.text):
        return 1
    if (unit := known.units.get(token.text)) and parts.numbers:
        last = parts.numbers[-1]
        parts.numbers[-1] = _Number(last.value, last.digits, last.gap, unit, last.era)
    elif (era := known.eras.get(token.text)) is not None:
        parts.era = era
    elif token.text not in _fillers():
        raise UnclearError
    return 1


def _take_name(parts: _Parts, name: str) -> bool:
    found = names()
    if numbers := found.month(name, habits().language):
        _add_month(parts, _Month(numbers, weekday=name in found.days))
    elif name in found.persian:
        _add_month(parts, _Month(frozenset({found.persian[name]}), persian=True))
    elif name in found.days:
        # "do" is Thursday in German, and a word in Portuguese: it may stand there, and proves nothing.
        if (day := found.days[name]) is not None and name not in _fillers():
            parts.weekdays.add(day)
    else:
        return False
    return True


def _add_month(parts: _Parts, month: _Month) -> None:
    if not parts.months or parts.months[-1].weekday:
        parts.month_at = len(parts.numbers)
    parts.months.append(month)


@cache
def _fillers() -> frozenset[str]:
    known = words()
    return known.skipped | known.labels | known.before_clock


def _day(parts: _Parts) -> date | None:
    numbers = parts.numbers
    if any(number.unit for number in numbers):
        return _with_units(parts)
    months = list(dict.fromkeys(parts.months))  # "نوفمبر/تشرين الثاني" says it twice
    if len(months) > 1:  # "mar." is Tuesday in French, and March in English
        months = [each for each in months if not each.weekday] or months[-1:]
    if len(months) > 1 or len(numbers) != (2 if months else 3):
        raise UnclearError
    return _with_month(parts, months[0]) if months else _in_figures(parts)


def _with_units(parts: _Parts) -> date | None:
    """ "2026年11月21日", "令和8年11月21日"."""
    found: dict[str, _Number] = {}
    for number in parts.numbers:
        unit = number.unit or "day"
        if unit in found:
            raise UnclearError
        found[unit] = number
    if set(found) != {"year", "month", "day"} or parts.months:
        raise UnclearError
    year = found["year"]
    if year.digits != 4 and year.era is None:
        raise UnclearError
    return civil(year.value + (year.era or 0), found["month"].value, found["day"].value)


def _with_month(parts: _Parts, month: _Month) -> date | None:
    """A month by its name, and two figures: the day, and the year in four figures."""
    first, second = parts.numbers
    day, year = (second, first) if first.digits == 4 else (first, second)
    if day.digits > 2 or year.digits not in (2, 4):
        raise UnclearError
    value = year.value + (year.era or 0)
    if year.digits == 2:
        value = _short_year(parts, year.value)
    if month.persian and value not in SOLAR_AT_ALL:
        raise UnclearError
    days = (civil(value, number, day.value, solar=month.persian) for number in sorted(month.numbers))
    return _one_of([each for each in days if each], parts.weekdays)


def _short_year(parts: _Parts, value: int) -> int:
    """The year that two figures mean, behind the month. RFC 822 has them, with a time; in Thai they are Buddhist."""
    if parts.thai:
        if value < 43:
            raise UnclearError
        return 2500 + value
    if not parts.clock or parts.month_at != 1:
        raise UnclearError
    return in_full(value)


def _in_figures(parts: _Parts) -> date | None:
    first, second, third = parts.numbers
    gap = second.gap
    if gap != third.gap or gap not in ("/", "-", "."):
        raise UnclearError
    order = habits().order

    def ymd(year: int, month: int, day: int) -> date | None:
        return civil(year, month, day, solar=parts.persian)

    if first.digits == 4:
        return ymd(first.value, second.value, third.value)
    if third.digits == 4:
        # Nobody writes the month first with dots.
        order, year = "dmy" if gap == "." else order, third.value
    elif third.digits == 2 and order:
        year = in_full(third.value)
    else:
        raise UnclearError
    if max(first.digits, second.digits) > 2:
        raise UnclearError
    return _either(ymd, year, first.value, second.value, order, parts.weekdays)


def _either(
    ymd: Callable[[int, int, int], date | None],
    year: int,
    first: int,
    second: int,
    order: str | None,
    weekdays: set[int],
) -> date | None:
    """The day where day and month stand in an order that is to be found out."""
    day_first, month_first = ymd(year, second, first), ymd(year, first, second)
    if day_first is None or month_first is None or day_first == month_first:
        return day_first or month_first
    if order:
        return day_first if order == "dmy" else month_first
    return _one_of([day_first, month_first], weekdays)


def _one_of(days: list[date], weekdays: set[int]) -> date | None:
    """The only one of these days, or the only one on the weekday that is named."""
    if len(days) > 1:
        days = [each for each in days if each.weekday() in weekdays]
        if len(days) != 1:
            raise UnclearError
    return days[0] if days else None
