from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from streams.intake.reader import INLINE_BYTES
from streams.runtime.feeds import Feed, Kind, feed_of

PAGE = b"<!DOCTYPE html><html><body><p>A page.</p></body></html>"
KILL = b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><itemMeta/></newsItem>"


def message(value: bytes | None, topic: str = "articles.raw", **headers: str) -> Any:
    pairs = [
        (name.replace("_", "-") if name == "content_type" else name, each.encode())
        for name, each in headers.items()
    ]
    return SimpleNamespace(
        topic=topic, partition=0, offset=7, key=None, value=value, headers=pairs, timestamp=0.0
    )


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (b"A short text.", Kind.TEXT),
        (PAGE, Kind.PAGE),
        (b"\xef\xbb\xbf\n <HTML><p>A page.</p>", Kind.PAGE),
        (KILL, Kind.DOCUMENT),
        (b'{"headline": "x", "body_html": "<p>A page.</p>"}', Kind.DOCUMENT),
        (b"x" * (INLINE_BYTES + 1), Kind.DOCUMENT),
        (None, Kind.TEXT),
    ],
)
def test_the_bytes_say_how_it_is_read(value: bytes | None, kind: Kind) -> None:
    assert feed_of(message(value)).kind is kind


def test_the_envelope_says_whose_it_is() -> None:
    assert feed_of(message(PAGE, ce_source="post")) == Feed("post", Kind.PAGE)
    assert feed_of(message(PAGE, ce_subject="https://www.post.example/a")).source == "post.example"
    assert feed_of(message(PAGE, "articles.backfill", ce_source="post")) == Feed("post", Kind.PAGE, True)
    assert feed_of(message(b"<p>A page.</p>", ce_source="post", content_type="text/html")).kind is Kind.PAGE
    assert len(feed_of(message(PAGE, ce_source="x" * 5000)).source) == 200


def test_a_large_event_in_json_is_not_parsed_to_know_whose_it_is() -> None:
    event = {"specversion": "1.0", "id": "1", "source": "post", "type": "x", "data": "A text."}
    structured = {"content_type": "application/cloudevents+json"}
    assert feed_of(message(orjson.dumps(event), **structured)) == Feed("post", Kind.TEXT)
    event["data"] = "x" * INLINE_BYTES
    assert feed_of(message(orjson.dumps(event), **structured)) == Feed("", Kind.DOCUMENT)


def test_no_date_is_read_to_know_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(value: object) -> None:
        raise AssertionError(value)

    monkeypatch.setattr("streams.events.cloudevents.parse_date", never)
    assert feed_of(message(b"A text.", ce_source="lock", ce_time="2026-11-21T12:00:00Z")).source == "lock"
