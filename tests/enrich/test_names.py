"""Full names, where they end, and a title before a name."""

from __future__ import annotations

import pytest

from streams.enrich.lexicon import Lexicon, lexicon
from streams.enrich.names import is_full_name, surname, titled, trim
from streams.enrich.reading import Word, runs


def known_lexicon(language: str) -> Lexicon:
    found = lexicon(language)
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
    assert is_full_name(known_lexicon(language), words(text)) is full


def test_the_surname_keeps_its_particles() -> None:
    lex = known_lexicon("en")
    assert surname(words("Jean-Yves Le Guennec"), lex) == "Le Guennec"
    assert surname(words("Ursula von der Heide"), lex) == "von der Heide"
    assert surname(words("John Marrow Jr."), lex) == "Marrow"


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
    assert " ".join(word.text for word in trim(known_lexicon(language), words(text))) == name


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
