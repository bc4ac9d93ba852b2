"""People, organisations and quotations in Spanish, Italian and Portuguese copy. Sentences of our own."""

from __future__ import annotations

import pytest

from streams.enrich.organisations import find_organisations
from streams.enrich.people import find_people
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article
from streams.enrich.sentences import split_sentences


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


@pytest.mark.parametrize(
    ("language", "text", "organisations"),
    [
        ("es", "Lo pidió el Ministerio de Energía y Minas ayer.", {"Ministerio de Energía y Minas"}),
        ("es", "Calla la Universidad Nacional del Vado.", {"Universidad Nacional del Vado"}),
        ("es", "La jefa del Ministerio de Sanidad, Xara Molde, calló.", {"Ministerio de Sanidad"}),
        ("es", "Lo decidió un tribunal de Tarn.", set()),
        ("es", "Tras el corte de Internet y la fundación de Roma llovió.", set()),
        (
            "it",
            "Il Ministero dell'Ambiente e della Tutela ha scritto.",
            {"Ministero dell'Ambiente e della Tutela"},
        ),
        ("pt", "Decidiu o Supremo Tribunal Federal.", {"Supremo Tribunal Federal"}),
        ("pt", "Enviar à Caixa Postal 421.", set()),
    ],
)
def test_the_whole_name_of_an_institution_or_none(language: str, text: str, organisations: set[str]) -> None:
    reading = read_article(None, [text], language)
    assert {each.name for each in find_organisations(reading)} == organisations


@pytest.mark.parametrize(
    ("language", "text", "people"),
    [
        ("es", "Inés Tovar Un año de lluvia acaba. Tovar calló.", {"Inés Tovar": None}),
        ("es", "Sobre Juan Ferro, aliado del jefe, se calla. Ferro también.", {"Juan Ferro": None}),
        (
            "es",
            "La jefa es Inés Tovar, directora del molino y madre de dos.",
            {"Inés Tovar": "directora del molino"},
        ),
        ("es", "Se celebra el Domingo de la Luz. El Domingo de la Luz llueve.", {}),
        ("pt", "Tony Falcato, líder dos «Comandos», falou.", {"Tony Falcato": "líder"}),
        ("pt", "Fala o líder do Lerna -- Rui Falcato. Falcato sai.", {"Rui Falcato": None}),
        ("pt", "O ministro da Defesa, João Farinha, falou.", {"João Farinha": "ministro da Defesa"}),
        (
            "pt",
            "O presidente do Senado, João Farinha (PX-MG), viu.",
            {"João Farinha": "presidente do Senado"},
        ),
    ],
)
def test_names_end_where_they_end_and_titles_are_their_own(
    language: str, text: str, people: dict[str, str | None]
) -> None:
    reading = read_article(None, [text], language)
    assert {each.name: each.title for each in find_people(reading)} == people


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "«El molino seguirá abierto», dijo al ministro Juan Ferro."),
        ("es", "«El molino seguirá abierto», dijeron Inés Tovar y Juan Ferro."),
        ("es", "«El molino seguirá abierto», según fuentes de Inés Tovar."),
        ("es", "Para el alcalde Juan Ferro «El molino es un hito de la comarca»."),
        ("it", "Per il presidente Carlo Ferro «Il mulino resterà qui ancora»."),
        ("it", "«Il mulino resterà aperto», ha detto al ministro Carlo Ferro."),
        ("pt", "«O moinho continua aberto», disse ao presidente João Farinha."),
        ("pt", "«O moinho continua aberto», disse a João Farinha."),
        (
            "pt",
            "O diretor, tendo dito ao presidente do Senado, João Farinha, que «o moinho continua aberto hoje».",
        ),
    ],
)
def test_nobody_speaks_who_only_hears(language: str, text: str) -> None:
    reading = read_article(None, [text], language)
    assert {each.speaker for each in find_quotes(reading, find_people(reading))} <= {None}


@pytest.mark.parametrize(
    ("language", "text", "speakers"),
    [
        (
            "es",
            "«No se vende», dijo el alcalde Juan Ferro. «Nunca se vendió», dijo la Dra. Inés Tovar.",
            ["Juan Ferro", "Inés Tovar"],
        ),
        (
            "es",
            "«No se vende hoy», dijo el alcalde Juan Ferro. «Nunca se vendió», dijo una vecina.",
            ["Juan Ferro", None],
        ),
        (
            "es",
            "«No se vende hoy», dijo el alcalde Juan Ferro. «Nunca se vendió», añadió.",
            ["Juan Ferro", "Juan Ferro"],
        ),
        (
            "it",
            "«Il mulino resta», ha detto l'avv. Carlo Ferro. «Resta qui», ha detto la dott.ssa Giulia Torri.",
            ["Carlo Ferro", "Giulia Torri"],
        ),
        (
            "en",
            '"The mill is not for sale," said Mr Ferro. "It never was for sale," said Mrs Vidal.',
            ["Ferro", "Vidal"],
        ),
    ],
)
def test_each_quotation_of_a_paragraph_has_its_own_clause(
    language: str, text: str, speakers: list[str | None]
) -> None:
    reading = read_article(None, [text], language)
    assert [each.speaker for each in find_quotes(reading, find_people(reading))] == speakers


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("es", "El Sr. Ferro viajó a EE. UU. con la Dra. Vidal. Volvió.", 2),
        ("es", "El barco cayó al mar. Después volvió.", 2),
        ("it", "Nel sec. XX il sig. Ferro e l'avv. Torri vissero qui. Poi basta.", 2),
        ("it", "Ha vinto il set. Poi ha perso.", 2),
        ("pt", "No séc. XX o Sr. Farinha e a Profa. Inês moravam na Av. Lerna. Hoje não.", 2),
        ("pt", "Eram dez. Depois foram doze.", 2),
    ],
)
def test_abbreviations_end_no_sentence_and_words_do(language: str, text: str, sentences: int) -> None:
    assert len(split_sentences(text, language)) == sentences
