"""Lines of JSON as raw events: what goes out, what its headers say, and which lines are none."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.article import Article, RawArticle
from streams.connect.lines import line_event
from streams.errors import FeedError
from streams.events.raw_event import RawEvent
from streams.intake.reader import read
from tests.articles import NOON, origin


def event(fields: dict[str, Any], source: str | None = None) -> RawEvent:
    made = line_event(orjson.dumps(fields), "line 1", NOON, source)
    assert isinstance(made, RawEvent), made
    return made


def test_the_line_goes_out_as_it_is_and_its_fields_name_it() -> None:
    fields = {
        "source": "post",
        "url": "https://post.example/a",
        "text": "Text.",
        "date": "2026-11-21T10:00:00Z",
    }
    made = event(fields)
    headers = dict(made.headers)
    assert headers["content-type"] == b"application/json"
    assert (headers["ce_source"], headers["ce_subject"]) == (b"post", b"https://post.example/a")
    assert headers["ce_time"] == b"2026-11-21T10:00:00+00:00"
    assert orjson.loads(made.value) == fields


@pytest.mark.parametrize(
    ("fields", "source", "subject"),
    [
        ({"headline": "A", "link": "https://post.example/a"}, b"post.example", b"https://post.example/a"),
        ({"titel": "A", "guid": "a-1", "publisher": {"name": "Post"}}, b"Post", b"a-1"),
        ({"article": {"title": "A", "id": 7, "site": "post.example"}}, b"post.example", b"7"),
        ({"uri": "urn:post:1", "headlines": [{"value": "A"}]}, b"lines", b"urn:post:1"),
        ({"id": 7, "status": "killed"}, b"lines", b"7"),
    ],
)
def test_the_names_are_those_of_the_intake(fields: dict[str, Any], source: bytes, subject: bytes) -> None:
    made = event(fields)
    headers = dict(made.headers)
    assert (headers["ce_source"], headers["ce_subject"], made.key) == (source, subject, subject)
    assert dict(event(fields, "mine").headers)["ce_source"] == b"mine"
    (found,) = read(RawArticle(made.value, origin(), "application/json", source.decode(), subject.decode()))
    assert isinstance(found, Article)


def test_a_kill_goes_where_its_article_went() -> None:
    assert event({"id": 7, "title": "A"}).key == event({"id": 7, "status": "killed"}).key


def test_without_a_name_the_content_names_it() -> None:
    assert event({"title": "A"}).key == event({"title": "A"}).key != event({"title": "B"}).key


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "not JSON"),
        (b"[]", "object"),
        (b'"text"', "object"),
        (b"{}", "no text"),
        (b'{"url": "https://post.example/a"}', "no text"),
        (b'{"text": 7}', "text is a number, not text"),
        (b'{"text": "A", "status": "spiked"}', "status"),
        (b'{"text": "A", "text": "B"}', "stands twice"),
        (b'{"text": "A", "date": "tomorrow-ish"}', "date"),
        (b'{"text": "\xff"}', "not UTF-8"),
    ],
)
def test_what_is_not_accepted_says_which_line_and_why(line: bytes, why: str) -> None:
    refused = line_event(line, "line 9", NOON)
    assert isinstance(refused, FeedError)
    assert str(refused).startswith("line 9:")
    assert why in str(refused)
