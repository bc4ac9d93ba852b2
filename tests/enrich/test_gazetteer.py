"""The gazetteer: what names it knows, in which language, and where it finds them."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.datafiles import read_text
from streams.enrich.gazetteer import contexts, gazetteer, homonyms, without_accents


def _countries(name: str, language: str) -> set[str]:
    return {entry.country for entry in gazetteer().lookup(name, language) if entry.kind == "country"}


def _largest(name: str, language: str) -> tuple[str, str]:
    cities = [entry for entry in gazetteer().lookup(name, language) if entry.kind == "city"]
    best = max(cities, key=lambda entry: entry.population)
    return best.name, best.country


@pytest.mark.parametrize(
    ("name", "language", "country"),
    [
        ("US", "en", "US"),
        ("U.S.", "en", "US"),
        ("Britain", "en", "GB"),
        ("Northern Ireland", "en", "GB"),
        ("Ireland", "en", "IE"),
        ("Großbritannien", "de", "GB"),
        ("Vereinigten Staaten", "de", "US"),
        ("Deutschland", "de", "DE"),
        ("Türkei", "de", "TR"),
        ("États-Unis", "fr", "US"),
        ("Etats-Unis", "fr", "US"),
        ("Côte d’Ivoire", "fr", "CI"),
        ("Royaume-Uni", "fr", "GB"),
    ],
)
def test_countries_have_their_names_in_each_language(name: str, language: str, country: str) -> None:
    assert _countries(name, language) == {country}


@pytest.mark.parametrize(
    ("name", "language", "city"),
    [
        ("Mailand", "de", ("Milan", "IT")),
        ("Genf", "de", ("Geneva", "CH")),
        ("Peking", "de", ("Beijing", "CN")),
        ("Londres", "fr", ("London", "GB")),
        ("Le Caire", "fr", ("Cairo", "EG")),
        ("New York", "en", ("New York City", "US")),
        ("Cologne", "en", ("Köln", "DE")),
        ("Sao Paulo", "en", ("São Paulo", "BR")),
        ("Kiev", "en", ("Kyiv", "UA")),
    ],
)
def test_cities_have_their_exonyms(name: str, language: str, city: tuple[str, str]) -> None:
    assert _largest(name, language) == city


@pytest.mark.parametrize(
    ("name", "language"), [("Maurice", "fr"), ("Deutschland", "en"), ("Dominique", "fr")]
)
def test_a_name_is_none_in_another_language_or_if_it_is_a_persons(name: str, language: str) -> None:
    assert not _countries(name, language)


def test_every_country_has_an_english_name_that_finds_it() -> None:
    countries = gazetteer().countries
    assert [each for each in countries if each not in _countries(countries[each].name, "en")] == []


def test_capitals_are_known_whatever_their_spelling() -> None:
    for name, language in [
        ("Bogotá", "en"),
        ("Astana", "en"),
        ("Brasília", "en"),
        ("Paris", "fr"),
        ("Rom", "de"),
    ]:
        assert any(entry.capital for entry in gazetteer().lookup(name, language)), name


def test_names_inside_words_are_not_found() -> None:
    hits = gazetteer().find("Nigerian Parisians in Romania praised Niger_x.", "en")
    assert [hit.name for hit in hits] == ["Nigerian", "Romania"]


def test_the_longest_name_wins() -> None:
    text = "Papua New Guinea, Equatorial Guinea, Guinea-Bissau, New Mexico, South Sudan"
    names = [hit.name for hit in gazetteer().find(text, "en")]
    assert names == ["Papua New Guinea", "Equatorial Guinea", "Guinea-Bissau", "New Mexico", "South Sudan"]


def test_german_genitives_are_found_in_german_only() -> None:
    assert [hit.name for hit in gazetteer().find("Frankreichs Vorschlag", "de")] == ["Frankreich"]
    assert gazetteer().find("Frances vote", "en") == []


def test_lower_case_is_no_name() -> None:
    assert gazetteer().find("let us eat turkey off the china, oman", "en") == []


def test_qualifiers_know_abbreviations() -> None:
    for name in ("Texas", "Tex.", "TX"):
        assert ("US", "TX") in {(entry.country, entry.region) for entry in gazetteer().qualifiers(name)}


def test_every_rule_is_of_the_list() -> None:
    rules = {rule for language in ("en", "de", "fr") for of in homonyms(language).values() for rule in of}
    assert rules == {"homonym", "name", "opening", "given", "word", "borne", "thing", "calendar"}


def test_a_surname_that_is_no_word_of_the_language_is_told_from_one_that_is() -> None:
    assert "borne" in homonyms("it")["Ravenna"]
    assert homonyms("it")["Vera"] == {"word"}


def test_the_contexts_have_the_same_parts_in_each_language() -> None:
    parts = {frozenset(table) for table in contexts().values()}
    assert len(parts) == 1


def test_accents_are_left_off() -> None:
    assert without_accents("Łódź Diyarbakır Århus") == "Lodz Diyarbakir Arhus"


@pytest.mark.parametrize("file", ["city_names.tsv", "demonyms.tsv"])
def test_no_line_of_the_data_is_there_twice(file: str) -> None:
    lines = (files("streams") / "data" / "places" / file).read_text(encoding="utf-8").splitlines()
    keys = [tuple(line.split("\t")[:2]) for line in lines if not line.startswith("#")]
    keys = [key[:1] for key in keys] if file == "demonyms.tsv" else keys
    assert len(keys) == len(set(keys))


def test_what_is_no_place_hides_no_country() -> None:
    names = (files("streams") / "data" / "places" / "not_places.txt").read_text(encoding="utf-8").splitlines()
    english = {country.name for country in gazetteer().countries.values()}
    assert english.isdisjoint(names)


@given(st.text(max_size=80), st.sampled_from(["Syria", "Paris", "Burkina Faso"]), st.text(max_size=80))
def test_a_name_that_stands_alone_is_found_where_it_stands(before: str, name: str, after: str) -> None:
    text = f"{before}. {name} | {after}"
    at = len(before) + 2
    hits = gazetteer().find(text, "en")
    assert (at, at + len(name)) in {(hit.start, hit.end) for hit in hits}
    assert all(a.end <= b.start for a, b in pairwise(hits))


def test_no_name_of_a_state_ends_in_the_number_of_a_footnote() -> None:
    assert not re.search("[¹²³]", read_text("places/subdivisions.tsv"))


def test_a_city_of_the_tables_has_its_numbers() -> None:
    """GeoNames' own table of countries has a blank before this capital."""
    (entry,) = gazetteer().lookup("Willemstad", "en")
    assert (entry.country, entry.capital, entry.geonameid) == ("CW", True, 3513090)
    assert (entry.population, entry.latitude, entry.longitude) == (125_000, 12.12246, -68.88641)
