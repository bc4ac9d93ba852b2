"""People, organisations and quotations in Spanish, Italian and Portuguese copy. Sentences of our own."""

from __future__ import annotations

import pytest

from streams.enrich.organisations import find_organisations
from streams.enrich.people import find_people
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article


@pytest.mark.parametrize(
    ("language", "text", "people", "organisations"),
    [
        (
            "es",
            "Javier Ortega, director general de Molinos del Norte S.A., calló. El Ministerio de Hacienda también.",
            {"Javier Ortega": "director general de Molinos del Norte S.A."},
            {"Molinos del Norte S.A.", "Ministerio de Hacienda"},
        ),
        (
            "es",
            "La ministra de Sanidad, Carmen Robles, dimitió.",
            {"Carmen Robles": "ministra de Sanidad"},
            set(),
        ),
        (
            "it",
            "La sindaca Giulia Torri ha detto no. Il Tribunale di Aosta tace.",
            {"Giulia Torri": "sindaca"},
            {"Tribunale di Aosta"},
        ),
        ("pt", "O ministro da Saúde, João Farinha, falou.", {"João Farinha": "ministro da Saúde"}, set()),
        ("es", "La Virgen del Pilar recorrió la Plaza Mayor de Tarn.", {}, set()),
        ("it", "La Madonna del Carmine è passata in Piazza Grande.", {}, set()),
        ("pt", "O Rio de Janeiro recebeu a Festa de São João.", {}, set()),
    ],
)
def test_who_is_named(language: str, text: str, people: dict[str, str], organisations: set[str]) -> None:
    reading = read_article(None, [text], language)
    assert {each.name: each.title for each in find_people(reading)} == people
    assert {each.name for each in find_organisations(reading)} == organisations


@pytest.mark.parametrize(
    ("language", "text", "quotation", "speaker"),
    [
        (
            "es",
            "«El molino seguirá abierto», dijo la alcaldesa Inés Tovar.",
            "El molino seguirá abierto",
            "Inés Tovar",
        ),
        (
            "it",
            "«Il mulino resterà aperto», ha detto la sindaca Giulia Torri.",
            "Il mulino resterà aperto",
            "Giulia Torri",
        ),
        (
            "pt",
            "«O moinho continua aberto», disse a ministra Inês Tavares.",
            "O moinho continua aberto",
            "Inês Tavares",
        ),
    ],
)
def test_who_is_quoted(language: str, text: str, quotation: str, speaker: str) -> None:
    reading = read_article(None, [text], language)
    (found,) = find_quotes(reading, find_people(reading))
    assert (found.text, found.speaker) == (quotation, speaker)
