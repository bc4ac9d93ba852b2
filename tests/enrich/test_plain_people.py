"""People in languages whose names are read only where something says that they are people's; lines in plain_people.txt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.enrich.plain_people import find_plain_people
from streams.enrich.quoted_people import with_named
from streams.found import Evidence, Person
from streams.stages import enrich
from tests.articles import article


def _lines() -> Iterator[tuple[str, str, list[str]]]:
    text = (Path(__file__).parent / "plain_people.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            language, _, rest = line.partition(": ")
            copy, _, right = rest.partition(" = ")
            yield language, copy, [] if right == "-" else right.split(", ")


@pytest.mark.parametrize("language", ["nl", "sv", "da", "no", "nb", "pl", "ru", "uk", "ja", "zh"])
def test_those_are_people_of_whom_the_copy_says_so(language: str) -> None:
    lines = [(copy, right) for tongue, copy, right in _lines() if tongue == language]
    found = [(copy, [person.name for person in with_named((), (copy,), language)]) for copy, _ in lines]
    assert found == lines


def test_a_person_has_the_title_as_written_and_counts_by_the_full_name() -> None:
    text = (
        "Havnen er lukket.",
        "Det siger vagtchef Henrik Strand. Henrik Strand kender havnen; Strand bor der.",
    )
    (person,) = enrich(article(headline=None, paragraphs=text, language="da")).found.people
    assert (person.name, person.title, person.mentions) == ("Henrik Strand", "vagtchef", 2)
    spot = person.evidence
    assert (spot.rule, text[spot.paragraph][spot.start : spot.end]) == ("title-before", "Henrik Strand")


def test_a_title_goes_on_with_what_it_is_of() -> None:
    (person,) = find_plain_people(("Gisteren sprak minister van Economische Zaken Kees Bos.",), "nl")
    assert person.title == "minister van Economische Zaken"


def test_where_others_read_the_names_they_stay() -> None:
    known = (Person("Anna Sand", Evidence("title-before", 0, 0, 9)),)
    assert with_named(known, ("Anna Sand",), "de") == known
    assert with_named((), ("Minister Kees Bos.",), "de") == ()


def test_a_given_name_of_no_list_is_one_behind_a_title_where_the_surname_comes_again() -> None:
    alone = "Schipper Wubbegien Tarnstra voer uit."
    assert find_plain_people((alone,), "nl") == ()
    (person,) = find_plain_people((alone, "De zee was ruw, zag Tarnstra."), "nl")
    assert (person.name, person.title) == ("Wubbegien Tarnstra", "Schipper")
