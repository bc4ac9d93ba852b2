"""How the source of the document that is being read writes its dates.

The readers of the formats call `dates.parse` in many places, some far from the raw event. So the habits are a context
variable, set in one place, `reader.read`, for as long as one document is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urlsplit

from streams.article import RawArticle
from streams.intake.calendar.zones import iana
from streams.replaced import replace


@dataclass(frozen=True, slots=True)
class Habits:
    """None: not known, and nothing is guessed."""

    zone: tzinfo | None = None  # the clock of times without a zone
    country: str | None = None  # ISO 3166-1 alpha-2
    order: str | None = None  # "dmy" or "mdy"
    language: str | None = None  # ISO 639-1


_NONE = Habits()
#: Languages of one country with one clock, by which its zone's letters are read.
_AT_HOME = {**dict.fromkeys(("hi", "mr", "gu", "te", "kn", "ml"), "IN"), "he": "IL"}
_current: ContextVar[Habits] = ContextVar("habits", default=_NONE)


def habits() -> Habits:
    """Those of the document that is being read."""
    return _current.get()


@contextmanager
def written_by(raw: RawArticle) -> Iterator[None]:
    """While the document of `raw` is read: the habits that its configuration gives, or the address it came from."""
    config = raw.config
    if config is None:
        known = Habits(country=country) if (country := _country_of(raw)) else _NONE
    else:
        known = Habits(
            zone=iana(config.zone) if config.zone else None,
            country=config.country or _country_of(raw),
            order=config.dates,
            language=config.language and config.language.partition("-")[0].lower(),
        )
    token = _current.set(known)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def written_in(tag: str | None) -> Iterator[None]:
    """While a part of a document in that language is read, as "en-GB"; what the configuration says counts more."""
    known = _current.get()
    language = (tag or "").strip().replace("_", "-").partition("-")[0]
    token = _current.set(
        replace(
            known,
            language=known.language or language.lower() or None,
            country=known.country or region_of(tag) or _AT_HOME.get(language.lower()),
        )
    )
    try:
        yield
    finally:
        _current.reset(token)


def _country_of(raw: RawArticle) -> str | None:
    """The country of the address that the document came from, by its last label: "GB" for ferrypost.co.uk."""
    for address in (raw.subject, raw.source):
        if address and "." in address and len(address) < 1000:
            try:
                host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
            except ValueError:
                continue
            if country := _region(host.rstrip(".").rpartition(".")[2]):
                return country
    return None


def region_of(tag: str | None) -> str | None:
    """The country that a tag of a language names: "GB" for "en-GB" and "en-UK", "CN" for "zh-Hans-CN"."""
    parts = (tag or "").strip().replace("_", "-").split("-")[1:]
    return next(filter(None, map(_region, parts)), None)


def _region(label: str) -> str | None:
    if len(label) != 2 or not label.isascii() or not label.isalpha():
        return None
    return "GB" if label.lower() == "uk" else label.upper()
