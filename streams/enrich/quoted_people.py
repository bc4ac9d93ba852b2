"""The people who speak in an article and were not found otherwise: where no names are read, most are found so.

In Dutch, Swedish, Danish, Norwegian, Polish, Russian, Ukrainian, Chinese and Japanese nothing reads names but the rules
of quotations, which give a speaker only where it is sure who speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streams.found import Evidence, Person, Quote

#: Their names have no space in them.
_UNSPACED = frozenset({"zh", "ja"})


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
