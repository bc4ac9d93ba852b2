"""What of an archive is a document, and what goes along with it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Any

import cramjam
import pytest

from streams.article import Origin, RawArticle
from streams.connect.warc import documents as module
from streams.connect.warc.documents import Found, Passed, documents
from streams.connect.warc.records import Spot
from streams.errors import FeedError
from streams.events.cloudevents import read_raw
from streams.events.raw_event import RawEvent
from tests.articles import NOON
from tests.connect.warc.archives import DATE, Writing, page, three

URL = "https://www.post.example/one"


def fed(path: Path, **options: Any) -> tuple[list[Found], Passed]:
    passed = Passed()
    return list(documents(path, passed, **options)), passed


def raws(path: Path, **options: Any) -> list[RawArticle]:
    """The events as the desk reads them."""
    found = [each.event for each in fed(path, **options)[0] if isinstance(each.event, RawEvent)]
    read = [read_raw(each.value, each.headers, Origin("articles.backfill", 0, 0, NOON)) for each in found]
    assert all(isinstance(each, RawArticle) for each in read)
    return [each for each in read if isinstance(each, RawArticle)]


def refused(path: Path) -> list[str]:
    return [
        str(each.event).replace(str(path), "a") for each in fed(path)[0] if isinstance(each.event, FeedError)
    ]


def test_a_page_goes_with_its_url_its_host_its_status_and_its_time(tmp_path: Path) -> None:
    path = (
        Writing()
        .response(URL, page("one"), status="410 Gone", http=[("Date", "Tue, 05 Mar 2024 06:00:00 GMT")])
        .at(tmp_path)
    )
    (raw,) = raws(path)
    assert (raw.value, raw.source, raw.subject) == (page("one"), "post.example", URL)
    assert (raw.status, raw.content_type) == (410, "text/html; charset=utf-8")
    assert raw.time is not None
    assert raw.time.isoformat() == "2024-03-05T06:00:00+00:00"
    (named,) = raws(path, source="archive-of-post")
    assert named.source == "archive-of-post"


@pytest.mark.parametrize("date", ["Mon, 01 Jan 2001 00:00:00 GMT", "nonsense", ""])
def test_a_server_with_a_wrong_clock_is_not_believed(tmp_path: Path, date: str) -> None:
    (raw,) = raws(Writing().response(URL, page("one"), http=[("Date", date)]).at(tmp_path))
    assert raw.time is not None
    assert raw.time.strftime("%Y-%m-%dT%H:%M:%SZ") == DATE


def test_the_same_event_each_time(tmp_path: Path) -> None:
    path = three().at(tmp_path)
    assert [each.event for each in fed(path)[0]] == [each.event for each in fed(path)[0]]


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("text/html", True),
        ("application/xhtml+xml; charset=utf-8", True),
        ("Application/RSS+XML", True),
        ("application/atom+xml", True),
        ("application/feed+json", True),
        ("application/ld+json", True),
        ("text/plain", True),
        ("image/svg+xml", False),
        ("image/jpeg", False),
        ("text/css", False),
        (None, True),  # it begins as markup does
    ],
)
def test_which_answers_are_documents(tmp_path: Path, kind: str | None, wanted: bool) -> None:
    found, passed = fed(Writing().response(URL, page("one"), kind=kind).at(tmp_path))
    assert isinstance(found[0].event, RawEvent) == wanted
    assert passed.counts == ({} if wanted else {"other content": 1})


def test_what_is_passed_over_is_counted(tmp_path: Path) -> None:
    writing = three().response(URL, b"", status="301 Moved Permanently").response(URL, b" \n")
    writing.response("https://www.post.example/robots.txt", b"User-agent: *", kind="text/plain")
    writing.response("https://www.post.example/x", b"\x00\x01", kind="application/octet-stream")
    writing.record("request", URL, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request")
    writing.record("metadata", URL, b"a: b", "application/warc-fields")
    writing.record("response", "dns:post.example", b"20240305 post.example", "text/dns")
    found, passed = fed(writing.at(tmp_path))
    assert sum(isinstance(each.event, RawEvent) for each in found) == 3
    assert str(passed) == "4 other records, 2 other content, 1 redirects, 1 empty"


def test_a_resource_has_the_content_type_of_its_record(tmp_path: Path) -> None:
    (raw,) = raws(Writing().record("resource", URL, page("one"), "text/html").at(tmp_path))
    assert (raw.value, raw.content_type, raw.status) == (page("one"), "text/html", None)


def chunked(body: bytes) -> bytes:
    pieces = [body[at : at + 7] for at in range(0, len(body), 7)]
    return b"".join(b"%x;x=y\r\n%b\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


BODY = page("one")
RAW_DEFLATE = zlib.compressobj(wbits=-15)
DEFLATED = RAW_DEFLATE.compress(BODY) + RAW_DEFLATE.flush()


@pytest.mark.parametrize(
    ("body", "http"),
    [
        (gzip.compress(BODY, mtime=0), {"Content-Encoding": "gzip"}),
        (zlib.compress(BODY), {"Content-Encoding": "deflate"}),
        (DEFLATED, {"Content-Encoding": "deflate"}),
        (bytes(cramjam.brotli.compress(BODY)), {"Content-Encoding": "br"}),
        (bytes(cramjam.zstd.compress(BODY)), {"Content-Encoding": "zstd"}),
        (chunked(BODY), {"Transfer-Encoding": "chunked"}),
        (chunked(gzip.compress(BODY, mtime=0)), {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}),
        # What the crawler has undone already, and kept the header of:
        (BODY, {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}),
        (BODY, {"Content-Encoding": "br"}),
    ],
)
def test_the_codings_of_http_are_undone(tmp_path: Path, body: bytes, http: dict[str, str]) -> None:
    (raw,) = raws(Writing().response(URL, body, http=http.items()).at(tmp_path))
    assert raw.value == BODY


@pytest.mark.parametrize(
    ("body", "coding", "says"),
    [
        (gzip.compress(b"x" * 20_000, mtime=0), "gzip", "unpacked it has more than 1000 bytes"),
        (bytes(cramjam.brotli.compress(b"x" * 20_000)), "br", "unpacks to more than 1000 bytes"),
        (b"\x1f\x8b\x08nothing", "gzip", "its body is damaged"),
        (b"nothing", "compress", "it is packed as 'compress', which is not read"),
        (b"x" * 1001, "identity", "more than 1000 bytes; a record holds no more"),
    ],
)
def test_what_is_too_large_or_damaged_is_refused_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes, coding: str, says: str
) -> None:
    monkeypatch.setattr(module, "LARGEST", 1000)
    writing = (
        Writing().info().response(URL, body, http=[("Content-Encoding", coding)]).response(URL, b"<p>b</p>")
    )
    path = writing.at(tmp_path)
    (why,) = refused(path)
    assert why.startswith(f"a:{writing.offsets[1]} ({URL}): ")
    assert says in why
    assert [each.value for each in raws(path)] == [b"<p>b</p>"]


def test_a_broken_record_is_told_with_its_offset_and_where_it_goes_on(tmp_path: Path) -> None:
    writing = three()
    path = writing.at(tmp_path)
    data = bytearray(path.read_bytes())
    data[writing.offsets[1] + 40] ^= 0xFF
    path.write_bytes(data)
    (why,) = refused(path)
    assert why.startswith(f"a:{writing.offsets[1]}: ")
    assert why.endswith(f"; it goes on at {writing.offsets[2]}")
    assert [each.subject for each in raws(path)] == [
        "https://www.post.example/two",
        "https://www.post.example/three",
    ]
    path.write_bytes(bytes(writing.written[:-10]))
    assert refused(path) == [
        f"a:{writing.offsets[3]}: the file ends in the midst of it; nothing behind it can be read"
    ]


def test_an_answer_that_says_as_before_has_the_text_of_then(tmp_path: Path) -> None:
    writing = (
        three().revisit("https://www.post.example/again", page("one")).revisit(URL, b"what is elsewhere")
    )
    path = writing.at(tmp_path)
    found, passed = fed(path)
    again = raws(path)[-1]
    assert (again.subject, again.value, again.status) == ("https://www.post.example/again", page("one"), 200)
    assert again.time is not None
    assert again.time.isoformat() == "2024-04-05T06:07:08+00:00"
    assert str(passed) == "1 other records, 1 that refer to what is not in the file"
    # Also where an earlier run has gone past the text.
    later = list(documents(path, Passed(), start=found[3].after))
    assert [isinstance(each.event, RawEvent) for each in later] == [True, False]
    assert later[0].event == found[4].event
    assert found[3].after == Spot(writing.offsets[4])
