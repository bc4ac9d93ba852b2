"""A moment as a page tells it: with the rule that found it, and what of it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from streams.intake import dates

# "11.12.2026" is no clock.
_CLOCK = re.compile(r"\d[:h]\d\d|(?:^|[\s,])\d{1,2}\.\d\d(?![.\d])|\dT\d\d|^\d{9,13}$|\d{8}T?\d{4}")
_ZONE = re.compile(
    r"(?:\d|\s)(?:Z|(?!AM|PM)[A-Z]{2,5}|[+\-−]\d\d:?\d\d|(?:GMT|UTC)[+-]\d{1,2})(?:\s?[(\[][^)\]]{1,60}[)\]])?\s*$|^\d{9,13}$"
)
_MILLISECONDS = re.compile(r"(T\d\d:\d\d:\d\d):(\d{3})(?=Z|[+-])")  # "T22:06:08:684Z"
_OFF = timedelta(hours=14)  # how far the same clock can be off in another zone
#: The first year of the web: what is older is a birthday or a jubilee.
FIRST_YEAR: Final = 1991


class Precision(StrEnum):
    """What is known of a moment: its zone too, its clock only, or its day."""

    ZONED = "zoned"
    LOCAL = "local"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment in UTC, the rule that found it, such as "json-ld" or "url", and what of it is known."""

    moment: datetime
    rule: str
    precision: Precision


def precision_of(text: str) -> Precision:
    """How much the string of a date says."""
    text = text.strip()
    if not _CLOCK.search(text):
        return Precision.DAY
    return Precision.ZONED if _ZONE.search(text) else Precision.LOCAL


def read_dated(rule: str, text: str | None) -> Dated | None:
    """The date of a string, with its precision; None if `dates.parse` reads none."""
    text = _MILLISECONDS.sub(r"\1.\2", text) if text else None
    if not text or (moment := dates.parse(text)) is None:
        return None
    return Dated(moment, rule, precision_of(text))


def says_more(other: Dated, than: Dated) -> bool:
    """Whether it is the same date with more of it known."""
    if than.precision is Precision.ZONED or other.precision is Precision.DAY:
        return False
    if than.precision is Precision.LOCAL:
        return other.precision is Precision.ZONED and abs(other.moment - than.moment) <= _OFF
    return -_OFF <= other.moment - than.moment < timedelta(days=1) + _OFF
