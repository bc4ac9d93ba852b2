from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.web.stream import Ring, frame


def test_an_event_has_its_id_its_name_and_its_data() -> None:
    assert frame("entry", {"a": "b"}, "x-1") == b'id: x-1\nevent: entry\ndata: {"a":"b"}\n\n'
    assert frame("figures", []) == b"event: figures\ndata: []\n\n"


@given(st.text())
def test_nothing_in_the_copy_ends_an_event(text: str) -> None:
    try:
        told = frame("entry", text)
    except orjson.JSONEncodeError:  # a lone surrogate: events have none
        return
    head, data, end = told.partition(b"data: ")[0], told.partition(b"data: ")[2], told[-2:]
    assert (head, end) == (b"event: entry\n", b"\n\n")
    assert b"\n" not in data[:-2]
    assert b"\r" not in data
    assert orjson.loads(data) == text


def test_who_comes_back_gets_what_he_missed() -> None:
    ring = Ring("run", 100)
    events = [ring.put("entry", number) for number in range(5)]
    assert ring.after("run-0") == events
    assert ring.after("run-3") == events[3:]
    assert ring.after(ring.last) == []


@pytest.mark.parametrize(
    "identity", ["", "other-2", "run-", "run-x", "run--1", "run-6", "run-²", "run-" + "9" * 99]
)
def test_who_cannot_be_helped_begins_anew(identity: str) -> None:
    ring = Ring("run", 100)
    for number in range(5):
        ring.put("entry", number)
    assert ring.after(identity) is None


def test_the_ring_is_bounded() -> None:
    ring = Ring("run", limit=3)
    events = [ring.put("entry", number) for number in range(10)]
    assert ring.after("run-7") == events[7:]
    assert ring.after("run-6") is None
