"""The names in a byline, and what is none."""

from __future__ import annotations

import pytest

from streams.intake.html.bylines import clean_byline, is_house, is_known_person, names_in
from tests.linear import assert_linear, repeated

OWN = frozenset({"ferrypost", "theferrypost", "ferrypostexample"})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Orla Fenwick", ("Orla Fenwick",)),
        ("김민수 기자", ("김민수",)),
        ("By Orla Fenwick and Tam Oakes", ("Orla Fenwick", "Tam Oakes")),
        ("Von Jörg Ohm und Ute Krall", ("Jörg Ohm", "Ute Krall")),
        ("Text: Jörg Ohm | Foto: Ute Krall", ("Jörg Ohm",)),
        ("Orla Fenwick; Tam Oakes", ("Orla Fenwick", "Tam Oakes")),
        ("Ana Gil Roca y Juan Paz Mora", ("Ana Gil Roca", "Juan Paz Mora")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Orla Fenwick, political editor", ("Orla Fenwick",)),
        ("Orla Fenwick, PhD", ("Orla Fenwick",)),
        ("Orla Fenwick, Tarnvik", ("Orla Fenwick",)),
        ("Orla Fenwick, dpa", ("Orla Fenwick", "dpa")),
        ("Orla Fenwick (of)", ("Orla Fenwick",)),
        ("Orla Fenwick, Ferry Post", ("Orla Fenwick",)),
        ("View all posts by Orla Fenwick", ("Orla Fenwick",)),
        ("Mia van der Hoog", ("Mia van der Hoog",)),
        ("松岡大地", ("松岡大地",)),
        ("松岡大地記者", ("松岡大地",)),
        ("文・松岡大地", ("松岡大地",)),
        ("BY ORLA FENWICK AND TAM OAKES", ("ORLA FENWICK", "TAM OAKES")),
        ("Von unserem Korrespondenten Jörg Ohm, Tönning", ("Jörg Ohm",)),
        ("De notre envoyée spéciale Eva Roux", ("Eva Roux",)),
        ("Dal nostro inviato Marco Bruni", ("Marco Bruni",)),
        ("Door onze verslaggever Mia van der Hoog", ("Mia van der Hoog",)),
        ("Redakteurin Ute Krall", ("Ute Krall",)),
        ("Eva Roux | Tarnvik", ("Eva Roux",)),
        ("Save | Orla Fenwick", ("Orla Fenwick",)),
        ("Ana Gil Roca, Diario del Puerto", ("Ana Gil Roca",)),
        ("Orla Fenwick, PA Scotland", ("Orla Fenwick",)),
        ("Cher", ("Cher",)),
        ("Orla Fenwick @orlafenwick", ("Orla Fenwick",)),
        ("نورة العتيبي (المرفأ) @noura_ot", ("نورة العتيبي",)),
        ("Af Mette Krogh og Lars Friis | Foto: Bo Amstrup/Ritzau", ("Mette Krogh", "Lars Friis")),
        ("Text und Fotos: Jörg Ohm", ("Jörg Ohm",)),
        ("記者林佳蓉／竹溪報導", ("林佳蓉",)),
        ("خبرنگار: مریم صالحی", ("مریم صالحی",)),
        ("लेखक: सुनीता वर्मा", ("सुनीता वर्मा",)),
        ("โดย สมชาย ใจงาม", ("สมชาย ใจงาม",)),
    ],
)
def test_names(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text, OWN) == names


@pytest.mark.parametrize(
    "text",
    [
        "admin", "Administrator", "Super User", "wpadmin", "root", "jmiller", "o_fenwick", "fenwick84",
        "Redaktion", "Online-Redaktion", "Staff Writer", "News Desk", "Redakteurin", "Editorial Team", "redacción", "No Author",
        "orla@ferrypost.example", "Orla Fenwick <orla@ferrypost.example>", "ferrypost.example", "www.ferrypost.example",
        "https://ferrypost.example/staff/orla", "@orla", "The Ferry Post", "Ferry Post Redaktion", "Ferry Post D",
        "The Ferry Post (www.ferrypost.example)", "Tarnvik Shipping GmbH", "By", "November", "12 min", "", None,
        "a ferry that will not sail before March, says the board", "x" * 400,
    ],
)  # fmt: skip
def test_what_is_no_name(text: str | None) -> None:
    assert names_in(text, OWN) == ()


def test_an_agency_signs_its_own_pages() -> None:
    assert names_in("Associated Press", frozenset({"associatedpress"})) == ("Associated Press",)


def test_a_house_may_be_joined_to_its_desk_and_is_not_everybody_of_its_name() -> None:
    own = frozenset({"courier"})
    assert is_house("Courier-Redaktion", own)
    assert not is_house("Jane Courier", own)


def test_a_known_person_has_a_given_name() -> None:
    assert is_known_person("Jörg Ohm")
    assert not is_known_person("Harbour Board")
    assert not is_known_person("Jörg")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Katarzyna Wilczek",
            "Elin Sandström",
            "Aino Lehtinen",
            "Ελένη Μαυρίδου",
            "Олена Кравчук",
            "Мария Петрова",
        ),
        *("Zeynep Karaca", "अनिल कुमार शर्मा", "مريم الشامي", "مریم احمدی", "נועה ברקוביץ", "আনিসুর রহমান"),
        *("Jiří Dvořák", "Răzvan Ionescu", "Szabó Katalin", "Nguyễn Hoàng Nam", "高橋 由美", "Kofi Boateng"),
    ],
)
def test_names_of_many_languages(name: str) -> None:
    assert is_known_person(name)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Ville Nouvelle",
            "Satu Hari",
            "Sofia News",
            "Sri Lanka",
            "Liv Och Hälsa",
            "Vesa Nova",
        ),
        *("Παρασκευή Βράδυ", "Роман Толстого", "विकास योजना", "שני הרוגים", "أمين عام", "بهمن ماه"),
        *("Szabó Hírek", "Phan Thiết", "千葉 市原", "高橋 由美 北浜市 記者会見", "Nguyễn Nam"),
    ],
)
def test_words_that_are_names_elsewhere(words: str) -> None:
    assert not is_known_person(words)


def test_the_field_of_other_formats_keeps_its_words() -> None:
    assert clean_byline("By Orla Fenwick, Herald staff") == "Orla Fenwick, Herald staff"


@pytest.mark.parametrize("part", ["By ", "a, ", "A and ", "(", "(a.", "a.a", "alle a", " y a b"])
def test_hostile_bylines_take_linear_time(part: str) -> None:
    assert_linear(names_in, repeated(part))
