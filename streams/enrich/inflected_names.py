"""The people of Finnish, Czech, Turkish, Arabic and Hindi copy, read by what their script shows of names."""

from __future__ import annotations

from collections.abc import Sequence

from streams.enrich.caseless_people import CaselessNames
from streams.enrich.inflected_people import CasedNames, Named, people_of
from streams.enrich.inflected_words import CASED, inflected
from streams.found import Person


def read_names(paragraphs: Sequence[str], language: str) -> list[Named]:
    """The full names of people in order, each time that one stands there; none in another language. Never raises."""
    words = inflected(language)
    if words is None:
        return []
    reader = CasedNames if language in CASED else CaselessNames
    return list(reader(words, paragraphs).named())


def find_inflected_people(paragraphs: Sequence[str], language: str) -> tuple[Person, ...]:
    """The people in the order in which they are named, each in the base form of the name.

    `mentions` are those by the full name, `title` is what stands right before it. Never raises.
    """
    return people_of(read_names(paragraphs, language))
