"""Sentences of the kinds that are hard, each with the places that it names: tests/data/place_lines.tsv."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from streams.enrich.dateline import find_dateline
from streams.enrich.places import find_places

_LINES = Path(__file__).parents[1] / "data" / "place_lines.tsv"


class _Named(NamedTuple):
    name: str
    country: str
    region: bool


def _lines() -> list[tuple[str, str, str]]:
    rows = (line.split("\t") for line in _LINES.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    return [(language, text, places) for language, text, places in rows]


def _read(places: str) -> tuple[list[set[_Named]], set[_Named]]:
    """The places that must be found, each by its spellings, and those that may be."""
    must: list[set[_Named]] = []
    may: set[_Named] = set()
    for place in filter(lambda each: each != "-", places.split("; ")):
        forms = [each.split(",") for each in place.rstrip("?").split("|")]
        named = {_Named(form[0], form[1], form[2:] == ["r"]) for form in forms}
        if place.endswith("?"):
            may |= named
        else:
            must.append(named)
    return must, may


@pytest.mark.parametrize("language", sorted({language for language, *_ in _lines()}))
def test_a_sentence_has_its_places_and_no_others(language: str) -> None:
    for _, text, places in (line for line in _lines() if line[0] == language):
        found = {
            _Named(place.name, place.country, place.kind == "region")
            for place in find_places(None, [text], language, find_dateline([text], language))
        }
        must, may = _read(places)
        for named in must:
            assert found & named, f"{named} is missing in {found}: {text}"
            found -= named
        assert found <= may, text
