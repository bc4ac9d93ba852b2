"""Organisations: the well-known and those whose grammar gives them away. Invented, but for the well-known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.lexicon import lexicon
from streams.enrich.listed_names import listed_in
from streams.enrich.name_tagger import Tagged
from streams.enrich.organisations import find_organisations, known_hits
from streams.enrich.people import find_people
from streams.enrich.reading import read_article
from streams.found import Organisation
from tests.linear import assert_linear, repeated

CORPUS: list[tuple[str, str, set[str]]] = [
    ("en", "The Interior Ministry closed the road.", {"Interior Ministry"}),
    ("en", "She studied at the University of East Dorling.", {"University of East Dorling"}),
    ("en", "A spokesman for the Northern Fisheries Council declined.", {"Northern Fisheries Council"}),
    ("en", "John Marrow, chief executive of Halden Shipping, left.", {"Halden Shipping"}),
    ("en", "Amber Foods Inc. cut its forecast.", {"Amber Foods Inc."}),
    ("en", "Ruth Abara, an analyst at Lodestar Maritime, agreed.", {"Lodestar Maritime"}),
    ("en", "The UN and the EU met Nato in Geneva.", {"United Nations", "European Union", "NATO"}),
    ("en", "The Ministry of Foreign Affairs and Trade replied.", {"Ministry of Foreign Affairs and Trade"}),
    ("en", "Halden Shipping plc fell 3 percent.", {"Halden Shipping plc"}),
    ("en", "The Dorling Harbour Authority warned crews.", {"Dorling Harbour Authority"}),
    ("en", "The Court heard that the Council and the Party knew.", set()),
    ("en", "The mayor of Brest met the president of Norway.", set()),
    ("en", "The City Council and the District Court moved.", set()),
    ("en", "THIS IS A TEST, WHO KNEW.", set()),
    ("en", "The Lisbon Treaty was signed by Anna Sand on Monday.", set()),
    ("en", "A spokesman for President Anna Sand declined.", set()),
    ("en", "He is chief executive of Norway's largest bank.", set()),
    ("de", "Das Amtsgericht Kiel verurteilte den Mann.", {"Amtsgericht Kiel"}),
    ("de", "Die Halden Logistik GmbH baut ab.", {"Halden Logistik GmbH"}),
    ("de", "Die EZB und der Bundestag berieten.", {"Europäische Zentralbank", "Bundestag"}),
    ("de", "Forscher der Universität Rostock warnten.", {"Universität Rostock"}),
    ("de", "Das Bundesinnenministerium schwieg.", {"Bundesinnenministerium"}),
    ("de", "Das Institut für Seeverkehr rechnet anders.", {"Institut für Seeverkehr"}),
    ("de", "Das Gericht und die Partei schwiegen am Montag.", set()),
    ("de", "Die Gesellschaft muss über Frieden reden.", set()),
    ("fr", "Le ministère de l'Intérieur a répondu.", {"ministère de l'Intérieur"}),
    ("fr", "L'ONU et l'Otan se taisent.", {"Nations unies", "Otan"}),
    ("fr", "La cour d'appel de Rennes a tranché.", {"cour d'appel de Rennes"}),
    ("fr", "Le groupe Kervella embauche.", {"groupe Kervella"}),
    ("fr", "Armor Pêche SAS ferme.", {"Armor Pêche SAS"}),
    ("fr", "UN HOMME EST MORT", set()),
    ("fr", "La maire de Brest et la société se taisent.", set()),
]


def found(text: str, language: str = "en", headline: str | None = None) -> list[Organisation]:
    return list(find_organisations(read_article(headline, text.split("\n"), language)))


@pytest.mark.parametrize(("language", "text", "expected"), CORPUS)
def test_the_organisations_in_a_sentence(language: str, text: str, expected: set[str]) -> None:
    assert {organisation.name for organisation in found(text, language)} == expected


def test_an_acronym_counts_once_it_is_defined() -> None:
    text = "The Harbour Workers' League (HWL) met.\nThe HWL voted. HWL members cheered."
    assert [(o.name, o.mentions) for o in found(text)] == [("Harbour Workers' League", 3)]
    assert found("The HWL voted.") == []


def test_the_variants_of_a_well_known_one_are_one() -> None:
    text = "The World Health Organization (WHO) met. WHO staff left."
    assert [(o.name, o.mentions) for o in found(text)] == [("World Health Organization", 2)]


def test_the_bare_name_counts_after_the_legal_form() -> None:
    text = "Halden Logistik GmbH baut ab. Halden Logistik schweigt."
    assert [(o.name, o.mentions) for o in found(text, "de")] == [("Halden Logistik GmbH", 2)]


def test_a_headline_only_gives_the_well_known() -> None:
    assert [o.name for o in found("Nothing.", headline="UN Calls Dorling Harbour Authority To Account")] == [
        "United Nations"
    ]
    assert found("Nothing.", headline="WHO IS TO BLAME FOR THE FERRY") == []


def test_other_languages_name_none() -> None:
    assert found("Az ENSZ hallgat.", "hu") == []


PIECES = st.sampled_from(
    [
        "Ministry of ",
        "Halden",
        " plc",
        " (HWL)",
        "UN",
        " IS ",
        "Court ",
        "e.V.",
        ". ",
        "'s ",
        "ministère de ",
        "\n",
        "and ",
        "& ",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["en", "de", "fr"]))
def test_evidence_lies_in_the_text(text: str, language: str) -> None:
    paragraphs = text.split("\n")
    for organisation in find_organisations(read_article(None, paragraphs, language)):
        at = organisation.evidence
        assert 0 <= at.start < at.end <= len(paragraphs[at.paragraph])
        assert organisation.mentions >= 1
        if at.rule not in {"known", "again"}:
            assert paragraphs[at.paragraph][at.start : at.end].strip()


@pytest.mark.long
@pytest.mark.parametrize(
    "piece", ["Ministry of ", "A & ", "Bank of the A and ", "chief executive of A ", "A. "]
)
def test_a_long_paragraph_takes_linear_time(piece: str) -> None:
    assert_linear(lambda text: find_organisations(read_article(None, [text], "en")), repeated(piece))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Das Europäische Parlament stimmte zu.", ["Europäisches Parlament"]),
        ("de", "Richter des Internationalen Strafgerichtshofs kamen.", []),
        ("de", "Am Europäischen Gerichtshof hieß es", ["Europäischer Gerichtshof"]),
        ("de", "Die EU-Kommission und UN-Helfer", ["Europäische Kommission", "Vereinte Nationen"]),
        ("en", "The World Health Organization (WHO) met.", ["World Health Organization"]),
        ("en", "UN-backed forces left", []),
        ("en", "The UNESCO list, the UN and @UN", ["UNESCO", "United Nations"]),
        ("fr", "L'Union européenne et l'ONU", ["Union européenne", "Nations unies"]),
    ],
)
def test_each_form_gives_the_usual_name(language: str, text: str, expected: list[str]) -> None:
    lex = lexicon(language)
    assert lex is not None
    hits = list(known_hits(lex, 0, text, listed_in(text).forms))
    assert [hit.name for hit in hits] == expected
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "es",
            "El magistrado Ánxel Ferro lo ve. El juez del Tribunal Supremo Ánxel Ferro citó al testigo.",
            {"Tribunal Supremo"},
        ),
        ("de", "Sie war Vorstandschefin des Versicherungskonzerns Nordra Holm.", {"Nordra Holm"}),
        ("de", "Er sitzt im Rat von Air France-KLM und im Rat von Lufthansa-KLM.", {"Air France-KLM"}),
        ("de", "Eine Maschine der Air France stand dort, die Air-France-Tochter auch.", {"Air France"}),
        (
            "en",
            "The Harbour Masters' Union met. The Harbour Masters’ Union said no.",
            {"Harbour Masters' Union"},
        ),
    ],
)
def test_an_organisation_is_neither_more_nor_less_than_its_name(
    language: str, text: str, names: set[str]
) -> None:
    reading = read_article(None, [text], language)
    people = [person.name for person in find_people(reading)]
    assert {each.name for each in find_organisations(reading, people)} == names


@pytest.mark.parametrize("name", ["KI", "Olympischen Spielen", "Olympia"])
def test_what_german_writes_with_capitals_is_no_organisation(name: str) -> None:
    text = f"Sie sprach am Montag von {name} und von Halden."
    spot = text.index(name)
    tagged = (Tagged("organisation", 0, spot, spot + len(name), 0.95, True),)
    assert not find_organisations(read_article(None, [text], "de"), (), tagged)
