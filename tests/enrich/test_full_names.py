"""What can be a full name, and which part of it is the surname."""

from __future__ import annotations

import pytest

from streams.enrich import full_names
from streams.enrich.capitals import Word
from streams.enrich.lexicon import Lexicon
from streams.enrich.lexicon import lexicon as lexicon_of


def lexicon(language: str) -> Lexicon:
    found = lexicon_of(language)
    assert found is not None
    return found


def words(text: str) -> list[Word]:
    return [Word(part, 0, 0) for part in text.split(" ")]


@pytest.mark.parametrize(
    ("language", "text", "full"),
    [
        ("en", "Anna Velthuis", True),
        ("en", "Martin Luther Holt Jr.", True),
        ("en", "New York", False),
        ("en", "Interior Ministry", False),
        ("en", "Anna", False),
        ("en", "Anna S.", False),
        ("en", "ANNA SAND", False),
        ("en", "Goldman Sachs", False),
        ("en", "Friday Morning", False),
        ("en", "Prime Minister", False),
        ("de", "Petra Vogt", True),
        ("de", "Petra Vogt Journalisten", False),
        ("de", "Bayer Leverkusen Trainer", False),
        ("fr", "Marine Le Goff", True),
        ("fr", "Le Monde", False),
    ],
)
def test_what_can_be_a_full_name(language: str, text: str, full: bool) -> None:
    assert full_names.is_full_name(lexicon(language), words(text)) is full


def test_the_surname_keeps_its_particles() -> None:
    lex = lexicon("en")
    assert full_names.surname(words("Jean-Yves Le Guennec"), lex) == "Le Guennec"
    assert full_names.surname(words("Ursula von der Heide"), lex) == "von der Heide"
    assert full_names.surname(words("John Marrow Jr."), lex) == "Marrow"


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Amara van der Meulen Thursday", "Amara van der Meulen"),
        ("de", "Petra Vogt von der SPD", "Petra Vogt"),
        ("de", "Tilo von der Marwitz", "Tilo von der Marwitz"),
        ("de", "Anja Wedekamp Journalisten", "Anja Wedekamp"),
    ],
)
def test_what_is_glued_to_a_name_comes_off(language: str, text: str, name: str) -> None:
    assert " ".join(word.text for word in full_names.trim(lexicon(language), words(text))) == name
