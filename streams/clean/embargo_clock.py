"""Whose clock a time without a zone means: the source's, its country's, or that of the language.

What the configuration says of the source counts first. Else German means the clock of Berlin, and Spanish that of any
country where Spanish is spoken, or, on a page of one of these countries, of that one. Of all the clocks that may be
meant the latest counts: no embargo is released early. English is written everywhere, and means none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from itertools import chain
from zoneinfo import ZoneInfo

from streams.clean.embargo_letters import plain
from streams.clean.embargo_names import common
from streams.clean.embargo_words import Book
from streams.datafiles import zone_countries
from streams.source_config import SourceConfig

#: Zones that name no place: the clock of machines, and not that of who writes.
_NO_PLACE = "Etc/"
_HOST = re.compile(r"(?:https?:)?(?://)?(?:[^/?#:@\s]+@)?([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
#: Domains of countries whose names in the IANA database are not the ISO code, in Latin letters.
_OTHERWISE = {"uk": "GB", "su": "RU", "xn--p1ai": "RU"}
#: Words of the longest name of a city.
_MOST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an article comes from: what is configured of its source, and the addresses of its page and of that."""

    config: SourceConfig | None = None
    addresses: tuple[str, ...] = ()


def clocks_of(
    book: Book, told: bool, own: bool, texts: tuple[str, ...], whereabouts: Whereabouts
) -> tuple[tzinfo, ...]:
    """The clocks that a time without a zone may mean; none where nobody knows.

    `told` says whether the language of `book` is surely that of the statement, `own` whether it is that of the article.
    `texts` are those of the article in lower case, with its host: a place that they name says that another clock may be
    meant.
    """
    found = _of_source(whereabouts.config)
    if book.home is not None:
        if told and _is_elsewhere(book, texts):
            return () if book.home in found else found
        return (*found, book.home) if told else found
    if not found and told and own:
        found = _of_language(book, whereabouts.addresses)
    return (*found, *_named(book, texts)) if found else ()


def _of_source(config: SourceConfig | None) -> tuple[tzinfo, ...]:
    if config is None:
        return ()
    if config.zone and not config.zone.startswith(_NO_PLACE):
        return (ZoneInfo(config.zone),)
    return zones_of(config.country) if config.country else ()


def _of_language(book: Book, addresses: tuple[str, ...]) -> tuple[tzinfo, ...]:
    """The clocks of the countries where the language is spoken, or of those where the article's addresses are."""
    domains = {country for country in map(_country_of, addresses) if country}
    if not domains <= set(book.countries):
        return ()
    return tuple(chain.from_iterable(map(zones_of, sorted(domains) or book.countries)))


def _country_of(address: str) -> str | None:
    """The country of an address's domain; None if it has none, or one that sites of any country have."""
    host = _HOST.match(address)
    ending = host[1].rpartition(".")[2].lower() if host else ""
    if ending in common()["anywhere"]:
        return None
    country = _OTHERWISE.get(ending, ending.upper())
    return country if zones_of(country) else None


def _is_elsewhere(book: Book, texts: tuple[str, ...]) -> bool:
    """Whether the copy or its address says that it comes from where the language's clock does not count."""
    sought = [f"{place}/" if place.startswith(".") else place for place in book.elsewhere]
    return any(place in text for place in sought for text in texts)


def _named(book: Book, texts: tuple[str, ...]) -> tuple[tzinfo, ...]:
    """The clocks of the cities that the texts name."""
    found: dict[str, None] = {}
    for text in texts:
        words = _WORD.findall(plain(text))
        for size in range(1, _MOST_WORDS + 1):
            names = (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))
            found.update(dict.fromkeys(book.cities[name] for name in names if name in book.cities))
    return tuple(map(ZoneInfo, found))


@cache
def zones_of(country: str) -> tuple[tzinfo, ...]:
    """The zones of a country by its ISO 3166-1 code; none for a code that no country has."""
    return tuple(ZoneInfo(zone) for zone, of in zone_countries().items() if of == country)
