"""The names that an article of one text has for the tests, in the order of their first mention."""

from __future__ import annotations

from collections.abc import Collection

from streams.enrich.dateline import find_dateline
from streams.enrich.organisations import find_organisations
from streams.enrich.places import find_places
from streams.enrich.reading import read_article


def organisations_in(text: str, language: str = "en", people: Collection[str] = ()) -> list[str]:
    """The organisations; each line of the text is a paragraph."""
    return [each.name for each in find_organisations(read_article(None, text.split("\n"), language), people)]


def places_in(text: str, language: str = "en") -> list[str]:
    """The places with their countries, such as "Paris, FR"; each line of the text is a paragraph."""
    paragraphs = text.split("\n")
    found = find_places(None, paragraphs, language, find_dateline(paragraphs, language))
    return [f"{place.name}, {place.country}" for place in found]
