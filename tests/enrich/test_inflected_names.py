"""People, speakers and places in Finnish, Czech, Turkish, Arabic and Hindi copy; lines in inflected_names.txt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.enrich.inflected_names import find_inflected_people
from streams.enrich.inflected_quotes import find_inflected_quotes
from streams.enrich.inflected_words import INFLECTED
from streams.enrich.spaced_places import find_spaced_places
from streams.found import Evidence
from streams.stages import enrich
from tests.articles import article
from tests.linear import assert_linear, repeated

_COPY = {
    "fi": "Ministeri Petteri Orpon hallitus jatkaa. ”Emme luovu tästä koskaan”, Orpo sanoi. ",
    "cs": "Vláda Petra Fialy jedná. „Nebylo to jednoduché jednání,“ řekl Petr Fiala. ",
    "tr": 'Mehmet Şimşek, "Vatandaş bu masalı dinliyor" dedi. Şimşek\'in temasları sürüyor. ',
    "ar": 'وقال محمد السيسي في القاهرة: "لا سلام من دون دولة". والتقى بعبد المجيد تبون. ',
    "hi": 'मंत्री अमित शाह ने दिल्ली में कहा, "नाव में ज्यादा लोग थे।" ',
}


def _lines() -> Iterator[tuple[str, str, str, list[str]]]:
    text = (Path(__file__).parent / "inflected_names.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, _, rest = line.partition(": ")
            copy, _, right = rest.rpartition(" = ")
            language, _, kind = kind.partition(" ")
            yield language, kind, copy, [] if right == "-" else right.split(", ")


def _found(language: str, kind: str, copy: str) -> list[str]:
    if kind == "people":
        return [person.name for person in find_inflected_people((copy,), language)]
    if kind == "speakers":
        return [quote.speaker or "?" for quote in find_inflected_quotes((copy,), language)]
    return [place.name for place in find_spaced_places(None, (copy,), language) or ()]


@pytest.mark.parametrize("language", sorted(INFLECTED))
def test_each_line(language: str) -> None:
    lines = [line for line in _lines() if line[0] == language]
    assert [(*line[:3], _found(*line[:3])) for line in lines] == lines


def test_a_person_has_the_title_and_stands_where_the_copy_names_him() -> None:
    text = ("Satama on kiinni.", "Pääministeri Petteri Orpon hallitus päätti. Petteri Orpo lähti.")
    (person,) = enrich(article(headline=None, paragraphs=text, language="fi")).found.people
    assert (person.name, person.title, person.mentions) == ("Petteri Orpo", "Pääministeri", 2)
    assert person.evidence == Evidence("title-before", 1, 13, 26)


def test_a_surname_of_two_is_nobodys() -> None:
    text = "Anna Virta ja Eero Virta tulivat. ”Silta on nyt suljettu”, Virta sanoi."
    (quote,) = find_inflected_quotes((text,), "fi")
    assert quote.speaker is None


@pytest.mark.long
@pytest.mark.parametrize("language", sorted(INFLECTED))
def test_time_is_linear(language: str) -> None:
    assert_linear(lambda text: find_inflected_people((text,), language), repeated(_COPY[language]))
    assert_linear(lambda text: find_inflected_quotes((text,), language), repeated(_COPY[language]))
