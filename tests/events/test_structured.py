from __future__ import annotations

import json

import orjson
import pytest

from streams.events.structured import structured
from tests.web.records import canceled, published


def test_it_is_a_cloudevent_with_the_value_as_its_data() -> None:
    record = published(urgency=2)
    assert record.value is not None
    event = json.loads(structured(dict(record.headers), record.value, why="match"))
    headers = {name: value.decode() for name, value in record.headers}
    assert event.pop("data") == orjson.loads(record.value)
    assert event == {
        "specversion": "1.0",
        "id": headers["ce_id"],
        "source": "copydesk",
        "type": "copydesk.article.enriched.v1",
        "subject": "urn:a",
        "time": headers["ce_time"],
        "datacontenttype": "application/json",
        "language": "en",
        "raw": "articles.raw/0/1",
        "signal": "new",
        "disposition": "enriched",
        "urgency": "2",
        "why": "match",
    }


def test_a_kill_says_so_outside_of_its_data() -> None:
    record = canceled()
    assert json.loads(structured(dict(record.headers), record.value or b""))["pubstatus"] == "canceled"


def test_line_breaks_of_others_do_not_stay() -> None:
    headers = dict(published().headers)
    whole = structured(headers, b'{"a":\r\n [1]\n}')
    assert b"\n" not in whole
    assert b"\r" not in whole
    assert json.loads(whole)["data"] == {"a": [1]}


@pytest.mark.parametrize(("headers", "value"), [({}, b"{}"), ({"ce_id": b"1"}, b"{}")])
def test_what_has_no_attributes_is_no_event(headers: dict[str, bytes], value: bytes) -> None:
    with pytest.raises(ValueError, match="attributes of CloudEvents are missing"):
        structured(headers, value)


def test_a_value_that_is_no_json_is_none() -> None:
    with pytest.raises(ValueError, match="unexpected"):
        structured(dict(published().headers), b"{")


def test_an_odd_header_is_no_attribute() -> None:
    headers = dict(published().headers) | {"Odd-Name": b"1", "data": b"2", "ce_traceparent": b"00-1"}
    event = json.loads(structured(headers, b"{}"))
    assert "Odd-Name" not in event
    assert event["data"] == {}
    assert event["traceparent"] == "00-1"
