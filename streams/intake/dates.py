"""The date forms of page metadata, ninjs and feeds, read strictly: an ambiguous date is no date.

`read_embargo` reads the field of an embargo, where an ambiguous time holds the article.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from streams.article import RawArticle

#: A time this far after the broker took the event is a mistake of the sender.
TOLERANCE = timedelta(hours=24)

_MONTH_NAMES = (
    "jan january januar jänner janvier janv",
    "feb february februar février fevrier fevr févr",
    "mar march märz maerz mrz mär mars",
    "apr april avril avr",
    "may mai",
    "jun june juni juin",
    "jul july juli juillet juil",
    "aug august août aout",
    "sep sept september septembre",
    "oct okt october oktober octobre",
    "nov november novembre",
    "dec dez december dezember décembre decembre déc",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
# Hours from UTC, the American ones as in RFC 2822. Names that mean two zones (BST, IST, AST) are left out.
_ZONES = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2}
_ZONES |= {
    "eet": 2,
    "eest": 3,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
_ZONE = r"(?P<zone>(?:utc|gmt)?[+\-−]\d\d(?::?\d\d)?|[a-z]{1,4})?"
_CLOCK = r"(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,9})?)?"
_DAY_NAME = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_FORMS = tuple(
    re.compile(form + r"\s*$", re.IGNORECASE)
    for form in (
        # ISO 8601, extended and basic, with or without a time
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:(?:T|\s{1,3})(?P<hour>\d\d):(?P<minute>\d\d)"
        r"(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,12}))?)?\s?" + _ZONE + r"(?:\[[\w/+-]{1,40}\])?)?",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)"
        r"(?P<second>\d\d)?(?:[.,](?P<fraction>\d{1,9}))?\s?" + _ZONE + ")?",
        r"(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)(?:\s+" + _CLOCK + r"\s?" + _ZONE + ")?",
        # RFC 2822 and RFC 822, "21. November 2026, 06:12 Uhr", "21 novembre 2026 à 6h12"
        _DAY_NAME + r"(?P<day>\d{1,2})(?:\.|er|st|nd|rd|th)?[\s-](?P<name>[^\W\d_]{3,10})\.?,?[\s-]"
        r"(?P<year>\d{4}|\d\d(?=\s\d\d:))"
        r"(?:,?\s+(?:um\s|à\s|at\s)?"
        + _CLOCK
        + r"(?:\s?uhr)?\s?(?P<half>[ap]\.?m\.?)?\s?"
        + _ZONE
        + r"(?:\s\([^)]{1,60}\))?)?",
        # "November 21, 2026, 6:12 a.m. EST"
        _DAY_NAME + r"(?P<name>[^\W\d_]{3,10})\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?,\s(?P<year>\d{4})"
        r"(?:,?\s+(?:at\s)?" + _CLOCK + r"\s?(?P<half>[ap]\.?m\.?)?\s?" + _ZONE + ")?",
        # "Sat Nov 21 06:12:00 CET 2026" as C prints it, "Sat Nov 21 2026 06:12:00 GMT+0100 (CET)" JavaScript
        r"[a-z]{3}\s(?P<name>[a-z]{3})\s{1,2}(?P<day>\d{1,2})\s"
        + _CLOCK
        + r"(?:\s"
        + _ZONE
        + r")?\s(?P<year>\d{4})",
        r"[a-z]{3}\s(?P<name>[a-z]{3})\s(?P<day>\d\d)\s(?P<year>\d{4})\s"
        + _CLOCK
        + r"\s"
        + _ZONE
        + r"(?:\s\([^)]{1,60}\))?",
        # Day, month, year with dots: nobody writes the month first with them
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?:,?\s+"
        + _CLOCK
        + r"(?:\s?uhr)?\s?"
        + _ZONE
        + ")?",
    )
)
_INDEFINITELY = "embargoed, no time given"
# A zone after the clock: Z, UTC, +01:00, -0500. A date alone has none.
_ZONED = re.compile(
    r"[T\s]\d{1,2}[:.h]?\d{2}\S{0,20}\s?(?:(?!uhr|[ap]\.?m)[a-z]{1,5}|[+\-−]\d\d(?::?\d\d)?)\s*$",
    re.IGNORECASE,
)
#: The zone that is furthest behind UTC: what is past there is past everywhere.
_FURTHEST_BEHIND = timedelta(hours=12)


def parse(value: object) -> datetime | None:
    """The moment that `value` names, timezone-aware and in UTC; None if it names none. Never raises.

    Reads ISO 8601, RFC 2822, written dates in English, German and French, and epoch seconds or milliseconds of the
    years 1990 to 2100. A date alone is its midnight. A time without a zone is taken as UTC. A zone that is not known,
    "03/04/2026" and the like give None: a wrong time is worse than none.
    """
    if isinstance(value, datetime):
        return _in_utc(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    if not isinstance(value, str) or len(value) > 100:
        return None
    text = " ".join(value.split())
    if re.fullmatch(r"(\d{9,10}|\d{12,13})(\.\d{1,9})?", text, re.ASCII) and (
        epoch := _from_epoch(float(text))
    ):
        return epoch
    if not text.isascii():
        text = text.replace("−", "-")
    for form in _FORMS:
        if (match := form.match(text)) and (moment := _from_match(match.groupdict())):
            return moment
    return None


def settle(
    stated: datetime | None, raw: RawArticle
) -> tuple[datetime | None, datetime | None, tuple[str, ...]]:
    """Checks the date that the document states against the time at which the broker took it.

    Returns (version_created, wire_time, repairs). A version from more than 24 hours in the future gets the time of its
    arrival; the repair keeps what it stated. wire_time is the time of the envelope, else version_created.
    """
    arrival = raw.origin.timestamp
    repairs: tuple[str, ...] = ()
    version_created = stated
    if stated is not None and stated - arrival > TOLERANCE:
        version_created, repairs = arrival, (f"future-date:{stated.isoformat()}",)
    sent = _in_utc(raw.time) if raw.time is not None else None
    if sent is None or sent - arrival > TOLERANCE:
        sent = version_created
    return version_created, sent, repairs


def _from_match(parts: dict[str, str | None]) -> datetime | None:
    name, zone = parts.get("name"), (parts.get("zone") or "").lower()
    month = _MONTHS.get(name.lower()) if name else int(parts.get("month") or 0)
    offset = _offset(zone)
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:  # RFC 822, as RFC 2822 reads it
        year += 2000 if year < 50 else 1900
    if month is None or offset is None or year < 1900:
        return None
    hour, minute, second = (int(parts.get(part) or 0) for part in ("hour", "minute", "second"))
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    days = 0
    if hour == 24 and not minute and not second:  # ISO 8601: midnight at the end of the day
        hour, days = 0, 1
    try:
        day = datetime(
            year, month, int(parts["day"] or 0), hour, minute, min(second, 59) if second == 60 else second
        )
        fraction = timedelta(microseconds=int((parts.get("fraction") or "")[:6].ljust(6, "0")))
        return (day + timedelta(days=days) + fraction).replace(tzinfo=offset).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timezone | None:
    if not zone:
        return UTC
    if zone in _ZONES:
        return timezone(timedelta(hours=_ZONES[zone]))
    match = re.fullmatch(r"(?:utc|gmt)?([+-])(\d\d):?(\d\d)?", zone)
    if not match or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(ahead if match[1] == "+" else -ahead)


def _from_epoch(number: float) -> datetime | None:
    # Compared before it is divided: an int of JSON may be larger than any float.
    for unit in (1, 1000):
        if 631_152_000 * unit <= number < 4_102_444_800 * unit:
            return datetime.fromtimestamp(number / unit, UTC)
    return None


def _in_utc(moment: datetime) -> datetime | None:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None


def read_embargo(text: str | None, arrival: datetime) -> tuple[datetime | None, str | None]:
    """Reads the field of an embargo: (its end, None), or (None, the words) if nobody can tell when it ends.

    `text` is None if the field has no value. A time without a zone cannot be read: a few hours too early would break
    the embargo. It can be read if it had passed in every zone at `arrival`, when the broker took the event.
    """
    words = " ".join((text or "").split())
    if not words:
        return None, _INDEFINITELY
    moment = parse(words)
    if moment is None:
        return None, words[:200]
    if not _ZONED.search(words) and moment > arrival - _FURTHEST_BEHIND:
        return None, f"{words[:100]}, in a time zone that is not given"
    return moment, None
