"""The forms in which machines write a date: ISO 8601, RFC 2822 and RFC 822, those of C and of JavaScript."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from streams.intake.calendar.habits import habits
from streams.intake.calendar.moment import moment_of
from streams.intake.calendar.names import names, plain
from streams.intake.calendar.years import civil, in_full
from streams.intake.calendar.zones import zone_of

_ZONE = r"(?P<zone>(?:utc|gmt)?[+-]\d\d(?::?\d\d)?|[a-z]{1,4})?"
_COMMENT = r"(?:\s?[(\[][\w\s/+:-]{1,60}[)\]])?"
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:(?:T|\s{1,3})(?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,12}))?)?\s?" + _ZONE + _COMMENT + r")?\Z",
    re.IGNORECASE | re.ASCII,
)
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:[T ]?(?P<hour>\d\d):?(?P<minute>\d\d)"
    r"(?::?(?P<second>\d\d))?(?:[.,](?P<fraction>\d{1,9}))?\s?" + _ZONE + r")?\Z",
    re.IGNORECASE | re.ASCII,
)
_MAIL = re.compile(
    r"(?:[a-z]{3}\s?,\s?)?(?P<day>\d{1,2}) (?P<name>[a-z]{3}) (?P<year>\d{4}|\d\d) (?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d))?\s?" + _ZONE + _COMMENT + r"\Z",
    re.IGNORECASE | re.ASCII,
)
_C = re.compile(
    r"[a-z]{3} (?P<name>[a-z]{3}) (?P<day>\d{1,2}) (?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
    r"(?: (?P<zone>[a-z]{1,4}|[+-]\d{4}))? (?P<year>\d{4})\Z",
    re.IGNORECASE | re.ASCII,
)
_SCRIPT = re.compile(
    r"[a-z]{3} (?P<name>[a-z]{3}) (?P<day>\d\d) (?P<year>\d{4}) (?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) "
    r"(?P<zone>(?:utc|gmt)[+-]\d{4})" + _COMMENT + r"\Z",
    re.IGNORECASE | re.ASCII,
)


def read(text: str) -> datetime | None:
    """The moment that a text in one of these forms names; None for any other, and for a zone that is not known."""
    forms = (_ISO, _BASIC, _MAIL) if text[:1].isdigit() else (_MAIL, _C, _SCRIPT)
    for form in forms:
        if match := form.match(text):
            return _moment(match.groupdict())
    return None


def _moment(parts: dict[str, str | None]) -> datetime | None:
    name = parts.get("name")
    months = names().month(plain(name), "en") if name else {int(parts["month"] or 0)}
    if len(months) != 1:
        return None
    (month,) = months
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:  # RFC 822, as RFC 2822 reads it
        year = in_full(year)
    day = civil(year, month, int(parts["day"] or 0))
    if day is None:
        return None
    if parts["hour"] is None:
        return moment_of(day, None, None)
    zone = None
    if (said := parts.get("zone")) and (zone := zone_of(said, habits().country)) is None:
        return None
    hour, minute, second = (int(parts.get(part) or 0) for part in ("hour", "minute", "second"))
    try:
        if hour == 24 and not minute and not second:  # ISO 8601: midnight at the end of the day
            hour, day = 0, day + timedelta(days=1)
        micro = int((parts.get("fraction") or "")[:6].ljust(6, "0"))
        return moment_of(day, time(hour, minute, min(second, 59) if second == 60 else second, micro), zone)
    except (ValueError, OverflowError):
        return None
