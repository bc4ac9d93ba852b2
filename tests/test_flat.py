"""The flat names of an article's fields, by which events and older records have them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import get_type_hints

from streams.article import Article
from streams.flat import PLACES, grouped, place_of
from streams.found import Found
from streams.sent import Sent
from streams.verdict import Verdict, Wording

#: What events and records have as one value, too.
WHOLE = ("origin", "sent", "hold", "found", "verdict", "previous")


def test_each_field_of_an_article_s_small_values_has_a_flat_name() -> None:
    types = get_type_hints(Article)
    small = {name: kind for name, kind in types.items() if name not in WHOLE and is_dataclass(kind)}
    assert not {Sent, Found, Verdict, Wording} & set(small.values())
    there = {(group, field.name) for group, kind in small.items() for field in fields(kind)}
    assert set(PLACES.values()) == there
    assert len(PLACES) == len(there)


def test_no_flat_name_is_also_a_field_of_the_article_but_the_take() -> None:
    assert set(PLACES) & {field.name for field in fields(Article)} == {"take"}


def test_flat_fields_are_put_together() -> None:
    flat = {"uri": "urn:a:1", "take": 2, "takes": 3, "version": "4", "headline": None}
    assert grouped(flat) == {
        "uri": "urn:a:1",
        "take": {"number": 2, "of": 3},
        "revision": {"version": "4"},
        "headline": None,
    }
    assert place_of("headline") == (None, "headline")
