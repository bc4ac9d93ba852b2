"""The clause inside the marks in Spanish, Italian and Portuguese. Sentences of our own."""

from __future__ import annotations

import pytest

from streams.enrich.incise_romance import without_clause
from streams.enrich.lexicon import lexicon
from streams.found import Evidence, Person

INES = Person("Inés Tovar", Evidence("title-before", 0, 0, 10), "alcaldesa", 1)
MARTA = Person("Marta Tovar", Evidence("title-before", 0, 0, 10), None, 1)


@pytest.mark.parametrize(
    ("text", "people", "spoken", "speaker", "gender"),
    [
        ("El molino, dijo la alcaldesa Inés Tovar, sigue", [INES], "El molino sigue", "Inés Tovar", None),
        ("El molino, añadió Tovar, sigue", [INES], "El molino sigue", "Inés Tovar", None),
        ("El molino —explicó Inés Tovar— sigue", [], "El molino sigue", "Inés Tovar", None),
        (
            "El molino —explicó Inés Tovar a los jueces de Soria— sigue",
            [],
            "El molino sigue",
            "Inés Tovar",
            None,
        ),
        ("El molino —explicó Inés Tovar ayer— sigue", [], "El molino sigue", "Inés Tovar", None),
        (
            "El molino, dijo Inés Tovar y Marta Sol, sigue",
            [],
            "El molino, dijo Inés Tovar y Marta Sol, sigue",
            None,
            None,
        ),
        ("El molino sigue, dijo ella. No se vende", [], "El molino sigue. No se vende", None, "f"),
        ("El molino, ha dicho, sigue", [], "El molino sigue", None, None),
        ("El molino, dijo el portavoz de Inés Tovar, sigue", [INES], "El molino sigue", None, None),
        ("El molino, dijo Tovar, sigue", [INES, MARTA], "El molino, dijo Tovar, sigue", None, None),
        ("El molino, dice la gente, sigue", [INES], "El molino, dice la gente, sigue", None, None),
        ("El molino, cuenta nueva, sigue", [INES], "El molino, cuenta nueva, sigue", None, None),
    ],
)
def test_the_clause_is_taken_out(
    text: str, people: list[Person], spoken: str, speaker: str | None, gender: str | None
) -> None:
    lex = lexicon("es")
    assert lex is not None
    found = without_clause(lex, text, people)
    if found is None:
        assert (spoken, speaker, gender) == (text, None, None)
    else:
        assert tuple(found) == (spoken, speaker, gender)
