"""Letters and words that look like a well-known organisation, and are none. Sentences of our own."""

from __future__ import annotations

import pytest

from streams.enrich.lexicon import lexicon
from streams.enrich.organisation_doubts import defined_acronyms, foreign_acronyms, is_acronym, is_doubtful
from streams.enrich.organisation_grammar import Hit
from streams.enrich.organisations import _in_full
from streams.enrich.reading import read_article
from tests.enrich.names_in import organisations_in
from tests.linear import assert_linear


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Headline CPI fell to 2 percent in March, and core CPI to 3."),
        ("en", "The bowl dates from 230 BCE, a curator in Dorling said."),
        ("en", "The ICC fined the captain after the innings in Colombo."),
        ("en", "WHO will run the ferry now? Nobody said."),
        ("en", "WHO PAYS FOR THE BRIDGE, the board by the road asked."),
        ("en", "Patients with imported marsh fever (IMF) need rest. IMF is treated with tablets."),
        ("en", "He sat the AP exam in March and passed."),
        ("en", "The Labour Force Survey is out on Friday."),
        ("en", "Labour market watchers were surprised."),
        ("en", "The Ministry of Labour and Ministry of Trade replied."),
        ("en", "AFP raided three houses, and the Australian Federal Police held two men."),
        ("en", "Fed up with the noise, she moved to Dorling."),
        ("fr", "UN train a déraillé lundi près de Brest."),
        ("fr", "Le Monde entier a vu la photo."),
        ("de", "Die Zeit ist knapp, sagte der Trainer."),
        ("de", "Im Theater gab man Verdi, eine Oper in drei Akten."),
    ],
)
def test_what_only_looks_like_one_is_none(language: str, text: str) -> None:
    known = {"International Criminal Court", "European Central Bank", "World Health Organization"}
    known |= {"Associated Press", "Labour Party", "Agence France-Presse", "Federal Reserve", "Nations unies"}
    known |= {"International Monetary Fund", "Le Monde", "Die Zeit", "Verdi"}
    assert not known & set(organisations_in(text, language))


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "The ICC issued a warrant for the general.", "International Criminal Court"),
        ("en", "WHO is worried, its director said in Geneva.", "World Health Organization"),
        ("en", "WHO chief Anna Sand spoke.", "World Health Organization"),
        ("en", "The lender of last resort (IMF) helped.", "International Monetary Fund"),
        ("en", "A Johns Hopkins study was read.", "Johns Hopkins University"),
        ("en", "AP and Reuters reported the landing.", "Associated Press"),
        ("en", "Labour Prime Minister Anna Sand resigned.", "Labour Party"),
        ("en", "The Fed raised its rate.", "Federal Reserve"),
        ("fr", "La BCE a relevé ses taux.", "Banque centrale européenne"),
        ("fr", "La CPI a émis un mandat.", "Cour pénale internationale"),
        ("de", "Der IStGH erließ einen Haftbefehl.", "Internationaler Strafgerichtshof"),
        ("en", "The US Supreme Court declined.", "Supreme Court"),
    ],
)
def test_what_is_one_stays_one(language: str, text: str, name: str) -> None:
    assert name in organisations_in(text, language)


def test_what_the_article_defines_goes_before_what_everybody_knows() -> None:
    text = "NBC sold two stations.\nThe Northern Broadcasting Company (NBC) has nine. NBC made no comment."
    assert "NBC News" not in organisations_in(text)
    assert organisations_in("The World Health Organization (WHO) met. WHO staff left.") == [
        "World Health Organization"
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Voters of the Popular Republican Party stayed at home.", "Popular Republican Party"),
        ("Judges of the Kenyan Supreme Court met.", "Kenyan Supreme Court"),
        ("The British Labour Party met in Leeds.", "Labour Party"),
        ("The Ministry of Trade, Energy and Fisheries replied.", "Ministry of Trade, Energy and Fisheries"),
        ("It went to the Peter and Anna Marlow Foundation.", "Peter and Anna Marlow Foundation"),
        (
            "The Royal College of Nurses and Midwives of Dorling met.",
            "Royal College of Nurses and Midwives of Dorling",
        ),
        ("The Ministry of Trade and Industry replied.", "Ministry of Trade and Industry"),
        (
            "Dorling College of Further and Higher Education met.",
            "Dorling College of Further and Higher Education",
        ),
        ("She skated in the Northern Hockey League for the Dorling Kings.", "Northern Hockey League"),
    ],
)
def test_a_name_is_not_cut(text: str, name: str) -> None:
    assert organisations_in(text) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The Ministry of Health and Ministry of Trade replied.",
            ["Ministry of Health", "Ministry of Trade"],
        ),
        ("The University of Dorling and Halden Town met.", ["University of Dorling"]),
        (
            "The Department of Health and State University of Dorling met.",
            ["Department of Health", "State University of Dorling"],
        ),
        ("The University of Paris and Athens Press met.", ["University of Paris"]),
    ],
)
def test_a_name_ends_where_another_begins(text: str, names: list[str]) -> None:
    assert organisations_in(text) == names


def test_the_last_words_of_a_name_are_no_other() -> None:
    text = "The Dorling County Superior Court met. The Superior Court ruled, Superior Court judges said."
    assert organisations_in(text) == ["Dorling County Superior Court"]
    text = "The Dorling Superior Court met. The Halden Superior Court did not. The Superior Court ruled."
    assert len(organisations_in(text)) == 3


@pytest.mark.long
def test_many_names_are_told_in_full_in_linear_time() -> None:
    def courts(size: int) -> list[Hit]:
        return [Hit(f"Dorl {number} Superior Court", "head", 0, 0, 5) for number in range(size)]

    assert_linear(_in_full, courts, small=2_000)


def test_a_heading_word_behind_praise_heads_nothing() -> None:
    assert organisations_in("Best Service, the sign said. Great Service was all he asked for.") == []


def test_acronyms_of_other_languages() -> None:
    assert {"CPI", "BCE", "OMS"} <= foreign_acronyms("en")
    assert "UN" in foreign_acronyms("fr")
    assert not {"UN", "EU", "NATO"} & foreign_acronyms("en")


@pytest.mark.parametrize(
    ("form", "is_one"), [("ICC", True), ("EuGH", True), ("Fed", False), ("World Bank", False)]
)
def test_what_an_acronym_is(form: str, is_one: bool) -> None:
    assert is_acronym(form) is is_one


def test_a_definition_must_spell_its_letters() -> None:
    lines = read_article(None, ["The Harbour Workers' League (HWL) and friends (ABC) met."], "en").lines
    assert defined_acronyms(lines) == {"HWL": "Harbour Workers' League"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "She heads Isis (Institute of Strategic and Inland Studies).",
            "Institute of Strategic and Inland Studies",
        ),
        (
            "The Institute of Strategic and Inland Studies (Isis) paid.",
            "Institute of Strategic and Inland Studies",
        ),
    ],
)
def test_an_acronym_written_as_a_name_is_what_the_article_says(text: str, meant: str) -> None:
    assert list(defined_acronyms(read_article(None, [text], "en").lines)) == ["Isis"]
    assert set(organisations_in(text + " Isis was invited.")) == {meant}


def test_brackets_that_spell_out_nothing_define_nothing() -> None:
    assert defined_acronyms(read_article(None, ["He flew to Oslo (Norway and Sweden)."], "en").lines) == {}


def test_an_ordinary_word_before_a_title_is_the_organisation() -> None:
    lex = lexicon("en")
    assert lex is not None
    text = "Labour MP Anna Sand, Labour Day"
    assert not is_doubtful(lex, text, 0, 6)
    assert is_doubtful(lex, text, 21, 27)
