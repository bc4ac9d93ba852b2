"""Titles, full names, a title before a name, and whom a name means."""

from __future__ import annotations

import pytest

from streams.enrich.lexicon import Lexicon, lexicon
from streams.enrich.names import (
    Cast,
    ends_title,
    is_adjective,
    is_full_name,
    is_role,
    is_title,
    is_weak,
    surname,
    titled,
    trim,
)
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


def test_french_adjectives() -> None:
    lex = lexicon("fr")
    assert lex is not None
    assert all(is_adjective(lex, Word(text, 0, 0)) for text in ("gabonaise", "marseillais", "syndical"))
    assert not any(is_adjective(lex, Word(text, 0, 0)) for text in ("mais", "Marseillais", "avait", "dans"))


@pytest.mark.parametrize(
    ("language", "text", "start"),
    [
        ("en", "the Secretary of State", 1),
        ("en", "chief executive", 0),
        ("de", "SPD-Bundestagsabgeordnete", 0),
        ("de", "Landrats", 0),
        ("de", "Innenministerium", None),
        ("fr", "l'économiste", 0),
        ("fr", "le ministère", None),
    ],
)
def test_where_a_title_begins(language: str, text: str, start: int | None) -> None:
    lex, found = lexicon(language), words(text)
    assert lex is not None
    assert is_title(lex, found, len(found)) == start
    if start is not None:
        assert ends_title(language, found[-1].text)


def test_roles_and_weak_titles() -> None:
    lex = lexicon("en")
    assert lex is not None
    assert is_role(lex, Word("Minister", 0, 0)) and not is_role(lex, Word("Ministry", 0, 0))
    assert is_weak(lex, words("boss")) and not is_weak(lex, words("prime minister"))
    assert is_title(lex, [], 0) is None


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Velthuis left.", "Anna Velthuis"),
        ("en", "Mrs Velthuis left.", "Anna Velthuis"),
        ("en", "Anna Velthuis left.", "Anna Velthuis"),
        ("en", "Okkerman left.", None),
        ("en", "The Velthuis left.", None),
        ("en", "Velthuisen left.", None),
        ("de", "Velthuis' Partei schwieg.", "Anna Velthuis"),
        ("de", "Kerns Partei schwieg.", "Ute Kern"),
        ("de", "Der Kern blieb.", None),
    ],
)
def test_who_is_meant(language: str, text: str, name: str | None) -> None:
    lex = lexicon(language)
    assert lex is not None
    cast = Cast(lex, ["Anna Velthuis", "Ute Kern", "Lars Okkerman", "Tomas Okkerman"])
    assert [cast.who(text, run) for run in runs(text, language)][-1 if name is None else 0] == name
