from __future__ import annotations

import orjson
import pytest

from streams.datafiles import shipped
from streams.events import order as event
from streams.events.order import Order
from streams.events.schema import problem
from tests.articles import NOON

RELEASE = Order("release", "urn:test:1", "anna", "articles.raw/3/7", NOON)


def test_the_example_is_valid_and_what_the_code_writes() -> None:
    example = (shipped("schemas/examples/order.v1.json")).read_bytes()
    told = event.decode(example)
    assert (told.kind, told.by, told.note) == ("kill", "anna", "the source withdrew it")
    assert event.decode(event.encode(told)) == told


def test_one_without_a_note_has_none() -> None:
    value = orjson.loads(event.encode(RELEASE))
    assert "note" not in value
    assert problem(event.SCHEMA, value) is None
    assert event.decode(event.encode(RELEASE)) == RELEASE


def test_headers_say_what_was_ordered_and_its_id_is_that_of_the_raw_event() -> None:
    headers = dict(event.headers_of(RELEASE))
    assert (headers["ce_type"], headers["kind"], headers["source"]) == (
        b"copydesk.order.v1",
        b"release",
        b"copydesk",
    )
    again = Order("release", "urn:test:1", "anna", "articles.raw/3/8", NOON)
    assert headers["ce_id"] != dict(event.headers_of(again))["ce_id"]


@pytest.mark.parametrize("value", [b"", b"{}", b'{"kind": "promote"}'])
def test_what_is_none_is_refused(value: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        event.decode(value)
