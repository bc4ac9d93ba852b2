"""The dates of documents, read strictly: an ambiguous date is no date.

`streams.intake.calendar` knows the forms. `read_embargo` reads the field of an embargo, where an ambiguous time holds
the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.article import Article, RawArticle, Revision
from streams.intake.calendar import machine, written
from streams.intake.calendar.moment import ZONE_UNKNOWN, has_zone, is_day, lacks_zone, plain
from streams.replaced import replace

#: A time this far after the broker took the event is a mistake of the sender.
TOLERANCE = timedelta(hours=24)
#: The repair of an article with a time on a clock that nobody knows.
UNKNOWN_ZONE = "zone-unknown"
#: Characters of the longest date.
_LONGEST = 100
_INDEFINITELY = "embargoed, no time given"
_EPOCH = re.compile(r"(?:\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.\d{1,9})?", re.ASCII)
#: The zones that are furthest behind UTC and ahead of it.
_FURTHEST_BEHIND, _FURTHEST_AHEAD = timedelta(hours=12), timedelta(hours=14)
_DAY = timedelta(hours=24)
#: The times of an article's revision.
_TIMES = tuple(each.name for each in fields(Revision) if str(each.type).startswith("datetime"))


def parse(value: object) -> datetime | None:
    """The moment that `value` names, in UTC; None if it names none. Never raises.

    Reads what machines write (ISO 8601, RFC 2822, epoch seconds to nanoseconds of the years 1990 to 2100) and what
    people write, in the languages and calendars of `streams.intake.calendar`. "03/04/2026", a zone that means several
    ("BST") and the like give None, unless the source says what it means (`calendar.habits`): a wrong time is worse
    than none.

    A time without a zone is read on the source's clock. Where that is not known it is taken as UTC, and
    `moment.lacks_zone` is true of it. A date alone is its midnight in UTC, and `moment.is_day` is true.
    """
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = " ".join(value.split())
    if _EPOCH.fullmatch(text) and (epoch := _from_epoch(float(text))):
        return epoch
    return machine.read(text) or written.read(text)


def warm() -> None:
    """Loads the names and the zones, so that the first date does not pay for it."""
    parse("Saturday, 21 November 2026, 6:12 a.m. ET")


def best(candidates: Iterable[object]) -> datetime | None:
    """The first of these dates that can be read; None if none can.

    Where it has no zone, or no time, and a later one says it with a zone, that one counts: both mean the same.
    """
    read = (moment for each in candidates if each and (moment := parse(each)))
    first = next(read, None)
    if first is None or has_zone(first):
        return first
    return next((other for other in read if _says_more(other, first)), first)


def _says_more(other: datetime, first: datetime) -> bool:
    """Whether `other` can be the moment of which `first` says less."""
    if is_day(first):
        return not is_day(other) and -_FURTHEST_AHEAD <= other - first < _DAY + _FURTHEST_BEHIND
    # All zones are whole quarters of an hour from each other.
    apart = other - first
    near = -_FURTHEST_AHEAD <= apart <= _FURTHEST_BEHIND and not apart % timedelta(minutes=15)
    return near and has_zone(other)


def settled(article: Article) -> Article:
    """The article with all its times plainly in UTC, and the repair UNKNOWN_ZONE if any was on an unknown clock."""
    changes: dict[str, Any] = {}
    times = (
        *(getattr(article.revision, name) for name in _TIMES),
        article.embargo.until,
        article.sent.expires,
    )
    foreign = [each for each in times if each is not None and each.tzinfo is not UTC]
    if foreign:
        revision: dict[str, Any] = {
            name: plain(time) for name in _TIMES if (time := getattr(article.revision, name))
        }
        changes["revision"] = replace(article.revision, **revision)
        if until := article.embargo.until:
            changes["embargo"] = replace(article.embargo, until=plain(until))
        if expires := article.sent.expires:
            changes["sent"] = replace(article.sent, expires=plain(expires))
    # Of what is beside the article the zone is no matter of its own.
    hops = article.credits.hops
    if any(hop.time and hop.time.tzinfo is not UTC for hop in hops):
        settled_hops = tuple(replace(hop, time=plain(hop.time)) if hop.time else hop for hop in hops)
        changes["credits"] = replace(article.credits, hops=settled_hops)
    if any(each.created and each.created.tzinfo is not UTC for each in article.media):
        changes["media"] = tuple(
            replace(each, created=plain(each.created)) if each.created else each for each in article.media
        )
    article = replace(article, **changes) if changes else article
    return article.repaired(UNKNOWN_ZONE) if any(map(lacks_zone, foreign)) else article


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
    sent = _aware(raw.time) if raw.time is not None else None
    if sent is None or sent - arrival > TOLERANCE:
        sent = version_created
    return version_created, sent, repairs


def _from_epoch(number: float) -> datetime | None:
    # Compared before it is divided: an int of JSON may be larger than any float.
    for unit in (1, 10**3, 10**6, 10**9):
        if 631_152_000 * unit <= number < 4_102_444_800 * unit:
            return datetime.fromtimestamp(number / unit, UTC)
    return None


def _aware(moment: datetime) -> datetime | None:
    try:
        return moment.replace(tzinfo=ZONE_UNKNOWN) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None


def read_embargo(text: str | None, arrival: datetime) -> tuple[datetime | None, str | None]:
    """Reads the field of an embargo: (its end, None), or (None, the words) if nobody can tell when it ends.

    `text` is None if the field has no value. A time without a zone, of a source whose clock is not known, cannot be
    read: a few hours too early would break the embargo. It can be read if it had passed in every zone at `arrival`,
    when the broker took the event.
    """
    words = " ".join((text or "").split())
    if not words:
        return None, _INDEFINITELY
    moment = parse(words)
    if moment is None:
        return None, words[:200]
    if not has_zone(moment) and moment > arrival - _FURTHEST_BEHIND:
        return None, f"{words[:100]}, in a time zone that is not given"
    return plain(moment), None
