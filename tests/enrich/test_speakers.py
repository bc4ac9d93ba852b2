"""Who says a quotation, where the subject and its verb stand apart, and where a pronoun stands for it."""

from __future__ import annotations

import pytest

from streams.enrich.people import find_people
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article


def speakers(text: str, language: str) -> list[str | None]:
    reading = read_article(None, text.split("\n"), language)
    return [quote.speaker for quote in find_quotes(reading, find_people(reading))]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", 'Skipper Anna Velthuis won.\n"It was a long night," Velthuis, 31, said.', "Anna Velthuis"),
        ("en", '"It was a long night," Anna Velthuis, captain of the Astrid, said.', "Anna Velthuis"),
        (
            "en",
            '"We act early," a spokeswoman for the yard, Anna Velthuis, said by telephone.',
            "Anna Velthuis",
        ),
        ("en", '"It was a long night," crews, wet and tired, said.', None),
        ("fr", "« On ne sait plus rien ici », disait Claire Bourdon.", "Claire Bourdon"),
        ("fr", "« On ne sait plus rien ici », souffle Claire Bourdon.", "Claire Bourdon"),
        ("de", "„Das ist ein alter Hut“, sagte die Analystin Gesa Thiele von der Nordbank.", "Gesa Thiele"),
    ],
)
def test_the_speaker(language: str, text: str, speaker: str | None) -> None:
    assert speakers(text, language) == [speaker]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Restauratorin Gesa Thiele kam.\nDie Notarin zögerte noch. „Wir warten noch“, sagte sie."),
        ("en", 'Mayor Anna Velthuis came.\nThe judge was late. "We wait for nobody here," she said.'),
        (
            "fr",
            "La maire Claire Bourdon est venue.\nLa préfète hésitait. « Nous attendons encore », a-t-elle dit.",
        ),
    ],
)
def test_a_bare_role_may_be_anybody(language: str, text: str) -> None:
    assert speakers(text, language) == [None]


def test_a_pronoun_after_the_only_person() -> None:
    text = 'Mayor Anna Velthuis came.\nThe rain had stopped. "We wait for nobody here," she said.'
    assert speakers(text, "en") == ["Anna Velthuis"]
