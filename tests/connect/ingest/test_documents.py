from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from multidict import CIMultiDict

from streams.connect.ingest import documents as module
from streams.connect.ingest.documents import documents
from streams.events.raw_event import RawEvent
from streams.runtime.problem import Problem

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVENT: dict[str, Any] = {"specversion": "1.0", "id": "7", "source": "/elsewhere", "type": "any.thing"}


def read(
    body: bytes, content_type: str | None = None, url: str | None = None, **headers: str
) -> list[RawEvent]:
    given = CIMultiDict({name.replace("_", "-"): value for name, value in headers.items()})
    if content_type:
        given["Content-Type"] = content_type
    return documents(body, given, url, "quay", NOW)


def one(*args: Any, **kwargs: Any) -> tuple[RawEvent, dict[str, str]]:
    (event,) = read(*args, **kwargs)
    return event, {name: value.decode() for name, value in event.headers}


def refused(*args: Any, **kwargs: Any) -> Problem:
    with pytest.raises(Problem) as problem:
        read(*args, **kwargs)
    return problem.value


def test_a_document_comes_as_it_is() -> None:
    event, headers = one(b"<p>Hi</p>", "text/html; charset=iso-8859-1", url="https://quay.example/1")
    assert event.value == b"<p>Hi</p>"
    assert event.key == b"https://quay.example/1"
    assert headers["ce_source"] == "quay"
    assert headers["ce_subject"] == "https://quay.example/1"
    assert headers["ce_time"] == NOW.isoformat()
    assert headers["content-type"] == "text/html; charset=iso-8859-1"
    _, headers = one(b"FLASH")
    assert "content-type" not in headers
    assert headers["ce_subject"].startswith("sha256:")


def test_the_same_document_has_the_same_id_whenever_it_comes() -> None:
    (first,) = documents(b"one", CIMultiDict(), "u", "quay", NOW)
    (again,) = documents(b"one", CIMultiDict(), "u", "quay", datetime.now(UTC))
    (other,) = documents(b"one", CIMultiDict(), "u", "mole", NOW)
    assert first.id == again.id != other.id


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        ({"ce_subject": "urn%3Ax%20%E2%82%AC", "url": "u", "Content_Location": "l"}, "urn:x €"),
        ({"url": "u", "Content_Location": "l"}, "u"),
        ({"Content_Location": "l"}, "l"),
        ({}, "urn:own"),
    ],
)
def test_what_names_a_document_in_its_order(given: dict[str, str], subject: str) -> None:
    body = orjson.dumps({"guid": "urn:own", "headline": "x", "body_html": "<p>x</p>"})
    assert one(body, "application/json", **given)[0].key == subject.encode()


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b'{"uri": "urn:a:1", "type": "text", "bodies": []}', b"urn:a:1"),
        (b' {"url": "https://quay.example/2", "text": "x"}', b"https://quay.example/2"),
        (b'{"title": 7, "text": "x"}', None),
        (b"[1, 2]", None),
        (b"{", None),
    ],
)
def test_json_calls_itself_by_its_uri(body: bytes, key: bytes | None) -> None:
    for content_type in ("application/json", None):
        found, _ = one(body, content_type)
        assert found.key == key or (key is None and found.key.startswith(b"sha256:"))


def test_a_cloudevent_in_binary_mode() -> None:
    event, headers = one(
        b"<p>Hi</p>", "text/html",
        ce_specversion="1.0", ce_id="7", ce_source="/elsewhere", ce_type="x", ce_subject="urn:x", ce_time="2026-02-28T11:00:00Z",
    )  # fmt: skip
    assert event.value == b"<p>Hi</p>"
    assert headers["ce_source"] == "quay"  # whatever the envelope says
    assert headers["ce_id"] != "7"
    assert (headers["ce_subject"], headers["ce_time"]) == ("urn:x", "2026-02-28T11:00:00+00:00")
    assert headers["ce_type"] == "copydesk.article.raw.v1"


def test_a_cloudevent_in_structured_mode() -> None:
    whole = EVENT | {"subject": "urn:x", "datacontenttype": "text/html", "data": "<p>Hi</p>"}
    event, headers = one(orjson.dumps(whole), "application/cloudevents+json; charset=utf-8")
    assert (event.value, headers["ce_source"], headers["ce_subject"]) == (b"<p>Hi</p>", "quay", "urn:x")
    packed = EVENT | {"data_base64": base64.b64encode(b"\xff\x00").decode()}
    assert one(orjson.dumps(packed), "application/cloudevents+json")[0].value == b"\xff\x00"


def test_a_batch_of_cloudevents() -> None:
    events = [EVENT | {"subject": f"urn:{number}", "data": {"text": "x"}} for number in range(3)]
    found = read(orjson.dumps(events), "application/cloudevents-batch+json")
    assert [each.key for each in found] == [b"urn:0", b"urn:1", b"urn:2"]
    assert read(b"[]", "application/cloudevents-batch+json") == []
    events[1].pop("id")
    problem = refused(orjson.dumps(events), "application/cloudevents-batch+json")
    assert problem.status == 422
    assert problem.detail.startswith("nothing was sent, for a document is wrong: event 2: ")
    assert problem.more["wrong"] == [problem.detail.partition("wrong: ")[2]]


@pytest.mark.parametrize(
    "content_type", ["application/x-ndjson", "application/jsonl; charset=utf-8", "application/NDJSON"]
)
def test_an_article_a_line(content_type: str) -> None:
    lines = b'{"url": "https://q.example/1", "text": "a"}\n\r\n{"url": "https://q.example/2", "text": "b", "source": "me"}\n'
    found = read(lines, content_type)
    assert [each.key for each in found] == [b"https://q.example/1", b"https://q.example/2"]
    assert {dict(each.headers)["ce_source"] for each in found} == {b"quay"}


def test_of_lines_all_go_or_none() -> None:
    lines = b'{"no": "article"}\n{"url": "https://q.example/1", "text": "a"}\n{\n'
    problem = refused(lines, "application/x-ndjson")
    assert problem.status == 422
    assert "2 documents are wrong" in problem.detail
    assert [each.partition(":")[0] for each in problem.more["wrong"]] == ["line 1", "line 3"]


def test_there_is_a_limit_to_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    monkeypatch.setattr(module, "LISTED", 1)
    assert refused(b'{"text":"a"}\n' * 3, "application/x-ndjson").status == 413
    assert refused(b"{}\n" * 2, "application/x-ndjson").more["wrong"] == [
        "line 1: it has no text, no html, no title and no summary"
    ]
    monkeypatch.setattr(module, "LARGEST", 500)
    assert refused(b"x" * 400, "text/plain").status == 413


@pytest.mark.parametrize(
    ("body", "content_type", "headers", "status", "says"),
    [
        (b"", "text/plain", {}, 400, "empty"),
        (b"a=b", "application/x-www-form-urlencoded", {}, 415, "a form"),
        (b"--x", "multipart/form-data; boundary=x", {}, 415, "a form"),
        (b"x", "text/plain", {"ce_specversion": "1.0", "ce_id": "1", "ce_type": "x"}, 400, "ce-source is missing"),
        (b"x", "text/plain", {"ce_specversion": "0.3", "ce_id": "1", "ce_type": "x", "ce_source": "x"}, 422, "1.0 is read"),
        (b"x", "application/cloudevents+avro", {}, 415, "are read"),
        (b"x", "application/cloudevents-batch+avro", {}, 415, "is read"),
        (b"{", "application/cloudevents+json", {}, 422, "not JSON"),
        (b"{}", "application/cloudevents+json", {}, 422, "required"),
        (b"{", "application/cloudevents-batch+json", {}, 400, "not JSON"),
        (b"{}", "application/cloudevents-batch+json", {}, 400, "no list"),
        (b"[7]", "application/cloudevents-batch+json", {}, 422, "event 1"),
        (b"\xff\xfe\n", "application/x-ndjson", {}, 422, "line 1: not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_said(
    body: bytes, content_type: str, headers: dict[str, str], status: int, says: str
) -> None:
    problem = refused(body, content_type, **headers)
    assert problem.status == status
    assert says in problem.detail


def test_a_header_that_is_not_utf8_ends_nothing() -> None:
    event, headers = one(b"x", "text/plain", ce_subject=b"caf\xe9".decode("utf-8", "surrogateescape"))
    assert headers["ce_subject"] == "caf\ufffd"
    assert event.key == "caf\ufffd".encode()


def test_a_trace_goes_on() -> None:
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    assert one(b"x", "text/plain", traceparent=parent)[1]["ce_traceparent"] == parent
    assert one(b"x", "text/plain", ce_traceparent=parent)[1]["ce_traceparent"] == parent
