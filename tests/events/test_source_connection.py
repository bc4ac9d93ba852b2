from __future__ import annotations

import orjson
import pytest

from streams.datafiles import shipped
from streams.events import source_connection as event
from streams.events.schema import problem
from streams.events.source_connection import SourceConnection
from tests.articles import NOON

WELL = SourceConnection("quay|sports", "feed", "", NOON, 0, NOON)


def test_the_example_is_valid_and_what_the_code_writes() -> None:
    example = (shipped("schemas/examples/source_connection.v1.json")).read_bytes()
    told = event.decode(example)
    assert told.why.startswith("https://harbourpost.example/feed answers 503")
    assert event.decode(event.encode(told)) == told


def test_one_that_is_well_has_no_problem() -> None:
    value = orjson.loads(event.encode(WELL))
    assert (value["failing"], "problem" in value) == (False, False)
    assert problem(event.SCHEMA, value) is None
    assert event.decode(event.encode(WELL)) == WELL


def test_keys_of_connections_are_told_from_those_of_languages() -> None:
    assert event.is_key(event.key_of("quay|sports", "feed"))
    assert not event.is_key(b"quay|en")
    assert not event.is_key(None)


def test_headers_name_the_source_and_the_kind() -> None:
    headers = dict(event.headers_of(WELL))
    assert (headers["source"], headers["kind"]) == (b"quay|sports", b"feed")
    assert headers["ce_type"] == b"copydesk.source.connection.v1"


@pytest.mark.parametrize("value", [b"", b"{}", b"[]", b'{"source": "quay"}'])
def test_what_is_none_is_refused(value: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        event.decode(value)
