from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Dropped, RawArticle
from streams.events.cloudevents import headers_of, is_usable, read_raw
from streams.events.codec import ENRICHED
from streams.found import Found, Topic
from streams.kinds import Disposition, Reason, Signal
from streams.sent import Concept, Sent
from streams.verdict import Verdict
from tests.articles import NOON, article, origin

STRUCTURED = {"content-type": b"application/cloudevents+json; charset=UTF-8"}


def structured(**changes: Any) -> bytes:
    event = {"specversion": "1.0", "id": "1", "source": "tidewater", "type": "article", "data": "Text."}
    return orjson.dumps({**event, **changes})


def test_binary_mode_reads_the_attributes_from_the_headers() -> None:
    headers = {
        "ce_specversion": b"1.0",
        "ce_id": b"7",
        "ce_source": b"tidewater",
        "ce_type": b"article",
        "ce_subject": b"https://post.example/a",
        "ce_time": b"2026-11-21T11:59:00Z",
        "content-type": b"text/html; charset=utf-8",
    }
    raw = read_raw(b"<p>Text</p>", headers, origin())
    assert raw == RawArticle(
        b"<p>Text</p>",
        origin(),
        "text/html; charset=utf-8",
        "tidewater",
        "https://post.example/a",
        datetime(2026, 11, 21, 11, 59, tzinfo=UTC),
        "7",
    )


def test_the_header_of_a_schema_registry_before_a_structured_event_goes_and_is_noted() -> None:
    raw = read_raw(b"\0\0\0\0\7" + structured(), STRUCTURED, origin())
    assert isinstance(raw, RawArticle)
    assert (raw.value, raw.repairs) == (b"Text.", ("confluent",))
    avro = read_raw(b"\0\0\0\0\7\x02a", STRUCTURED, origin())
    assert isinstance(avro, Dropped)
    assert avro.reason is Reason.UNKNOWN_FORMAT


@pytest.mark.parametrize(
    ("given", "status"), [("403", 403), (" 404 ", 404), ("ok", None), ("40400", None), ("", None)]
)
def test_the_status_with_which_a_crawler_got_it(given: str, status: int | None) -> None:
    raw = read_raw(b"Text.", {"ce_specversion": b"1.0", "ce_httpstatus": given.encode()}, origin())
    assert isinstance(raw, RawArticle) and raw.status == status
    whole = read_raw(structured(httpstatus=given), STRUCTURED, origin())
    assert isinstance(whole, RawArticle) and whole.status == status
    number = read_raw(structured(httpstatus=503), STRUCTURED, origin())
    assert isinstance(number, RawArticle) and number.status == 503


def test_bare_bytes_are_accepted_and_header_pairs_too() -> None:
    assert read_raw(b"Text.", None, origin()) == RawArticle(b"Text.", origin())
    raw = read_raw(b"Text.", [("Content-Type", b"text/plain")], origin())
    assert isinstance(raw, RawArticle)
    assert raw.content_type == "text/plain"


def test_an_unreadable_attribute_is_left_out_and_the_event_goes_on() -> None:
    raw = read_raw(b"Text.", {"ce_time": b"yesterday", "ce_source": b"\xff\xfe", "ce_subject": b""}, origin())
    assert isinstance(raw, RawArticle)
    assert (raw.time, raw.subject) == (None, None)


@pytest.mark.parametrize(
    ("value", "content"),
    [
        (structured(data="Text."), b"Text."),
        (structured(data={"uri": "a:b"}), b'{"uri":"a:b"}'),
        (structured(data_base64=base64.b64encode(b"\xff\x00").decode(), data=None), None),
        (structured(data="<p>", datacontenttype="text/html"), b"<p>"),
        (structured(data="a", datacontenttype="application/json"), b'"a"'),
    ],
)
def test_structured_mode_reads_data(value: bytes, content: bytes | None) -> None:
    raw = read_raw(value, STRUCTURED, origin())
    if content is None:
        assert raw == Dropped(Reason.INVALID_EVENT, raw.detail if isinstance(raw, Dropped) else "")
        return
    assert isinstance(raw, RawArticle)
    assert (raw.value, raw.source, raw.id) == (content, "tidewater", "1")


def test_structured_mode_reads_base64() -> None:
    event = orjson.loads(structured())
    del event["data"]
    event["data_base64"] = base64.b64encode(b"\xff\x00").decode()
    raw = read_raw(orjson.dumps(event), STRUCTURED, origin())
    assert isinstance(raw, RawArticle)
    assert raw.value == b"\xff\x00"


@pytest.mark.parametrize(
    ("value", "headers", "reason"),
    [
        (b"", {}, Reason.EMPTY),
        (None, {}, Reason.EMPTY),
        (b"{", STRUCTURED, Reason.INVALID_EVENT),
        (b"[]", STRUCTURED, Reason.INVALID_EVENT),
        (structured(specversion="2.0"), STRUCTURED, Reason.INVALID_EVENT),
        (structured(source=""), STRUCTURED, Reason.INVALID_EVENT),
        (structured(data=None), STRUCTURED, Reason.EMPTY),
        (structured(data_base64="no"), STRUCTURED, Reason.INVALID_EVENT),
        (b"x", {"ce_specversion": b"0.3"}, Reason.INVALID_EVENT),
        (b"[]", {"content-type": b"application/cloudevents-batch+json"}, Reason.INVALID_EVENT),
    ],
)
def test_a_broken_envelope_is_refused_with_its_reason(
    value: bytes | None, headers: dict[str, bytes], reason: Reason
) -> None:
    raw = read_raw(value, headers, origin())
    assert isinstance(raw, Dropped)
    assert raw.reason is reason
    assert raw.detail


@given(st.binary(), st.dictionaries(st.text(max_size=8), st.binary(max_size=30), max_size=4), st.booleans())
def test_no_bytes_raise(value: bytes, headers: dict[str, bytes], as_event: bool) -> None:
    assert isinstance(
        read_raw(value, headers | (STRUCTURED if as_event else {}), origin()), RawArticle | Dropped
    )


def test_our_headers_carry_what_subscribers_filter_on() -> None:
    ours = article(
        urgency=2,
        sent=Sent(
            subjects=(Concept("economy, business", "http://cv.iptc.org/a,b"), Concept("Häfen am Meer"))
        ),
        verdict=Verdict(Disposition.ENRICHED, Signal.CORRECTION),
        found=Found(topics=(Topic("http://cv.iptc.org/newscodes/mediatopic/06000000", 0.7, "words"),)),
    )
    headers = dict(headers_of(ENRICHED, ours, NOON))
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_type"] == b"copydesk.article.enriched.v1"
    assert headers["ce_subject"] == b"https://post.example/harwich-quay"
    assert (headers["language"], headers["signal"], headers["urgency"]) == (b"en", b"correction", b"2")
    assert (headers["source"], headers["topics"]) == (
        b"harbour-post",
        b"http://cv.iptc.org/a,b H%C3%A4fen%20am%20Meer http://cv.iptc.org/newscodes/mediatopic/06000000",
    )
    assert (headers["raw"], headers["disposition"]) == (b"articles.raw/0/0", b"enriched")


@pytest.mark.parametrize(("characters", "told"), [(512, None), (513, b"513")])
def test_a_uri_that_is_too_long_for_an_id_elsewhere_has_a_header_that_says_so(
    characters: int, told: bytes | None
) -> None:
    uri = "https://post.example/".ljust(characters, "x")
    assert dict(headers_of(ENRICHED, article(uri=uri), NOON)).get("longuri") == told


@pytest.mark.parametrize("status", ["usable", "canceled", "withheld"])
def test_the_headers_tell_whether_an_article_is_usable(status: str) -> None:
    headers = headers_of(ENRICHED, article(pub_status=status), NOON)
    assert is_usable(headers) is is_usable(dict(headers)) is (status == "usable")
