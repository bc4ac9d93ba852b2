"""Zones: the names and offsets that stand behind a time, and what they mean for a source of a country."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from streams.datafiles import read_lines
from streams.intake.calendar.names import plain

_OFFSET = re.compile(r"(?:utc|gmt|z)?([+\-])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
#: An IANA name: "Europe/Berlin", "America/Argentina/Buenos_Aires".
IANA = re.compile(r"[A-Z][A-Za-z]{1,20}(?:/[A-Z][A-Za-z_-]{1,30}){1,2}")
#: Words of the longest name.
MOST_WORDS = 4
#: No place on earth is further from UTC than this, in hours.
_FURTHEST = 14


def zone_of(name: str, country: str | None = None) -> tzinfo | None:
    """The zone that a name or an offset means, written behind a time by a source of `country` (ISO 3166-1).

    None for no zone, and for a name that means several and none of them there: "BST" without a country.
    """
    if match := _OFFSET.fullmatch(name):
        return _fixed(match)
    known = _names().get(" ".join(plain(name).split()))
    if known is not None:
        return known.get(country or "*") or known.get("*")
    return iana(name) if "/" in name else None


def is_zone_name(name: str) -> bool:
    """Whether a name, in the spelling of `names.plain`, is in the table, whatever it means."""
    return name in _names()


@lru_cache(maxsize=1024)
def iana(name: str) -> tzinfo | None:
    """The zone of the IANA database; None if there is none of that name."""
    if not IANA.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def in_utc(local: datetime, zone: tzinfo, utc: tzinfo) -> datetime | None:
    """The moment that a clock in `zone` shows, with `utc` as its zone; None beyond the calendar.

    Of an hour that the clock shows twice it is the first, and one that it skips is read as if it had not.
    """
    try:
        offset = zone.utcoffset(local.replace(tzinfo=zone))
        return (local - (offset or timedelta(0))).replace(tzinfo=utc)
    except OverflowError:
        return None


def _fixed(match: re.Match[str]) -> timezone | None:
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > _FURTHEST or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(ahead if match[1] == "+" else -ahead)


@cache
def _names() -> dict[str, dict[str, tzinfo]]:
    """Name to country to zone; "*" for all countries that are not named."""
    found: dict[str, dict[str, tzinfo]] = {}
    for line in read_lines("intake/zones.tsv"):
        name, meaning, countries = line.split("\t")
        match = _OFFSET.fullmatch(meaning)
        zone = _fixed(match) if match else ZoneInfo(meaning)
        assert zone is not None, line
        found.setdefault(plain(name), {}).update(dict.fromkeys(countries.split(), zone))
    return found
