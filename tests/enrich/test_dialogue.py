"""Speech that dashes mark. Sentences of our own."""

from __future__ import annotations

import pytest

from streams.enrich.dialogue import find_turns
from streams.enrich.people import find_people
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("es", "—No lo sé —dijo Inés Tovar—. Ya veremos.", "No lo sé. Ya veremos."),
        ("es", "—¿Quién paga? —preguntó el juez.", "¿Quién paga?"),
        ("es", "—No —le ha dicho ella—, no lo sé.", "No, no lo sé."),
        ("pt", "— Não sei — disse Inês Tavares. — Veremos.", "Não sei. Veremos."),
        ("fr", "– Jamais de la vie, répond Odile Mercier.", "Jamais de la vie"),
        ("fr", "– Vous venez ? demande-t-il.", "Vous venez ?"),
        ("fr", "– Nous partirons demain, annonce Luc Ferrand, le guide.", "Nous partirons demain"),
    ],
)
def test_what_is_said_without_its_clause(language: str, text: str, said: str) -> None:
    (turn,) = find_turns(read_article(None, [text], language))
    assert turn.text == said


@pytest.mark.parametrize(
    "text",
    [
        "— Primer punto — segundo punto.",
        "—No lo sé.",
        "No lo sé —dijo Inés Tovar—. Ya.",
        "—" * 3000,
        "—    — dijo Ana.",
    ],
)
def test_a_list_is_no_dialogue(text: str) -> None:
    assert list(find_turns(read_article(None, [text], "es"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "– Une aide de 300 euros, versée en mai.",
        "– La taxe, dit la loi, est due.",
        "– Le maire, Yves Lorrain, est absent.",
        "– Oui, dit",
    ],
)
def test_a_french_list_is_no_dialogue(text: str) -> None:
    assert list(find_turns(read_article(None, [text], "fr"))) == []


def test_a_french_turn_has_its_speaker() -> None:
    reading = read_article(
        None,
        [
            "– Vous viendrez ? demande le maire Yves Lorrain.",
            "– Jamais, répond Odile Mercier.",
            "– Ah, dit-elle.",
        ],
        "fr",
    )
    quotes = find_quotes(reading, find_people(reading))
    assert [(each.text, each.speaker) for each in quotes] == [
        ("Vous viendrez ?", "Yves Lorrain"),
        ("Jamais", "Odile Mercier"),
        ("Ah", "Odile Mercier"),
    ]


def test_turns_and_quotations_stand_in_their_order_with_their_speakers() -> None:
    reading = read_article(
        None,
        [
            "—No lo sé —dijo la alcaldesa Inés Tovar—. Ya veremos.",
            "«No se vende», dijo Tovar.",
            "—Bien —respondió él.",
        ],
        "es",
    )
    quotes = find_quotes(reading, find_people(reading))
    assert [(each.speaker, each.evidence.rule) for each in quotes] == [
        ("Inés Tovar", "dialogue"),
        ("Inés Tovar", "attributed"),
        (None, "dialogue"),
    ]
