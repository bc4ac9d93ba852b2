"""Years of two figures, and of other calendars: Thailand's Buddhist era, the Solar Hijri one of Iran and Afghanistan.

The eras of Japan and Taiwan are words; `written` adds their years (data/intake/date_words.toml).
"""

from __future__ import annotations

from datetime import date, timedelta

#: Nobody dates news in these years of ours, so that they are Buddhist: 1957 to 2100. Dates that stand for "never", as
#: 2999-12-31, are not among them.
_BUDDHIST = range(2500, 2644)
_BUDDHIST_EPOCH = 543
#: Years that are Solar Hijri by themselves: 2001 to 2041. Of lunar years they are 1960 to 1999.
_SOLAR = range(1380, 1421)
#: Years that can be Solar Hijri where something else says so: 1921 to 2071.
SOLAR_AT_ALL = range(1300, 1450)
#: 1 Farvardin 1400.
_ANCHOR_YEAR, _ANCHOR = 1400, date(2021, 3, 21)


def civil(year: int, month: int, day: int, *, solar: bool = False) -> date | None:
    """The Gregorian day of a year, month and day in whichever calendar the year is of; None if there is no such day.

    `solar` says that it is a Solar Hijri date: the month has a Persian name, or the digits are Persian. Years before
    1900 are none, for they are placeholders ("0001-01-01").
    """
    if year in _SOLAR or (solar and year in SOLAR_AT_ALL):
        return _of_solar(year, month, day)
    if year in _BUDDHIST:
        year -= _BUDDHIST_EPOCH
    if year < 1900:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_full(year: int) -> int:
    """The year that two figures mean, as RFC 2822 reads those of RFC 822."""
    return year + (2000 if year < 50 else 1900)


def _of_solar(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= _month_length(year, month)):
        return None
    before = 31 * min(month - 1, 6) + 30 * max(month - 7, 0)
    first, last = sorted((year, _ANCHOR_YEAR))
    days = sum(366 if _is_leap(each) else 365 for each in range(first, last))
    begins = _ANCHOR + timedelta(days if year >= _ANCHOR_YEAR else -days)
    return begins + timedelta(before + day - 1)


def _month_length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or _is_leap(year) else 29


def _is_leap(year: int) -> bool:
    """By the cycle of 33 years, which agrees with the astronomical calendar from 1244 to 1472.

    Heydari-Malayeri, "A concise review of the Iranian calendar", 2004.
    """
    return (25 * year + 11) % 33 < 8
