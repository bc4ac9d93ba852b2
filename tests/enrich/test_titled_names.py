"""Titles right before names."""

from __future__ import annotations

import pytest

from streams.enrich.capitals import Word, runs
from streams.enrich.lexicon import lexicon
from streams.enrich.titled_names import is_adjective, titled


def found(text: str, language: str) -> tuple[str, str | None] | None:
    lex = lexicon(language)
    assert lex is not None
    for run in runs(text, language):
        name = titled(lex, text, run)
        if name is not None:
            return " ".join(word.text for word in name.words), name.title
    return None


@pytest.mark.parametrize(
    ("language", "text", "name", "title"),
    [
        ("en", "Oceanographer Anna Velthuis sailed.", "Anna Velthuis", "Oceanographer"),
        ("en", "Mr Peter Lunt left.", "Peter Lunt", None),
        ("de", "Das Haus des Landrats Klaus Stüber brannte.", "Klaus Stüber", "Landrat"),
        ("de", "Optikerin Gesa Thiele schloss ab.", "Gesa Thiele", "Optikerin"),
        ("de", "Notarin Gesa Thiele schloss ab.", "Gesa Thiele", "Notarin"),
        ("fr", "Selon l'armateur normand Hervé Tanguy, il pleut.", "Hervé Tanguy", "armateur normand"),
        ("fr", "Le président américain Walter Dunning est là.", "Walter Dunning", "président américain"),
    ],
)
def test_the_title_before_a_name(language: str, text: str, name: str, title: str | None) -> None:
    assert found(text, language) == (name, title)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Severin Vogt kam."),
        ("en", "The Velthuis Foundation paid."),
        ("fr", "Selon Pape Ousmane Diarra, il pleut."),
        ("en", "A " * 20 + "Minister Anna Velthuis Sand " * 3),
    ],
)
def test_no_title(language: str, text: str) -> None:
    assert found(text, language) is None


def test_french_adjectives() -> None:
    lex = lexicon("fr")
    assert lex is not None
    assert all(is_adjective(lex, Word(text, 0, 0)) for text in ("gabonaise", "marseillais", "syndical"))
    assert not any(is_adjective(lex, Word(text, 0, 0)) for text in ("mais", "Marseillais", "avait", "dans"))
