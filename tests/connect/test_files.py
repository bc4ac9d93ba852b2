from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from streams.connect.files import LARGEST, find_files, read_file
from streams.errors import FeedError
from streams.events.raw_event import RawEvent
from tests.articles import NOON


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
