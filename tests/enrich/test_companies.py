"""Companies by their names: words that are companies only where something says so. Sentences of our own."""

from __future__ import annotations

import pytest

from streams.enrich.companies import symbol_of
from streams.enrich.organisations import find_organisations
from streams.enrich.reading import read_article
from tests.enrich.names_in import organisations_in


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "Audi said the plant would stay.", {"Audi"}),
        ("en", "Shares of Shell rose 2 percent.", {"Shell"}),
        ("en", "Shares fell, and Visa's chief executive left. Visa stayed calm.", {"Visa"}),
        ("en", "Apple was drawn into the dispute.", {"Apple"}),
        ("en", "The retailer Target cut its forecast.", {"Target"}),
        ("en", "Orange (EPA: ORA) will close shops.", {"Orange"}),
        ("de", "Die Aktien von Shell legten zu.", {"Shell"}),
        ("de", "Die Siemens-Aktie fiel.", {"Siemens"}),
        ("fr", "Le groupe Orange va embaucher.", {"Orange"}),
    ],
)
def test_a_word_that_acts_like_a_company_is_one(language: str, text: str, names: set[str]) -> None:
    assert names <= {name.removeprefix("groupe ") for name in organisations_in(text, language)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Shell was found on the beach. Target practice was held on Monday."),
        ("en", "An apple fell. Orange is the colour of the year. Next is the turn of the mayor."),
        ("en", "Dover was quiet, and Douglas has a harbour."),
        ("en", "Match was abandoned, the club said."),
        ("de", "Douglas hat ein Haus in Dover gekauft, das Target war klar."),
        ("fr", "Orange a une cathédrale. Vinci a peint la Joconde."),
    ],
)
def test_a_word_is_a_word(language: str, text: str) -> None:
    assert organisations_in(text, language) == []


def test_somebodys_surname_is_no_company() -> None:
    text = (
        "Mark Abbvie, 40, a nurse, left. AbbVie said nothing. Anna Tesla, 50, a baker, spoke. Tesla said no."
    )
    assert "Tesla" not in organisations_in(text, people=("Anna Tesla",))


def test_a_longer_name_is_another() -> None:
    assert organisations_in("The Sun Communities Church opened.") == []


def test_a_company_has_its_ticker() -> None:
    (found,) = find_organisations(read_article(None, ["Salesforce shares rose."], "en"))
    assert (found.name, found.symbol) == ("Salesforce", "CRM")
    assert symbol_of("Audi") is None
