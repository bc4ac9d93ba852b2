from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.connect.received import received_event, structured
from streams.errors import FeedError
from streams.events.raw_event import RawEvent
from tests.articles import NOON

EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "1",
    "source": "copydesk",
    "type": "wire.copy",
    "subject": "urn:quay:7",
    "time": "2026-03-01T10:00:00Z",
    "datacontenttype": "text/plain",
    "data": "HARWICH, March 1 (Quay) - The ferry went aground.",
}


def test_the_source_is_that_by_which_it_came_and_not_what_it_says() -> None:
    event = structured("x.json", orjson.dumps(EVENT), "quay", NOON)
    assert isinstance(event, RawEvent)
    headers = dict(event.headers)
    assert headers["ce_source"] == b"quay"
    assert headers["ce_subject"] == b"urn:quay:7" == event.key
    assert headers["ce_time"] == b"2026-03-01T10:00:00+00:00"
    assert headers["content-type"] == b"text/plain"
    assert headers["ce_id"] != b"1"
    assert event.value.startswith(b"HARWICH")


def test_attributes_that_nobody_needs_do_not_come_in() -> None:
    given = {"ce_specversion": b"1.0", "ce_source": b"copydesk", "ce_evil": b"x", "ce_httpstatus": b"404"}
    event = received_event("x", b"<p>x</p>", given, "quay", NOON)
    assert isinstance(event, RawEvent)
    headers = dict(event.headers)
    assert headers["ce_source"] == b"quay"
    assert headers["ce_httpstatus"] == b"404"
    assert "ce_evil" not in headers
    assert headers["ce_subject"].startswith(b"sha256:")
    assert headers["ce_time"] == NOON.isoformat().encode()


@pytest.mark.parametrize("broken", [b"{", b'{"specversion": "1.0"}', orjson.dumps({**EVENT, "data": None})])
def test_a_broken_envelope_is_said(broken: bytes) -> None:
    event = structured("x.json", broken, "quay", NOON)
    assert isinstance(event, FeedError)
    assert str(event).startswith("x.json: ")


PARENT = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.mark.parametrize(
    ("given", "goes_on"),
    [
        (
            {"ce_traceparent": PARENT, "ce_tracestate": b"a=1"},
            {"ce_traceparent": PARENT, "ce_tracestate": b"a=1"},
        ),
        ({"traceparent": PARENT}, {"ce_traceparent": PARENT}),
        ({"traceparent": b"anything"}, {}),
        ({"traceparent": PARENT, "tracestate": b"x" * 600}, {"ce_traceparent": PARENT}),
        ({"tracestate": b"a=1"}, {}),
    ],
)
def test_a_trace_goes_on(given: dict[str, bytes], goes_on: dict[str, bytes]) -> None:
    event = received_event("it", b"x", given, "quay", NOON)
    assert isinstance(event, RawEvent)
    assert {name: value for name, value in event.headers if "trace" in name} == goes_on
