"""Sports clubs: those that are nothing else, and others where the sentence tells of a match. Sentences of our own."""

from __future__ import annotations

import pytest

from streams.enrich.organisations import find_organisations
from streams.enrich.reading import read_article
from tests.enrich.names_in import organisations_in


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "He left Newcastle United for the Boston Celtics.", ["Newcastle United", "Boston Celtics"]),
        ("en", "Chelsea beat Arsenal 2-1. Arsenal had been poor.", ["Chelsea", "Arsenal"]),
        ("en", "Barcelona scored late, and the goal made the league theirs.", ["Barcelona"]),
        ("de", "Schalke verlor im Pokal. Auch Schalke selbst staunte.", ["Schalke"]),
        ("fr", "La Fiorentina a battu Monaco en demi-finale.", ["Fiorentina", "Monaco"]),
        (
            "it",
            "L'Inter ha battuto 2-1 il Napoli con un gol. La Juventus gioca domani.",
            ["Inter", "Napoli", "Juventus"],
        ),
        ("es", "El Rayo Vallecano juega el domingo.", ["Rayo Vallecano"]),
    ],
)
def test_a_club_is_an_organisation(language: str, text: str, names: list[str]) -> None:
    assert organisations_in(text, language) == names


@pytest.mark.parametrize(
    "text",
    [
        "The council closed a museum in Chelsea. Rangers found a dead seal, and spurs of rock fell.",
        "Liverpool is a city. Barcelona is hot in June.",
        "Chelsea scored twice in the cup, her goals were fine.",  # people: Chelsea Roe
        "Chelseafan and Real Madrid-Fan are no clubs; nor is xFC Porto.",
        "LAKERS BEAT CELTICS IN THE LEAGUE",
    ],
)
def test_a_place_a_person_and_a_word_are_none(text: str) -> None:
    assert organisations_in(text, people=("Chelsea Roe",)) == []


def test_a_city_is_its_club_only_in_the_sentence_of_the_match() -> None:
    (club,) = find_organisations(
        read_article(None, ["Barcelona beat Valencia 3-1 in the league. He lives in Barcelona."], "en")
    )[:1]
    assert (club.name, club.mentions) == ("Barcelona", 1)


def test_a_short_name_is_the_club_that_was_named_in_full() -> None:
    (club,) = find_organisations(
        read_article(
            None, ["The Los Angeles Lakers won in the playoffs, the Lakers said after the cup."], "en"
        )
    )
    assert (club.name, club.mentions) == ("Los Angeles Lakers", 2)
