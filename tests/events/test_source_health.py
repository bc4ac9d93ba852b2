from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.datafiles import shipped
from streams.events import source_health as event
from streams.events.schema import problem
from streams.sources.book import Source, Who
from streams.sources.drift import Trait
from tests.sources.days import BEGIN, after, at_random, daytime, listen
from tests.sources.test_drift import USUAL, page, read, teaser

WHO = Who("tidewater-wire", "en")


def example() -> Any:
    return orjson.loads((shipped("schemas/examples/source_health.v1.json")).read_bytes())


def listened_to() -> Source:
    """A source that has fallen silent, and whose copy is not as it was."""
    source = Source.new(BEGIN)
    read(source.copy, random.Random(1), page, USUAL)
    read(source.copy, random.Random(1), teaser, 25)
    noon = after(days=24, hours=12)
    listen(source.rhythm, at_random(20, noon, 1, daytime), after(days=24, hours=15))
    return source


def test_the_example_is_valid_and_what_the_code_writes() -> None:
    given = example()
    assert problem(event.SCHEMA, given) is None
    assert orjson.loads(event.encode(*event.decode(orjson.dumps(given)))) == given


def test_it_says_how_the_source_is() -> None:
    told = orjson.loads(event.encode(WHO, listened_to()))
    assert (told["source"], told["language"], told["silent"]) == ("tidewater-wire", "en", True)
    assert told["last"].startswith("2026-11-26T11:5")
    assert told["missed"] > 20
    assert [each["what"] for each in told["drifted"]] == ["length"]
    assert told["drifted"][0]["now"] < 7 < told["drifted"][0]["usual"]


def test_what_was_learnt_comes_back_and_goes_on_the_same() -> None:
    source = listened_to()
    who, again = event.decode(event.encode(WHO, source))
    assert who == WHO
    assert event.encode(who, again) == event.encode(WHO, source)
    for each in (source, again):
        listen(each.rhythm, at_random(20, after(days=26), 2, daytime), after(days=26))
        read(each.copy, random.Random(2), page, 100)
    assert source.health() == again.health()
    assert again.health().drifted == ()


@pytest.mark.parametrize("value", [b"", b"null", b"{}", b"\xff", b'{"source": "x"}'])
def test_what_is_none_of_ours_is_a_value_error(value: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        event.decode(value)


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("rhythm", {"surprise": 1}),
        ("rhythm", {"rates": [0.0]}),
        ("rhythm", {"last": "noon"}),
        ("copy", {"sums": "four"}),
        ("copy", {"usual": {}}),
    ],
)
def test_notes_of_another_version_are_a_value_error(part: str, changed: dict[str, Any]) -> None:
    given = example()
    given["learnt"][part] |= changed
    with pytest.raises(ValueError, match=r"at /learnt/"):
        event.decode(orjson.dumps(given))


def test_the_headers_are_the_same_each_time_and_the_key_is_the_sources_own() -> None:
    value = event.encode(WHO, Source.new(BEGIN))
    headers = dict(event.headers_of(WHO, value, BEGIN))
    assert headers["ce_type"] == b"copydesk.source.health.v1"
    assert (headers["source"], headers["language"]) == (b"tidewater-wire", b"en")
    assert headers["ce_id"] == dict(event.headers_of(WHO, value, after(1)))["ce_id"]
    assert event.key_of(WHO) == b"tidewater-wire|en"


@given(
    st.text(min_size=1),
    st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 20), st.floats(0, 1), st.booleans()), max_size=60),
)
def test_whatever_was_heard_comes_back(name: str, articles: list[tuple[float, float, float, bool]]) -> None:
    source = Source.new(BEGIN)
    for minutes, length, share, missing in articles:
        source.heard((length, share, float(missing), float(missing)), source.rhythm.until)
        source.tell(source.rhythm.until + timedelta(minutes=minutes))
    value = event.encode(Who(name, "en"), source)
    assert event.encode(*event.decode(value)) == value
    assert set(source.copy.usual) == set(Trait)
