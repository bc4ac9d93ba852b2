"""What the model of names adds to the rules: who is none after all, and who is named in full elsewhere."""

from __future__ import annotations

import pytest

from streams.enrich.model_names import outside
from streams.enrich.name_tagger import Tagged
from streams.enrich.organisations import find_organisations
from streams.enrich.people import find_people
from streams.enrich.reading import read_article
from streams.found import Evidence, Organisation


def tagged(text: str, *names: tuple[str, str, float]) -> list[Tagged]:
    """The model's names, each of them where it first stands in the text: kind, name, score."""
    return [
        Tagged(kind, 0, text.index(name), text.index(name) + len(name), score, score >= 0.6)
        for kind, name, score in names
    ]


def people(text: str, *names: tuple[str, float]) -> list[str]:
    found = tagged(text, *(("person", name, score) for name, score in names))
    return [person.name for person in find_people(read_article(None, [text], "en"), found)]


@pytest.mark.parametrize(
    "text",
    [
        "The Brannic group left the town.",
        "Brannic shares rose.",
        "Brannic said its gates were open.",
        "Brannic said that it had opened the gates.",
    ],
)
def test_a_single_name_is_nobodys_where_a_body_follows(text: str) -> None:
    assert people(text, ("Brannic", 0.93)) == []


def test_whoever_a_stadium_is_called_after_does_not_come() -> None:
    assert people("They played in the Pier Maurik stadium.", ("Pier Maurik", 0.9)) == []
    assert people("They met Pier Maurik in the stadium.", ("Pier Maurik", 0.9)) == ["Pier Maurik"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The frigate HMS Pier Maurik fired.", "Pier Maurik"),
        ("USS Pier Maurik left the port.", "Pier Maurik"),
        ("HMS Prince Maurik left the port.", "Prince Maurik"),
        ("King Maurik's Town has water again.", "King Maurik"),
    ],
)
def test_a_ship_or_a_town_is_nobody(text: str, name: str) -> None:
    assert people(text, (name, 0.95)) == []


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Ms Pier Maurik left the port.", "Pier Maurik", "Pier Maurik"),
        ("Film director Pier Maurik left the port.", "Pier Maurik", "Pier Maurik"),
        ("They beat Briton Anna Sand.", "Briton Anna Sand", "Anna Sand"),
        ("King Maurik's supporters left the town.", "King Maurik", "Maurik"),
    ],
)
def test_but_with_a_title_or_a_crowd_of_his_own_he_is(text: str, name: str, found: str) -> None:
    assert people(text, (name, 0.95)) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Shares of Pier Maurik fell 3 percent.",
        "Pier Maurik rose 4 percent in early trading.",
        "Demand was weak, said an analyst at Pier Maurik.",
        "Pier Maurik cut its full-year forecast.",
        "They shop at Pier Maurik stores.",
        "The Lerna-based Pier Maurik left.",
    ],
)
def test_a_firm_that_is_called_like_a_person_is_nobody(text: str) -> None:
    name = "Lerna-based Pier Maurik" if "Lerna" in text else "Pier Maurik"
    assert people(text, (name, 0.95)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Pier Maurik shares the view of the board.",
        "Pier Maurik's stake in the mill rose.",
        "The mill was bought by Pier Maurik.",
        "Pier Maurik rose at 4 in the morning.",
        "An analyst told Pier Maurik that sales fell 3 percent.",
    ],
)
def test_one_who_only_has_to_do_with_firms_is_somebody(text: str) -> None:
    assert people(text, ("Pier Maurik", 0.95)) == ["Pier Maurik"]


def test_a_title_says_that_a_name_is_a_persons_whatever_its_shares_do() -> None:
    text = "Minister Pier Maurik spoke. Shares of Pier Maurik fell 3 percent."
    assert people(text, ("Pier Maurik", 0.95)) == ["Pier Maurik"]


def test_a_firm_and_a_club_on_the_lists_are_nobody() -> None:
    assert people("It was lent to Merrill Lynch.", ("Merrill Lynch", 0.95)) == []
    assert people("He will talk with Juventus on Monday.", ("Juventus", 0.82)) == []


def test_what_the_model_takes_along_is_left_out() -> None:
    text = "Unison and the Transport Workers Union met Ms Hutt."
    found = tagged(
        text,
        ("organisation", "and the Transport Workers Union", 0.95),
        ("organisation", "Ms Hutt", 0.95),
    )
    names = [each.name for each in find_organisations(read_article(None, [text], "en"), (), found)]
    assert "Transport Workers Union" in names
    assert not {"and the Transport Workers Union", "Ms Hutt"} & set(names)


def test_one_of_a_people_is_no_organisation() -> None:
    text = "The champion Briton Anna Sand also runs."
    found = tagged(text, ("organisation", "Briton Anna Sand", 0.95))
    assert find_organisations(read_article(None, [text], "en"), (), found) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Brannic left the town.",
        "Brannic said his gates were open.",
        "Brannic said that he had opened the gates.",
        "Brannic's supporters opened the gates.",
    ],
)
def test_and_somebodys_where_none_does(text: str) -> None:
    assert people(text, ("Brannic", 0.93)) == ["Brannic"]


def test_one_who_owns_a_full_name_is_a_place_or_a_body() -> None:
    text = "They close one eye, said Lundmoor's Anders Hedenvik."
    assert people(text, ("Lundmoor", 0.91), ("Anders Hedenvik", 0.85)) == ["Anders Hedenvik"]
    text = "They close one eye, said Lundmoor's Hedenvik."
    assert people(text, ("Lundmoor", 0.91), ("Hedenvik", 0.85)) == ["Lundmoor"]


def test_half_of_a_longer_name_is_nobody() -> None:
    assert people("A film of the series Velm Trekkor opens.", ("Trekkor", 0.95)) == []
    assert people("On Monday Trekkor opened the gates.", ("Trekkor", 0.95)) == ["Trekkor"]


def test_a_surname_has_the_given_name_of_which_the_model_was_not_sure() -> None:
    text = "To DeVrin Jamrik, gates are no end. Then Jamrik scored."
    names = [("person", "DeVrin Jamrik", 0.51)]
    last = text.rindex("Jamrik")
    found = [*tagged(text, *names), Tagged("person", 0, last, last + 6, 0.94)]
    (person,) = find_people(read_article(None, [text], "en"), found)
    assert person.name == "DeVrin Jamrik"
    text = text.replace("DeVrin", "London")
    found[0] = found[0]._replace(start=text.index("London"))
    (person,) = find_people(read_article(None, [text], "en"), found)
    assert person.name == "Jamrik"


def test_organisations_lose_what_is_only_joined_to_them() -> None:
    text = "The Delhi-based Energy Council and the Velm-based Brannic met a GOP-dominated Legislature."
    found = tagged(
        text,
        ("organisation", "Velm-based Brannic", 0.95),
        ("organisation", "GOP-dominated Legislature", 0.95),
    )
    assert [each.name for each in find_organisations(read_article(None, [text], "en"), (), found)] == [
        "Energy Council"
    ]


def test_a_province_is_no_organisation() -> None:
    text = "Both of them are from Inner Mongolia."
    found = tagged(text, ("organisation", "Inner Mongolia", 0.95))
    assert find_organisations(read_article(None, [text], "en"), (), found) == ()


def test_an_organisation_ends_before_somebody_who_is_named() -> None:
    text = "He wrote to the Department of Homeland Quiet and Alex Azar."
    found = tagged(text, ("organisation", "Department of Homeland Quiet and Alex Azar", 0.95))
    names = [
        each.name for each in find_organisations(read_article(None, [text], "en"), ("Alex Azar",), found)
    ]
    assert names == ["Department of Homeland Quiet"]


def test_a_place_in_an_organisations_name_is_no_place_of_the_model() -> None:
    text = "The Boston Celtics won in Miami."
    found = tagged(text, ("place", "Boston", 0.9), ("place", "Miami", 0.9))
    club = Organisation("Boston Celtics", Evidence("club", 0, 4, 18))
    assert [text[each.start : each.end] for each in outside(found, [club])] == ["Miami"]
