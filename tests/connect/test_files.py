"""None"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.article import Article, RawArticle
from streams.connect.files import LARGEST, find_files, line_event, read_file
from streams.errors import FeedError
from streams.events.raw_event import RawEvent
from streams.intake.reader import read
from tests.articles import NOON, origin


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "wire/0700-b.txt",
        "post/0600-a.html",
        "post/_notes.txt",
        "README.md",
        ".hidden",
        "post/0800-c.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("text")
    return tmp_path


def only(path: Path, source: str | None = None) -> RawEvent:
    (event,) = read_file(path, NOON, source)
    assert isinstance(event, RawEvent)
    return event


def test_a_folder_is_read_in_the_order_of_the_names_without_what_is_not_meant(folder: Path) -> None:
    assert [path.name for path in find_files([str(folder)])] == ["0600-a.html", "0700-b.txt", "0800-c.json"]


def test_globs_and_files_are_each_read_once(folder: Path) -> None:
    found = find_files([str(folder / "*" / "*.txt"), str(folder / "wire" / "0700-b.txt")])
    assert [path.name for path in found] == ["0700-b.txt", "_notes.txt"]


@pytest.mark.parametrize("pattern", ["nothing-here", "*.pdf"])
def test_a_pattern_that_names_nothing_is_said(folder: Path, pattern: str) -> None:
    with pytest.raises(FeedError, match="no such file"):
        find_files([str(folder / pattern)])


def test_the_folder_is_the_source_unless_another_is_named(folder: Path) -> None:
    page = only(folder / "post" / "0600-a.html")
    headers = dict(page.headers)
    assert headers["ce_source"] == b"post"
    assert headers["ce_subject"] == b"post/0600-a.html" == page.key
    assert headers["content-type"] == b"text/html"
    assert dict(only(folder / "post" / "0600-a.html", "other").headers)["ce_source"] == b"other"


def test_neither_a_folder_nor_a_line_can_name_the_desk_itself(tmp_path: Path) -> None:
    path = tmp_path / "copydesk" / "kill.json"
    path.parent.mkdir()
    path.write_text("text")
    assert dict(only(path).headers)["ce_source"] == b"file"
    assert dict(only(path, "copydesk").headers)["ce_source"] == b"copydesk"
    event = line_event(
        b'{"source": "copydesk", "url": "https://post.example/a", "text": "Hello."}', "1", NOON
    )
    assert isinstance(event, RawEvent)
    assert dict(event.headers)["ce_source"] == b"post.example"


def test_the_same_bytes_are_the_same_event_and_changed_ones_another(folder: Path) -> None:
    path = folder / "wire" / "0700-b.txt"
    before = dict(only(path).headers)["ce_id"]
    assert dict(only(path).headers)["ce_id"] == before
    path.write_text("changed")
    assert dict(only(path).headers)["ce_id"] != before


def test_a_cloudevent_goes_out_as_it_is(folder: Path) -> None:
    path = folder / "event.json"
    path.write_bytes(orjson.dumps({"specversion": "1.0", "type": "t", "id": "1", "source": "s", "data": "x"}))
    assert only(path).headers == (("content-type", b"application/cloudevents+json"),)


def test_what_no_record_can_hold_is_said(folder: Path) -> None:
    path = folder / "big.bin"
    with path.open("wb") as out:
        out.truncate(LARGEST + 1)
    (error,) = read_file(path, NOON)
    assert isinstance(error, FeedError)
    assert "big.bin" in str(error)


def test_a_file_of_lines_is_an_event_a_line(folder: Path) -> None:
    path = folder / "day.jsonl"
    path.write_text('{"title": "One", "text": "A."}\n\nno json\n')
    one, two = read_file(path, NOON)
    assert isinstance(one, RawEvent)
    assert isinstance(two, FeedError)
    assert "day.jsonl:3" in str(two)


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


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ({"post": {"current": {"id": "6f", "title": "Weir", "html": "<p>It is shut.</p>", "url": "https://a.example/w"}, "previous": {}}}, b"6f"),
        ({"webTitle": "Weir", "webUrl": "https://a.example/w", "id": "news/weir", "fields": {"body": "<p>It is shut.</p>"}}, b"news/weir"),
        ({"op": "d", "before": {"id": 77, "url": "https://a.example/w"}, "after": None}, b"77"),
        ({"title": "Weir", "markdown": "It *is* shut.", "url": "https://a.example/w"}, b"https://a.example/w"),
        ({"metadata": {"title": "Weir", "url": "https://a.example/w"}, "content": "It is shut."}, b"https://a.example/w"),
    ],
)  # fmt: skip
def test_what_programs_send_is_named_as_the_intake_names_it(line: dict[str, Any], subject: bytes) -> None:
    event = line_event(orjson.dumps(line), "lines 1", NOON)
    assert isinstance(event, RawEvent), event
    assert dict(event.headers)["ce_subject"] == subject
