"""The header and the trailer of an ANPA 1312 story.

    SYN SYN SOH a0123 US bc--- CR LF              service level, story number, selector code
    u i DC3 DC1 BC-Harwich Fire 1stLd 11-21 0450  priority, category, format, keyword and version, filing date, words
    STX copy ETX
    AP-NY-11-21-26 0612EST EOT                    agency, bureau, date and time

Every part may be missing or damaged. Source: AP Stylebook, "Filing the Wire"; ANPA bulletin 1312.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from streams.intake import dates

#: DC3 and DC4 say body type or agate, DC1 and DC2 text or tabular matter.
TABULAR = "\x12"
# The first line. The separator before the selector code is US; a gateway may have taken it out.
_FIRST = re.compile(
    r"(?P<level>[A-Za-z])?(?P<number>\d{3,4})(?P<upi>[^\s\x1f]{0,15})(?:[\x1c-\x1f ](?P<selector>[\w-]{0,10}))?"
    r"[ \x1c-\x1f]{0,5}"
)
_NO_NUMBER = re.compile(r"[\x1c-\x1f][\w-]{2,8}[ \x1c-\x1f]{0,5}")
# A first letter and number without a US: only with a selector code that cannot be a word of the copy.
_BARE_FIRST = re.compile(r"(?P<level>[A-Za-z])(?P<number>\d{4})(?P<selector>-{2,6}|[a-z]{2,6}-{0,4})? {0,3}")
_SECOND = re.compile(
    r"(?P<priority>[A-Za-z]) (?P<category>[A-Za-z])"
    r"(?:(?P<format> ?[\x11-\x14]{1,2}) ?| (?=(?:BC|AM|PM|AP|bc|am|pm|ap)-))"
    r"(?P<keyword>\S[^\n]{0,80}?)?"
    r"(?: {1,9}(?P<month>\d{1,2})-(?P<day>\d{1,2}))?(?: {1,9}(?P<words>\d{1,5}))?[\s\x1c-\x1f]{0,9}"
)
_TRAILER = re.compile(
    r"[ \t]*(?P<agency>[A-Z]{2,6})-(?P<bureau>[A-Z]{2,4})-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d(?:\d\d)?)"
    r" {1,3}(?P<hour>\d\d)(?P<minute>\d\d) ?(?P<zone>[A-Z]{1,4})?[<=\s^]{0,9}"
)
#: How a slug opens when it stands alone in the header.
_REFERENCE = re.compile(r"(?: {1,9}[a-z]\d{4})?$")


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says; absent parts are None. `number` has its service level, "a0123"."""

    number: str | None = None
    priority: str | None = None
    category: str | None = None
    tabular: bool = False
    keyword: str | None = None
    month_day: tuple[int, int] | None = None
    words: int | None = None
    rest: tuple[str, ...] = ()  # lines that are no part of a header


@dataclass(frozen=True, slots=True)
class Trailer:
    """The date and time of transmission, and whose it was."""

    agency: str
    day: str  # "2026-11-21", where it was sent
    time: datetime | None  # None if the zone is not known


def read_header(text: str) -> Header:
    """The header's parts out of its lines; other lines, or copy that ran into it, are in `rest`."""
    found: dict[str, str] = {}
    rest: list[str] = []
    for line in filter(None, (line.strip(" \x07") for line in text.split("\n"))):
        first = _FIRST.fullmatch(line) or _BARE_FIRST.fullmatch(line)
        second = _SECOND.fullmatch(line)
        if second and "priority" not in found and not rest:
            found |= {name: value for name, value in second.groupdict().items() if value}
        elif first and not found and not rest:
            found["number"] = (first["level"] or "") + first["number"]
        elif not (_NO_NUMBER.fullmatch(line) and not found and not rest):
            rest.append(line)
    month_day = (int(found["month"]), int(found["day"])) if "month" in found else None
    keyword = _REFERENCE.sub("", found.get("keyword", "").strip())
    return Header(
        number=found.get("number"),
        priority=found.get("priority", "").lower() or None,
        category=found.get("category", "").lower() or None,
        tabular=TABULAR in found.get("format", ""),
        keyword=" ".join(keyword.split()) or None,
        month_day=month_day,
        words=int(found["words"]) if "words" in found else None,
        rest=tuple(rest),
    )


def is_header_line(line: str) -> bool:
    """Whether a line is surely one of the header's two, in a story whose STX was lost."""
    line = line.strip(" \x07")
    return bool(
        (_FIRST.fullmatch(line) and "\x1f" in line)
        or _BARE_FIRST.fullmatch(line)
        or _NO_NUMBER.fullmatch(line)
        or _SECOND.fullmatch(line)
    )


def read_trailer(line: str) -> Trailer | None:
    """The trailer in this line; None if the line is anything else."""
    match = _TRAILER.fullmatch(line)
    if not match:
        return None
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    day = f"{year}-{match['month']}-{match['day']}"
    if dates.parse(day) is None:
        return None
    zone = match["zone"]
    time = dates.parse(f"{day} {match['hour']}:{match['minute']} {zone}") if zone else None
    return Trailer(match["agency"], day, time)
