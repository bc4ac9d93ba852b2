from __future__ import annotations

from typing import Any

from streams.clusters.clusters import Clusters
from streams.clusters.story import State, independent
from tests.clusters.tellings import FIRE, last, named, told


def tell(*articles: tuple[str, dict[str, Any]]) -> State:
    clusters = Clusters()
    for number, (uri, changes) in enumerate(articles):
        changes.setdefault("hours", number)
        found = last(clusters.take(told(uri, FIRE, **changes)))
    assert found.state is not None
    return found.state


def test_several_articles_of_one_origin_are_one_report() -> None:
    origins = ("tid", "tidewater", "harbour", None, "harbour", "tide")
    articles: list[tuple[str, dict[str, Any]]] = [
        (f"urn:{number}", {"origin": origin}) for number, origin in enumerate(origins)
    ]
    assert tell(*articles).reports == 2


def test_the_first_article_is_that_whose_raw_event_came_first() -> None:
    state = tell(("urn:1", {"received": 50.0}), ("urn:2", {"received": 20.0, "source": "paper"}))
    assert state.first is not None
    assert state.first.uri == "urn:2"
    assert state.sources == ("paper", "wire")


def test_what_most_articles_name_comes_first_and_once() -> None:
    state = tell(
        ("urn:1", {"people": named("Ann Lee", "Bo Ek")}),
        ("urn:2", {"people": named("Bo Ek", "Cy Dahl")}),
        ("urn:3", {"people": named("BO EK")}),
    )
    assert state.people == named("Bo Ek", "Ann Lee", "Cy Dahl")


def test_a_newer_version_names_what_it_names_alone() -> None:
    state = tell(("urn:1", {"people": named("Ann Lee")}), ("urn:1", {"people": named("Bo Ek")}))
    assert state.people == named("Bo Ek")


def test_a_title_has_no_prefix_of_a_wire() -> None:
    assert tell(("urn:1", {"headline": "UPDATE 2-Barge hits bridge"})).title == "Barge hits bridge"


def test_a_copy_gives_the_title_only_where_there_is_no_report() -> None:
    clusters = Clusters()
    clusters.take(told("urn:2", FIRE, headline="Copied", received=1.0, copy_of="urn:1"))
    state = last(clusters.take(told("urn:1", FIRE))).state
    assert state is not None
    assert state.title == FIRE[0]


def test_nobody_reported_nothing() -> None:
    assert independent([]) == 0
