from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.errors import FeedError
from streams.feed.lines import line_event
from streams.feed.raw_event import RawEvent
from tests.articles import NOON


def event(**fields: Any) -> RawEvent:
    made = line_event(orjson.dumps(fields), "line 1", NOON)
    assert isinstance(made, RawEvent), made
    return made


def test_text_becomes_a_ninjs_item() -> None:
    made = event(
        source="post",
        url="https://post.example/a",
        title="A",
        text="Text.",
        date="2026-11-21T10:00:00Z",
        author="J",
    )
    headers = dict(made.headers)
    assert headers["content-type"] == b"application/vnd.iptc.ninjs+json"
    assert (headers["ce_source"], headers["ce_subject"]) == (b"post", b"https://post.example/a")
    assert headers["ce_time"] == b"2026-11-21T10:00:00+00:00"
    assert orjson.loads(made.value) == {
        "uri": "https://post.example/a",
        "type": "text",
        "headlines": [{"role": "main", "value": "A"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": "Text."}],
        "by": "J",
        "versionCreated": "2026-11-21T10:00:00+00:00",
    }


def test_a_whole_page_goes_out_as_a_page_and_a_part_of_one_as_an_item() -> None:
    page = event(url="https://post.example/a", html="<!DOCTYPE html><html><body><p>T</p></body></html>")
    assert page.value.startswith(b"<!DOCTYPE")
    assert dict(page.headers)["content-type"] == b"text/html; charset=utf-8"
    part = event(url="https://post.example/a", html="<p>T</p>", title="A")
    assert orjson.loads(part.value)["bodies"][0]["contentType"] == "text/html"


def test_without_a_url_the_content_names_it() -> None:
    assert event(title="A").key == event(title="A").key != event(title="B").key
    assert "uri" not in orjson.loads(event(title="A", url="not a url").value)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "not JSON"),
        (b"[]", "object"),
        (b'"text"', "object"),
        (b"{}", "no text"),
        (b'{"text": 7}', "text must be text"),
        (b'{"text": "A", "url": []}', "url must be text"),
        (b'{"text": "A", "date": "tomorrow-ish"}', "date"),
        (b'{"text": "\\ud800"}', "not JSON"),
    ],
)
def test_what_is_not_accepted_says_which_line_and_why(line: bytes, why: str) -> None:
    refused = line_event(line, "line 9", NOON)
    assert isinstance(refused, FeedError)
    assert str(refused).startswith("line 9:")
    assert why in str(refused)
