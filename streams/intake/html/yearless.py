"""A date that is printed without its year: "Mon 23 Nov, 6:04pm", "31. Dezember, 23:40 Uhr", "11월 23일 10:20".

Another date says the year: that of a change, the year in the url, or when the page arrived. It is the latest year in
which the day is no later than that date, and has the weekday that is printed with it. News arrives soon after it was
published: of a page that came months after the day nobody knows the year. Without another date there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Final

from lxml.html import HtmlElement

from streams.intake.calendar.names import names, plain
from streams.intake.html.dated import Dated
from streams.intake.html.line_dates import MONTH, calls_it_changed, date_in_line
from streams.intake.html.near import Near

#: The rule of such a date.
WITHOUT_YEAR: Final = "without-year"
#: Elements closely below the headline whose lines are read, and characters of such a line.
_ELEMENTS, _LINE = 60, 80
#: How far a page's clock may be ahead of the other date.
_AHEAD: Final = timedelta(hours=26)
#: How long before its arrival news was published, at most.
_NEWS: Final = timedelta(days=92)
#: Years that are gone back to where the weekday does not fit.
_YEARS: Final = 10
#: No year follows.
_NO_YEAR = r"(?!\d)(?!\.?,?\s?(?:de\s|del\s)?(?:19|20|25)\d\d)"
#: The forms of such a day; each is tried until one is a date: "Mon 23 Nov" has "Mon 23" in it, too.
_DAYS: Final = tuple(
    re.compile(rf"(?<![\w.,:/-])(?P<day>{form}){_NO_YEAR}", re.IGNORECASE)
    for form in (
        rf"\d{{1,2}}(?:\.|er|st|nd|rd|th|º|ª)?\s?(?:(?:de|d’|d'|of)\s)?{MONTH}(?!\w)",
        rf"{MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?![:.]\d|\s?[ap]\.?m)",
        r"\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]",
        r"\d{1,2}\.\s?\d{1,2}\.",
        r"\d{1,2}\s[\u0e01-\u0e4e]{1,3}\.[\u0e01-\u0e4e]{1,2}\.",  # Thai
    )
)
_YEAR_BEFORE = re.compile(r"(?:19|20|25)\d\d\D{0,4}$")
_YEAR_IN_URL = re.compile(r"/((?:19|20)\d\d)(?=/|(?:0[1-9]|1[0-2])(?:/|\d\d(?!\d)))")
_WORD = re.compile(r"[^\W\d_]+")
_THAI, _THAI_LETTER = 543, re.compile("[\u0e01-\u0e4e]")  # years of the Buddhist calendar
_NEAR = 2  # words before a day of which one may be its weekday


def year_in_url(url: str | None) -> datetime | None:
    """The last moment of the year that an address names: "/2026/ports/berth-shut"."""
    match = _YEAR_IN_URL.search(url.partition("?")[0], 8) if url else None
    return datetime(int(match[1]), 12, 31, 23, 59, tzinfo=UTC) if match else None


def date_without_year(near: Near, known: datetime | None, arrived: datetime | None) -> Dated | None:
    """The first date without a year near the headline, with the year that `known` gives it, the page's other date, or
    when it arrived; None without both.
    """
    latest = min(filter(None, (known, arrived)), default=None)
    if latest is None:
        return None
    dated = _first(near, latest)
    if dated is not None and known is None and latest - dated.moment > _NEWS:
        return None
    return dated


def _first(near: Near, known: datetime) -> Dated | None:
    for element, line in _lines(near):
        if len(line) > _LINE or not any(map(str.isdigit, line)) or near.is_furniture(element):
            continue
        clean = " ".join(line.split())
        if (dated := read_without_year(clean, known)) is not None:
            return None if calls_it_changed(clean) else dated
    return None


def _lines(near: Near) -> Iterator[tuple[HtmlElement, str]]:
    """The lines below the headline, then those that are marked as dates above it."""
    below = islice(near.further(), _ELEMENTS)
    for element in chain(below, (mark.element for mark in near.before if mark.date is not None)):
        if element.text:
            yield element, element.text
        for each in islice(element, 4):
            if each.tag in ("br", "b", "strong", "a", "span") and each.tail:
                yield element, each.tail


def read_without_year(line: str, known: datetime) -> Dated | None:
    """The date of a line whose year is not said; `line` has single spaces."""
    for form in _DAYS:
        match = form.search(line)
        if match is None or _YEAR_BEFORE.search(line[: match.start()]):
            continue
        for year in range(known.year, known.year - _YEARS, -1):
            written = _with_year(match["day"], year)
            day = date_in_line(written)
            if day is None or not _fits_weekday(line[: match.start()], day.moment):
                continue
            if (dated := date_in_line(line[: match.start()] + written + line[match.end() :])) is None:
                break
            if dated.moment <= known + _AHEAD:
                return replace(dated, rule=WITHOUT_YEAR)
    return None


def with_year(line: str, year: int) -> str:
    """The line with that year behind its first day that has none; as it is where there is no such day."""
    for form in _DAYS:
        match = form.search(line)
        if match is None or _YEAR_BEFORE.search(line[: match.start()]):
            continue
        written = _with_year(match["day"], year)
        if date_in_line(written) is not None:
            return line[: match.start()] + written + line[match.end() :]
    return line


def _with_year(day: str, year: int) -> str:
    if day[-1] in "日일":
        return f"{year}年{day}" if "月" in day else f"{year}년 {day}"
    if day[-1] == "." and day[0].isdigit() and day[-2].isdigit():
        return f"{day}{year}"
    return (
        f"{day} {year + _THAI if _THAI_LETTER.search(day) else year}"
        if day[0].isdigit()
        else f"{day}, {year}"
    )


def _fits_weekday(words: str, day: datetime) -> bool:
    """Whether a day is on the weekday that stands before it, if one does. Languages may differ in what a word means."""
    for word in _WORD.findall(words)[-_NEAR:]:
        if (weekday := names().days.get(plain(word))) is not None:
            return day.weekday() == weekday
    return True
