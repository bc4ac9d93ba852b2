"""Whether the object of an article in JSON may go out, and whether it is one at all: status, flags, embargo, kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from streams.intake import dates
from streams.intake.charset import scrub
from streams.intake.dates import read_embargo
from streams.intake.feeds.text import one_line
from streams.intake.fields.names import names
from streams.intake.fields.shapes import date_in
from streams.intake.fields.values import Fields, present
from streams.intake.ninjs.fields import WrongType, kind_of

#: What says yes and no: 1, true, "true".
_YES, _NO = (1, "true"), (0, "false")


def status(fields: Fields) -> str | None:
    """ "usable", "withheld", "timed" or "canceled" if the object says so. Raises WrongType for an unknown word."""
    for name, value in present(fields, "status"):
        if isinstance(value, bool | int | float) or _is_http_status(value):  # of a crawler: 200, true, "404"
            continue
        if not isinstance(value, str):
            raise WrongType(f"{name} is {kind_of(value)}, not text")
        word = " ".join(value.replace("_", " ").replace("-", " ").lower().split())
        if (known := names().status.get(word)) is None:
            raise WrongType(f"{name} is {scrub(value)[0][:40]!r}, which is no status that is known")
        if known != "neutral":
            return known
    return None


def flagged(fields: Fields) -> str | None:
    """ "canceled" or "withheld" where a field says with true or false that it may not go out; None where none does."""
    flags = names().flags
    if any(_is(fields.get(name), *_YES) or _is_date(fields.get(name)) for name in flags["canceled"]):
        return "canceled"
    if any(_is(fields.get(name), *_YES) for name in flags["withheld"]):
        return "withheld"
    return "withheld" if any(_is(fields.get(name), *_NO) for name in flags["shown"]) else None


def _is(value: Any, number: int, word: str) -> bool:
    return value is not None and (
        value == number
        if isinstance(value, int)
        else isinstance(value, str) and value.strip().lower() == word
    )


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and value[:4].isdecimal() and dates.parse(value) is not None


def http_status(fields: Fields) -> int | None:
    """The status of HTTP with which a crawler got the page; None if the object names none."""
    for field in ("http_status", "status"):
        for _, value in present(fields, field):
            if _is_http_status(value):
                return int(value)
    return None


def _is_http_status(value: Any) -> bool:
    """Whether a value is a number of three digits from 100 to 599, or one as text."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return len(text) == 3 and text.isascii() and text.isdigit() and "1" <= text[0] <= "5"


def kind(fields: Fields) -> str | None:
    """The kind of an object that is no article, as written; None for an article and for an unknown kind."""
    for _, value in present(fields, "kind"):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and each.rpartition("/")[2].strip().lower() in names().not_text:
                return scrub(each)[0].strip()[:60]
            if isinstance(each, str) and each.lower().startswith(("image/", "video/", "audio/")):
                return scrub(each)[0].strip()[:60]
    return None


def embargo(fields: Fields, arrival: datetime) -> tuple[datetime | None, str | None]:
    """(end, words) as from `dates.read_embargo`.

    Of several ends the latest counts; false means that there is no embargo.
    """
    found: list[datetime] = []
    words: str | None = None
    for name, value in present(fields, "embargo"):
        given = date_in(value)
        if given is False or (
            isinstance(given, str) and given.strip().lower() in ("false", "no", "none", "0")
        ):
            continue
        parsed, unread = dates.parse(given), None
        if isinstance(given, str):
            parsed, unread = read_embargo(given, arrival)
        if parsed is not None:
            found.append(parsed)
        elif words is None:
            words = one_line(f"{name}: {unread or str(given)[:200]}")
    return max(found, default=None), words
