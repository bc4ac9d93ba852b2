"""How people are introduced: the rule that finds them, and the title it gives. All people here are invented."""

from __future__ import annotations

import pytest

from streams.enrich.people import find_people
from streams.enrich.reading import read_article


def found(text: str, language: str) -> list[tuple[str, str | None, str]]:
    people = find_people(read_article(None, [text], language))
    return [(person.name, person.title, person.evidence.rule) for person in people]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Maria Sand, 43, a nurse, left.", ("Maria Sand", None, "apposition-age")),
        (
            "en",
            "The provincial health minister, Tova Lindqvist, resigned.",
            ("Tova Lindqvist", "provincial health minister", "title-comma"),
        ),
        (
            "en",
            "The port's night operations director, Ruth Abara, was asleep.",
            ("Ruth Abara", "night operations director", "title-comma"),
        ),
        ("en", "Emma Calloway, who sold the boat, wept.", ("Emma Calloway", None, "relative")),
        (
            "fr",
            "La ministre gabonaise de la Pêche, Estelle Ondo, a signé.",
            ("Estelle Ondo", "ministre gabonaise de la Pêche", "title-comma"),
        ),
        (
            "fr",
            "Le directeur adjoint de l'agence, Carlos Pereira, doit voir M. Lantier.",
            ("Carlos Pereira", "directeur adjoint de l'agence", "title-comma"),
        ),
        (
            "fr",
            "Hier Pape Ousmane Diarra, pêcheur à Joal, a vendu sa pirogue.",
            ("Pape Ousmane Diarra", "pêcheur à Joal", "apposition-title"),
        ),
    ],
)
def test_the_rule_and_the_title(language: str, text: str, expected: tuple[str, str | None, str]) -> None:
    assert found(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The strait between Spain and the coast, Halden Reach, was closed."),
        ("en", "Halden Reach, who knows why, was closed."),
        ("fr", "Le Pape Jean-Baptiste Premier est attendu."),
        ("fr", "Marie Galante, qui vit de la canne, attend le ferry."),
        ("fr", "Port Lantier, doit accueillir la ministre."),
    ],
)
def test_what_introduces_nobody(language: str, text: str) -> None:
    assert found(text, language) == []
