from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from streams.connect.kafka_mapping import RecordMapping, mapping_of
from streams.connect.options import Options
from streams.errors import FeedError, SourcesError
from streams.events.framing import framed
from streams.events.raw_event import RawEvent

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Record:
    value: bytes = b"<p>Boats run again.</p>"
    key: bytes | None = None
    headers: tuple[tuple[str, bytes | None], ...] = ()
    timestamp: int = 1772366400000
    topic: str = "theirs"
    partition: int = 3
    offset: int = 7


def read(record: Record, **mapping: Any) -> tuple[RawEvent, dict[str, str]]:
    event = RecordMapping("quay", **mapping).event(record, NOW)
    assert isinstance(event, RawEvent)
    return event, {name: value.decode() for name, value in event.headers}


def test_the_value_is_as_it_is_and_comes_under_the_name_of_the_source() -> None:
    event, headers = read(Record())
    assert (event.value, headers["ce_source"]) == (b"<p>Boats run again.</p>", "quay")
    assert headers["ce_time"] == "2026-03-01T12:00:00+00:00"  # of the record
    assert "content-type" not in headers
    assert read(Record(timestamp=-1))[1]["ce_time"] == NOW.isoformat()


def test_a_key_stays_the_key_where_nothing_names_the_document() -> None:
    assert read(Record(key=b"story-7"))[0].key == b"story-7"
    assert read(Record())[0].key.startswith(b"sha256:")
    event, headers = read(Record(key=b"story-7", headers=(("ce_subject", b"urn:x:7"),)))
    assert (event.key, headers["ce_subject"]) == (b"urn:x:7", "urn:x:7")
    same = {read(Record(key=key))[1]["ce_id"] for key in (b"a", b"b", None)}
    assert len(same) == 1  # the id is made of the content


def test_headers_mean_what_the_mapping_says() -> None:
    sent = (
        ("X-Url", b"https://quay.example/1"),
        ("x-at", b"2026-02-28T10:00:00Z"),
        ("x-kind", b"text/html"),
        ("y", None),
    )
    mapping = {"ce_subject": "x-url", "ce_time": "x-at", "content-type": "x-kind", "ce_httpstatus": "missing"}
    event, headers = read(Record(headers=sent), headers=mapping)
    assert event.key == b"https://quay.example/1"
    assert headers["ce_time"] == "2026-02-28T10:00:00+00:00"
    assert headers["content-type"] == "text/html"
    assert "ce_httpstatus" not in headers
    assert read(Record(key=b"urn:x:9"), headers={"ce_subject": "$key"})[1]["ce_subject"] == "urn:x:9"


def test_what_is_mapped_goes_before_what_the_envelope_says() -> None:
    sent = (("ce_subject", b"theirs"), ("x-url", b"mapped"))
    assert read(Record(headers=sent), headers={"ce_subject": "x-url"})[0].key == b"mapped"
    assert read(Record(headers=sent[:1]), headers={"ce_subject": "x-url"})[0].key == b"theirs"


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/meta/url", "urn:a"),
        ("/list/1/id", "7"),
        ("/a~1b~0c", "x"),
        ("/meta", None),
        ("/meta/none", None),
        ("/list/9/id", None),
        ("/list/-1", None),
        ("/yes", None),
    ],
)
def test_a_field_of_a_json_value_may_be_meant(pointer: str, found: str | None) -> None:
    document = {"meta": {"url": "urn:a"}, "list": [{}, {"id": 7}], "a/b~c": "x", "yes": True}
    for value in (orjson.dumps(document), framed(orjson.dumps(document), 5)):
        event, headers = read(Record(value), headers={"ce_subject": pointer})
        assert event.value == value
        assert headers["ce_subject"] == found or (
            found is None and headers["ce_subject"].startswith("sha256:")
        )
    assert read(Record(b"no json"), headers={"ce_subject": pointer, "ce_time": "/x"})[0].value == b"no json"


def test_a_content_type_for_those_that_do_not_say_theirs() -> None:
    assert read(Record(), content_type="text/html")[1]["content-type"] == "text/html"
    sent = (("content-type", b"text/plain"),)
    assert read(Record(headers=sent), content_type="text/html")[1]["content-type"] == "text/plain"


def test_cloudevents_come_under_our_sources_name() -> None:
    attributes = {
        "specversion": "1.0",
        "id": "7",
        "source": "copydesk",
        "type": "x",
        "subject": "urn:x",
        "data": {"text": "a"},
    }
    structured = (("content-type", b"application/cloudevents+json"),)
    event, headers = read(Record(orjson.dumps(attributes), headers=structured))
    assert (event.value, event.key, headers["ce_source"]) == (b'{"text":"a"}', b"urn:x", "quay")
    binary = tuple(
        (f"ce_{name}", value.encode()) for name, value in attributes.items() if isinstance(value, str)
    )
    event, headers = read(Record(headers=binary))
    assert (event.key, headers["ce_source"], headers["ce_type"]) == (
        b"urn:x",
        "quay",
        "copydesk.article.raw.v1",
    )


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (Record(b""), "theirs/3/7: the record has no value"),
        (Record(b"{", headers=(("content-type", b"application/cloudevents+json"),)), "theirs/3/7: not JSON"),
        (Record(headers=(("ce_specversion", b"0.2"),)), "1.0 is read"),
        (Record(bytes(17_000_000)), "a record holds"),
    ],
)
def test_what_is_no_raw_event_is_said_with_its_place(record: Record, says: str) -> None:
    found = RecordMapping("quay").event(record, NOW)
    assert isinstance(found, FeedError)
    assert says in str(found)


def options(**table: Any) -> Options:
    return Options("sources.toml: source 'quay'", "kafka", table)


def test_what_sources_toml_says_of_it() -> None:
    given = {"ce_subject": "x-url", "content-type": "/type"}
    assert mapping_of("quay", options(headers=given, content_type="text/html")) == RecordMapping(
        "quay", given, "text/html"
    )
    assert mapping_of("quay", options()) == RecordMapping("quay")
    for wrong, says in (
        ({"ce_source": "x"}, r"kafka\.headers\.ce_source cannot be mapped"),
        ({"subject": "x"}, r"kafka\.headers\.subject is none of ce_subject, ce_time"),
        ({"ce_subject": 7}, r"kafka\.headers\.ce_subject must be a text"),
        ("x-url", r"kafka\.headers must be a table"),
    ):
        with pytest.raises(SourcesError, match=says):
            mapping_of("quay", options(headers=wrong))
