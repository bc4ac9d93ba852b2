"""The keys under which a story is found."""

from __future__ import annotations

from datetime import timedelta

from streams.stories.keys import index_name, keys_of, read_text, shared_key
from streams.stories.record import Facts, Text, micros
from tests.articles import NOON

URI = b"urn:a:1"


def test_a_text_is_found_by_the_hash_of_its_name() -> None:
    found = keys_of(URI, Facts(NOON, texts=(Text("urn:a:1 0f", NOON, b"sketch"),)))
    key = b"k" + index_name("urn:a:1 0f").to_bytes(8)
    assert read_text(found[key]) == (micros(NOON), "urn:a:1", b"sketch")


def test_of_a_name_that_several_have_the_newest_comes_first() -> None:
    early = keys_of(URI, Facts(NOON, names=("slug:a|b",)))
    late = keys_of(b"urn:a:2", Facts(NOON + timedelta(seconds=1), names=("slug:a|b",)))
    mine = [key for each in (early, late) for key in each if key.startswith(b"g" + shared_key("slug:a|b"))]
    assert [key[-7:] for key in sorted(mine)] == [b"urn:a:2", URI]


def test_what_waits_is_not_among_those_that_may_be_forgotten() -> None:
    assert {key[:1] for key in keys_of(URI, Facts(NOON))} == {b"e"}
    assert {key[:1] for key in keys_of(URI, Facts(NOON, waiting=True))} == {b"w"}
    assert keys_of(URI, None) == {}
