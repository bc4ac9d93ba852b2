"""The grammar of names: runs of capitals, titles, and what can be a full name."""

from __future__ import annotations

import pytest

from streams.enrich import names
from streams.enrich.names import Lexicon, Word


def lexicon(language: str) -> Lexicon:
    found = names.lexicon(language)
    assert found is not None
    return found


def words(text: str) -> list[Word]:
    return [Word(part, 0, 0) for part in text.split(" ")]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "he met Jean-Luc Le Guennec's aide", ["Jean-Luc Le Guennec"]),
        ("en", "by J. K. Marrow and Dan O’Rourke", ["J. K. Marrow", "Dan O’Rourke"]),
        ("en", "Bashar al-Hadid left", ["Bashar al-Hadid"]),
        (
            "de",
            "mit Ursula von der Heide und Prof. Dr. med. Ute Kern",
            ["Ursula von der Heide", "Prof. Dr. med. Ute Kern"],
        ),
        ("fr", "d'Emma Quéré et l'Intérieur", ["Emma Quéré", "Intérieur"]),
        ("fr", "D'après Anna Le Goff", ["Anna Le Goff"]),
    ],
)
def test_runs(language: str, text: str, expected: list[str]) -> None:
    assert [text[run.start : run.end] for run in names.runs(text, language)] == expected


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
    assert names.is_full_name(lexicon(language), words(text)) is full


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
    found = words(text)
    assert names.is_title(lexicon(language), found, len(found)) == start


def test_the_surname_keeps_its_particles() -> None:
    lex = lexicon("en")
    assert names.surname(words("Jean-Yves Le Guennec"), lex) == "Le Guennec"
    assert names.surname(words("Ursula von der Heide"), lex) == "von der Heide"
    assert names.surname(words("John Marrow Jr."), lex) == "Marrow"


def test_given_names() -> None:
    assert names.is_given("François") and names.is_given("Jean-Luc")
    assert not names.is_given("Paris") and not names.is_given("Halden")
    assert (names.gender("Anna"), names.gender("Jens"), names.gender("Robin")) == ("f", "m", None)


def test_headlines_in_capitals_and_in_title_case() -> None:
    assert names.is_shouted("FERRY RUNS AGROUND") and not names.is_shouted("Ferry runs aground")
    assert names.is_title_case("Minister Quits Over Ferry Deal")
    assert not names.is_title_case("Minister quits over ferry deal in Halden")


def test_every_language_has_its_lists() -> None:
    assert names.lexicon("es") is None
    for language in names.LANGUAGES:
        lex = lexicon(language)
        assert len(lex.titles) > 150 and len(lex.not_names) > 100 and len(lex.stop) > 60
        assert not lex.determiners & lex.titles
    assert len(names.known_organisations()) > 150
