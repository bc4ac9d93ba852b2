"""Organisations by the grammar of their names, in one paragraph."""

from __future__ import annotations

import pytest

from streams.enrich.lexicon import lexicon
from streams.enrich.organisation_grammar import grammar_hits, spells


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Rival Dorling Lines Ltd rose.", ["Dorling Lines Ltd"]),
        ("en", "Partner Dorling Re plc rose.", ["Partner Dorling Re plc"]),
        ("fr", "Les Chantiers du Ponant SARL ferment.", ["Chantiers du Ponant SARL"]),
        ("fr", "Le PDG de Kervella SA se tait.", ["Kervella SA"]),
        ("fr", "L'usine de Kervella Frères SA brûle.", ["Kervella Frères SA"]),
        ("fr", "La société Ponant Ouvrages a réagi.", ["Ponant Ouvrages"]),
        ("fr", "Le groupe Kervella embauche.", ["groupe Kervella"]),
        ("en", "The court, the council and the party met.", []),
    ],
)
def test_the_name_and_no_more(language: str, text: str, expected: list[str]) -> None:
    lex = lexicon(language)
    assert lex is not None
    hits = grammar_hits(lex, 0, text, ())
    assert [hit.name for hit in hits] == expected
    assert all(text[hit.start : hit.end] == hit.name for hit in hits)


def test_initials_make_the_acronym() -> None:
    assert spells(["Harbour", "Workers'", "League"], "HWL")
    assert spells(["Trans-Sea", "Line"], "TSL") and not spells(["Harbour", "League"], "HWL")
