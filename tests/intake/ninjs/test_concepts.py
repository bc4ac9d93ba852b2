"""What an item is about, in the spelling of each version and of Superdesk."""

from __future__ import annotations

from typing import Any

import pytest

from streams.intake.ninjs.concepts import concept_of, concepts_of
from streams.intake.ninjs.fields import fold
from streams.sent import Concept, Symbol

TOPIC = "http://cv.iptc.org/newscodes/mediatopic/20000253"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        # 1.x: a scheme and a code
        ({"name": "ferries", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "code": "20000253"},
         Concept("ferries", TOPIC)),
        ({"name": "Boats", "scheme": "http://mere.example/topics", "code": "b7"},
         Concept("Boats", "http://mere.example/topics/b7")),
        # Superdesk: IPTC's codes, and its own
        ({"code": "medtop:20000253", "name": "ferries", "scheme": "mediatopic"}, Concept("ferries", TOPIC)),
        ({"code": "20000253", "name": "ferries", "scheme": None}, Concept("ferries", TOPIC)),
        ({"code": "04000000", "name": "economy"},
         Concept("economy", "http://cv.iptc.org/newscodes/subjectcode/04000000")),
        ({"code": "04000000", "scheme": "mediatopics", "name": "economy"},
         Concept("economy", "http://cv.iptc.org/newscodes/mediatopic/04000000")),
        ({"code": "PM", "name": "Portwich"}, Concept("Portwich", literal="PM")),
        ({"code": "d", "scheme": "desks", "name": "Home"}, Concept("Home", literal="desks:d")),
        ({"code": "04000000", "scheme": "ourcodes", "name": "x"}, Concept("x", literal="ourcodes:04000000")),
        ({"code": "2643743", "scheme": "geonames", "name": "London"},
         Concept("London", "https://sws.geonames.org/2643743/")),
        # 2.x and 3.x: a uri, a literal, or both
        ({"uri": "http://mere.example/p/1", "literal": "p1", "name": "Ada Holt", "rel": "about", "role": "mayor"},
         Concept("Ada Holt", "http://mere.example/p/1", "p1", "about", "mayor")),
        ({"name": "Trade", "literal": "04005000"},
         Concept("Trade", "http://cv.iptc.org/newscodes/subjectcode/04005000")),
        ({"name": "x", "relevance": 98, "confidence": 58.4}, Concept("x", relevance=98, confidence=58)),
        ({"name": "x", "relevance": 980, "confidence": "58"}, Concept("x")),
        ("fishing", Concept("fishing")),
        ({"rel": "about"}, None),
        (7, None),
    ],
)  # fmt: skip
def test_a_concept_keeps_its_name_and_its_code(entry: Any, expected: Concept | None) -> None:
    assert concept_of(entry) == expected


def test_a_topic_without_a_name_is_named_in_the_language_of_the_item() -> None:
    found = concept_of({"uri": "http://cv.iptc.org/newscodes/mediatopic/04000000"}, "de")
    assert found is not None
    assert found.name == "Wirtschaft und Finanzen"


@pytest.mark.parametrize(
    "symbol", [{"symbol": "MERE", "exchange": "XLON", "symbolType": "http://x.example/"}, {"ticker": "MERE"}]
)
def test_what_shares_are_traded_under(symbol: dict[str, str]) -> None:
    found = concept_of({"name": "Mere Boats plc", "symbols": [symbol]})
    assert found is not None
    assert found.symbols == (Symbol("MERE", symbol.get("exchange"), symbol.get("symbolType")),)


@pytest.mark.parametrize("name", ["geoJSON", "geometry_geojson"])
def test_a_point_has_its_longitude_first(name: str) -> None:
    found = concept_of({"name": "Portwich", name: {"type": "Point", "coordinates": [1.3, 52.1]}})
    assert found is not None
    assert (found.latitude, found.longitude) == (52.1, 1.3)


@pytest.mark.parametrize(
    "shape",
    [{"type": "Point", "coordinates": [1, 152]}, {"type": "Polygon", "coordinates": [[1, 2]]}, "1,2",
     {"type": "Point", "coordinates": ["1", "2"]}, {"type": "Point"}],
)  # fmt: skip
def test_another_shape_is_no_point(shape: Any) -> None:
    assert concept_of({"name": "Portwich", "geoJSON": shape}) == Concept("Portwich")


@pytest.mark.parametrize(
    ("singular", "plural"),
    [("subject", "subjects"), ("genre", "genres"), ("person", "people"), ("organisation", "organisations"),
     ("place", "places"), ("event", "events"), ("object", "objects")],
)  # fmt: skip
def test_each_list_under_the_name_of_either_version(singular: str, plural: str) -> None:
    for name in (singular, plural):
        assert concepts_of(fold({name: [{"name": "a"}, {"name": "b"}, {"name": "a"}]}), None) == {
            plural: (Concept("a"), Concept("b"))
        }
