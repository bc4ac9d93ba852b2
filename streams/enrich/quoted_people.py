"""The people of an article in languages of which no names are read by a lexicon or a model, and who speaks there.

In Dutch, Swedish, Danish, Norwegian, Polish, Russian, Ukrainian, Finnish, Czech, Turkish, Arabic, Hindi, Chinese,
Japanese and Korean those are people whom the copy introduces as such, and those to whom the rules of quotations give
the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streams.enrich.han_people import find_han_people
from streams.enrich.inflected_names import find_inflected_people
from streams.enrich.inflected_words import INFLECTED
from streams.enrich.plain_people import find_plain_people
from streams.enrich.plain_words import PLAIN, SAME
from streams.found import Evidence, Person, Quote

#: Their names have no space in them.
_UNSPACED = frozenset({"zh", "ja"})


def with_named(people: tuple[Person, ...], paragraphs: Sequence[str], language: str) -> tuple[Person, ...]:
    """The people; where no names are read otherwise, those whom the copy introduces by its language's own rules."""
    tag = SAME.get(language, language)
    if people:
        return people
    if tag in INFLECTED:
        return find_inflected_people(paragraphs, tag)
    return find_plain_people(paragraphs, tag) if tag in PLAIN else find_han_people(paragraphs, tag)


def with_speakers(
    people: tuple[Person, ...], quotes: Iterable[Quote], paragraphs: Sequence[str], language: str
) -> tuple[Person, ...]:
    """The people, and each speaker who is not among them and whose full name stands in the paragraphs.

    `mentions` of such a speaker are those by the full name. In the order of their first mention.
    """
    known = {person.name for person in people}
    names = dict.fromkeys(quote.speaker for quote in quotes if quote.speaker and quote.speaker not in known)
    found = [_speaker(name, paragraphs) for name in names if " " in name or language in _UNSPACED]
    more = tuple(person for person in found if person is not None)
    if not more:
        return people
    return tuple(sorted((*people, *more), key=lambda each: (each.evidence.paragraph, each.evidence.start)))


def _speaker(name: str, paragraphs: Sequence[str]) -> Person | None:
    spots = [(index, text.find(name)) for index, text in enumerate(paragraphs) if name in text]
    if not spots:
        return None
    paragraph, start = spots[0]
    mentions = sum(paragraphs[index].count(name) for index, _ in spots)
    return Person(name, Evidence("speaker", paragraph, start, start + len(name)), mentions=mentions)
