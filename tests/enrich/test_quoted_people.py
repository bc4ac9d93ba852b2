"""Speakers are people. All people here are invented."""

from __future__ import annotations

import pytest

from streams.enrich.quoted_people import with_speakers
from streams.found import Evidence, Person, Quote
from streams.stages import enrich
from tests.articles import article

SPOT = Evidence("marks", 0, 0, 1)


@pytest.mark.parametrize(
    ("language", "paragraphs", "name"),
    [
        ("sv", ("Hamnen är stängd.", "– Vi öppnar på måndag, säger Johan Lindkvist från polisen."), "Johan Lindkvist"),
        ("nl", ("De haven is dicht.", "“Wij gaan maandag open”, zegt Marieke de Groot tegen de krant."), "Marieke de Groot"),
        ("pl", ("Port jest zamknięty.", "„Otworzymy go w poniedziałek” – powiedział Tomasz Wilk."), "Tomasz Wilk"),
    ],
)  # fmt: skip
def test_who_speaks_is_among_the_people_where_no_names_are_read(
    language: str, paragraphs: tuple[str, ...], name: str
) -> None:
    found = enrich(article(headline=None, paragraphs=paragraphs, language=language)).found
    assert [quote.speaker for quote in found.quotes] == [name]
    (person,) = found.people
    spot = person.evidence
    assert (person.name, person.mentions, spot.rule, spot.paragraph) == (name, 1, "speaker", 1)
    assert paragraphs[1][spot.start : spot.end] == name


def test_a_speaker_is_told_once_and_in_the_order_of_the_text() -> None:
    text = ("Tova Lind kom.", "Nils Rask sade nej. Nils Rask gick.")
    known = (Person("Anna Sand", Evidence("x", 1, 30, 39)),)
    quotes = [Quote("nej", SPOT, name) for name in ("Nils Rask", "Tova Lind", "Nils Rask", "Anna Sand", None)]
    people = with_speakers(known, quotes, text, "sv")
    assert [(each.name, each.mentions) for each in people] == [
        ("Tova Lind", 1),
        ("Nils Rask", 2),
        ("Anna Sand", 1),
    ]


def test_a_bare_name_or_one_that_does_not_stand_in_the_text_is_nobody_more() -> None:
    quotes = [Quote("nej", SPOT, "Rask"), Quote("nej", SPOT, "Nils Rask")]
    assert with_speakers((), quotes, ("Rask sade nej.",), "sv") == ()
    assert [each.name for each in with_speakers((), [Quote("好", SPOT, "陈海")], ("陈海说好。",), "zh")] == [
        "陈海"
    ]
