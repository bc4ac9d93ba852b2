"""The first line of an IPTC 7901 message, which says what it is, and the last, which says when it was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from streams.intake import dates
from streams.intake.calendar.habits import habits
from streams.intake.wires.article import Trailer

FIRST_LINE = re.compile(
    r"(?P<service>[A-Za-z]{1,8}) ?(?P<number>\d{1,6}) {1,3}(?P<priority>[1-9]) {1,3}"
    r"(?P<category>[A-Za-z]{1,4}|\d{2,8})(?: {1,3}(?P<words>\d{1,5}))?(?: {1,9}(?P<information>[^\n]{0,80}?))?\s{0,9}"
)
# The agency stands before the number that it gives its own messages; routing codes may stand before it.
_AGENCY = re.compile(r"(?:^|\s)(?P<agency>[A-Za-z]{2,6}(?:[-/][A-Za-z]{2,6})?)(?=\s{1,3}\d)")
# In the telex form of southern agencies the number stands behind ZCZC, the date before NNNN.
_TELEX_FIRST = re.compile(r"ZCZC ?(?P<number>\d{1,6})?(?:/(?P<service>[A-Za-z]{2,6}))?[^\n]{0,40}")
_TELEX_CODES = re.compile(r"[A-Z0-9]{5,10}|[A-Z] (?P<category>[A-Z]{3})(?: [A-Z0-9]{2,5}){0,3}")
_ZONE = r"(?: ?(?P<zone>GMT|UTC|UT|Z|CET|CEST|MEZ|MESZ|EST|EDT|EET|EEST|WET|WEST))?"
_TRAILER = re.compile(
    rf"(?P<day>\d\d) ?(?P<hour>\d\d)[:.]?(?P<minute>\d\d){_ZONE} "
    r"(?P<month>[^\W\d_]{3,9})\.? ?(?P<year>\d\d(?:\d\d)?)[\s=.]{0,9}"
)
_TELEX_TRAILER = re.compile(
    rf"(?P<day>\d\d)[-. ](?P<month>[^\W\d_]{{3,9}}|\d\d)[-. ](?P<year>\d\d(?:\d\d)?) (?P<hour>\d\d)[:.](?P<minute>\d\d)"
    rf"(?::\d\d)?{_ZONE}(?:\s{{1,9}}NNNN)?\s{{0,9}}"
)
_MONTHS = {
    "gen": "jan",
    "mag": "may",
    "giu": "jun",
    "lug": "jul",
    "ago": "aug",
    "set": "sep",
    "ott": "oct",
    "dic": "dec",
}


@dataclass(frozen=True, slots=True)
class MessageHeader:
    """What the first line says; missing parts are None. `number` has its service: "bas0123"."""

    number: str | None = None
    priority: int | None = None
    category: str | None = None
    words: int | None = None
    agency: str | None = None
    keywords: tuple[str, ...] = ()  # the lines below it


def read_header(text: str) -> MessageHeader:
    """Reads the parts of the header. Lines above the first line are filling, lines below it are keywords."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for index, line in enumerate(lines):
        if match := FIRST_LINE.fullmatch(line):
            agency = _AGENCY.search(match["information"] or "")
            return MessageHeader(
                number=f"{match['service']}{match['number']}".lower(),
                priority=int(match["priority"]),
                category=match["category"].lower(),
                words=int(match["words"]) if match["words"] else None,
                agency=agency["agency"] if agency else None,
                keywords=tuple(lines[index + 1 :]),
            )
        if match := _TELEX_FIRST.fullmatch(line):
            number = f"{match['service'] or ''}{match['number'] or ''}".lower()
            codes = [_TELEX_CODES.fullmatch(line) for line in lines[index + 1 :]]
            category = next((code["category"] for code in codes if code and code["category"]), None)
            keywords = (line for line, code in zip(lines[index + 1 :], codes, strict=True) if not code)
            return MessageHeader(
                number or None, category=category and category.lower(), keywords=tuple(keywords)
            )
    return MessageHeader(keywords=tuple(lines))


def read_trailer(line: str) -> Trailer | None:
    """The date and time in this line; None if the line holds none.

    A time without a zone is on the source's clock; where that is not configured it is in UTC, as the format has it.
    """
    line = line.strip(" \t\x03\x04")
    match = _TRAILER.fullmatch(line) or _TELEX_TRAILER.fullmatch(line)
    if not match:
        return None
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    month = match["month"].lower()
    clock = f"{match['hour']}:{match['minute']} {match['zone'] or ('' if habits().zone else 'UTC')}"
    if month.isdecimal():
        day = dates.parse(f"{year}-{month}-{match['day']}")
        time = dates.parse(f"{year}-{month}-{match['day']} {clock}")
    else:
        month = _MONTHS.get(month, month)
        day = dates.parse(f"{match['day']} {month} {year}")
        time = dates.parse(f"{match['day']} {month} {year} {clock}")
    return Trailer(day.date().isoformat(), time) if day and time else None
