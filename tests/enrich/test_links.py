"""Whom and what names mean, by the authority file; and when nobody can tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from streams.enrich.authority_file import AuthorityFile, read_authority_file
from streams.enrich.links import Linked, link
from streams.enrich.name_tagger import Tagged
from streams.enrich.organisations import find_organisations
from streams.enrich.people import find_people
from streams.enrich.places import read_places
from streams.enrich.reading import read_article
from streams.found import Organisation, Person, Place


def entry(name: str, kind: str = "person", key: str = "", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "uri": f"https://id.example/{key or name.replace(' ', '-')}", **more}


def authority(folder: Path, *entries: dict[str, Any]) -> AuthorityFile:
    path = folder / "names.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in entries), encoding="utf-8")
    return AuthorityFile(path, "names.jsonl")


def read(text: str, known: AuthorityFile | None, language: str = "en") -> Linked:
    paragraphs = text.split("\n")
    reading = read_article(None, paragraphs, language)
    people = find_people(reading)
    organisations = find_organisations(reading, [person.name for person in people])
    places = read_places(None, paragraphs, language, None)
    return link(reading, paragraphs, Linked(people, organisations, places.places), places.countries, known)


def uris(linked: Linked) -> dict[str, str]:
    everything: tuple[Person | Organisation | Place, ...] = (
        *linked.people,
        *linked.organisations,
        *linked.places,
    )
    return {
        each.name: each.identity.uri.removeprefix("https://id.example/")
        for each in everything
        if each.identity
    }


def test_a_person_and_an_organisation_have_the_uri_of_their_entry(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Ida Tarn"), entry("World Health Organization", "organisation", "who"))
    linked = read("Minister Ida Tarn spoke on Monday. The WHO said it was pleased.", known)
    assert uris(linked) == {"Ida Tarn": "Ida-Tarn", "World Health Organization": "who"}
    person = linked.people[0]
    assert person.identity is not None
    assert (person.identity.evidence.rule, person.identity.evidence.start) == (
        "authority",
        person.evidence.start,
    )
    assert person.evidence.rule != "authority"


def test_a_name_of_another_kind_is_somebody_else(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Ida Tarn", "organisation"))
    assert uris(read("Minister Ida Tarn spoke on Monday.", known)) == {}


def test_an_entry_with_a_country_needs_it_in_the_copy(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Ida Tarn", country="LV"))
    assert uris(read("Minister Ida Tarn spoke on Monday.", known)) == {}
    assert uris(read("Latvian Minister Ida Tarn spoke on Monday.", known)) == {"Ida Tarn": "Ida-Tarn"}
    assert uris(read("Minister Ida Tarn spoke in Riga.", known)) == {"Ida Tarn": "Ida-Tarn"}


def test_context_words_are_whole_words(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Ida Tarn", context=["Rowing", "mayor of Quay"]))
    assert uris(read("Coach Ida Tarn spoke of narrowing gaps.", known)) == {}
    assert uris(read("Coach Ida Tarn spoke of rowing.", known)) == {"Ida Tarn": "Ida-Tarn"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Minister Ida Tarn spoke in Riga.", "latvian"),
        ("Minister Ida Tarn spoke in Madrid.", "spanish"),
        ("Minister Ida Tarn spoke.", None),
        ("Minister Ida Tarn flew from Riga to Madrid.", None),
        ("Minister Ida Tarn flew from Riga to Madrid, where the rower won.", "spanish"),
    ],
)
def test_of_two_with_one_name_the_copy_decides_or_nobody(tmp_path: Path, text: str, key: str | None) -> None:
    known = authority(
        tmp_path,
        entry("Ida Tarn", key="latvian", country="LV"),
        entry("Ida Tarn", key="spanish", country="ES", context=["rower"]),
    )
    assert uris(read(text, known)).get("Ida Tarn") == key


def test_two_entries_without_context_are_never_told_apart(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Ida Tarn", key="one"), entry("Ida Tarn", key="two"))
    assert uris(read("Minister Ida Tarn spoke.", known)) == {}


def test_one_entry_on_two_lines_is_one(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Ida Tarn"), entry("Ida Tarn"))
    assert uris(read("Minister Ida Tarn spoke.", known)) == {"Ida Tarn": "Ida-Tarn"}


def test_names_in_one_language_are_none_in_another(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Ida Tarn", language="de"))
    assert uris(read("Minister Ida Tarn spoke.", known)) == {}
    assert uris(read("Die Ministerin Ida Tarn sprach am Montag.", known, "de")) == {"Ida Tarn": "Ida-Tarn"}


def test_what_only_the_file_knows_is_found_in_the_copy(tmp_path: Path) -> None:
    known = authority(
        tmp_path,
        entry("Tarn of the Seven Weirs", "organisation", "weirs"),
        entry("Lock Keepers International", "organisation", "lki", acronyms=["LKI"]),
    )
    linked = read(
        "Work of Tarn of the Seven Weirs goes on. LKI was glad.\nThe Tarn of the Seven Weirs, too.", known
    )
    assert uris(linked) == {"Tarn of the Seven Weirs": "weirs", "LKI": "lki"}
    found = linked.organisations[0]
    assert (found.evidence.rule, found.evidence.start, found.mentions) == ("authority", 8, 2)


@pytest.mark.parametrize(
    "text",
    [
        "The Grand Seven Weirs reopened.",  # inside a longer name
        "The Seven Weirs Museum reopened.",
        "The Seven Weirs of Quay reopened.",
        "The Seven Weirs-Quay line reopened.",
        "The seven weirs reopened.",
        "THE SEVEN WEIRS REOPENED.",
    ],
)
def test_nothing_is_found_inside_a_longer_name_or_in_plain_words(tmp_path: Path, text: str) -> None:
    known = authority(tmp_path, entry("Seven Weirs", "organisation"))
    assert uris(read(text, known)) == {}


def test_single_words_are_never_looked_for(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Weir", "organisation", aliases=["WEIR"]), entry("Tarn"))
    assert uris(read("Weir reopened. WEIR was glad, Tarn said.", known)) == {}


def test_a_place_has_the_newsrooms_own_uri_if_it_lies_there(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Riga", "place", country="LV"), entry("Tripoli", "place", country="LB"))
    linked = read("A ship left Riga in Latvia for Tripoli, Libya.", known)
    assert uris(linked) == {"Riga": "Riga"}


def test_a_place_elsewhere_is_another_whatever_else_the_copy_names(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Tripoli", "place", country="LB"))
    assert uris(read("A ship left Beirut in Lebanon for Tripoli, Libya.", known)) == {}


def test_a_part_of_a_name_that_was_found_is_no_other_name(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Quay Weirs", "organisation"))
    linked = read("The Quay Weirs Foundation met on Monday. Quay Weirs was glad.", known)
    assert [each.name for each in linked.organisations] == ["Quay Weirs Foundation"]
    assert uris(linked) == {}


def test_an_acronym_in_a_longer_name_is_no_name(tmp_path: Path) -> None:
    known = authority(tmp_path, entry("Lock Keepers International", "organisation", "lki", acronyms=["LKI"]))
    assert uris(read("The LKI-led group met. The LKI of Quay did not.", known)) == {}
    assert uris(read("The LKI reopened.", known)) == {"LKI": "lki"}


def test_without_a_file_nothing_changes() -> None:
    assert uris(read("Minister Ida Tarn spoke.", None)) == {}


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("French President Emmanuel Macron spoke.", "Q3052772"),
        ("The European Central Bank raised rates.", "Q8901"),
        ("British opposition leader: the Labour Party will vote no, London heard.", "Q9630"),
        ("In Dublin the Labour Party voted no, the Irish broadcaster said.", "Q503614"),
    ],
)
def test_our_own_file(text: str, uri: str) -> None:
    linked = read(text, read_authority_file(""))
    assert f"http://www.wikidata.org/entity/{uri}" in uris(linked).values()


@pytest.mark.parametrize(
    "text",
    [
        "The Labour Party will vote no.",
        "The Labour Party of Norway will vote no.",
        "Emmanuel Macron opened the shop in Leeds.",
    ],
)
def test_our_own_file_does_not_guess(text: str) -> None:
    assert not [
        uri
        for uri in uris(read(text, read_authority_file(""))).values()
        if uri.endswith(("Q9630", "Q3052772"))
    ]


def test_letters_that_only_the_model_took_for_a_name_need_something_that_speaks_for_it(
    tmp_path: Path,
) -> None:
    text = "Die AES kämpfte am Montag im Norden, und Halden auch."
    reading = read_article(None, [text], "de")
    tagged = (Tagged("organisation", 0, 4, 7, 0.9, True), Tagged("organisation", 0, 41, 47, 0.9, True))
    organisations = find_organisations(reading, (), tagged)
    assert [(each.name, each.symbol) for each in organisations] == [("AES", None), ("Halden", None)]
    named = Linked((), organisations, ())
    known = authority(tmp_path, entry("AES", "organisation"), entry("Halden", "organisation"))
    assert uris(link(reading, [text], named, frozenset(), known)) == {"Halden": "Halden"}
    known = authority(tmp_path, entry("AES", "organisation", country="US"))
    assert uris(link(reading, [text], named, frozenset({"US"}), known)) == {"AES": "AES"}


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "The Bank of England cut its rate on Thursday.", "Q183231"),
        ("en", "The Federal Reserve cut its rate on Thursday.", "Q53536"),
        ("de", "Die Bundesbank rechnet mit Wachstum.", "Q162222"),
        ("de", "Die Schweizerische Nationalbank senkte den Leitzins.", "Q597394"),
        ("fr", "La Banque de France table sur une reprise.", "Q806950"),
        ("it", "La Banca d'Italia alza le stime.", "Q806176"),
        ("es", "El Banco de México mantuvo la tasa.", "Q806208"),
        ("pt", "O Banco de Portugal reviu a estimativa.", "Q378372"),
    ],
)
def test_central_banks_are_known_by_their_names_at_home(language: str, text: str, number: str) -> None:
    found = uris(read(text, read_authority_file(""), language)).values()
    assert list(found) == [f"http://www.wikidata.org/entity/{number}"]
