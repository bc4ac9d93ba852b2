"""`read` chooses the format; `needs_process` what must run where it can be killed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped, Origin, RawArticle
from streams.intake import reader
from streams.kinds import Format, Reason
from streams.source_config import SourceConfig

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, 12, tzinfo=UTC))
TEXT_ITEM = {"uri": "a:b", "headline": "Fire", "body_text": "The port is shut <for now>."}
HTML_ITEM = {"uri": "a:b", "headline": "Fire", "body_html": "<p>The port is shut.</p>"}
PAGE = "<!doctype html><html><body><article><p>The port is shut until Monday, she said.</p></article></body></html>"


def raw(value: str | bytes, content_type: str | None = None) -> RawArticle:
    return RawArticle(value.encode() if isinstance(value, str) else value, ORIGIN, content_type=content_type)


@pytest.mark.parametrize(
    ("value", "content_type", "format_"),
    [
        (PAGE, None, Format.HTML),
        (PAGE, "text/plain", Format.HTML),
        ("The port is shut.", "text/html", Format.TEXT),
        ("The port is shut.", None, Format.TEXT),
        (json.dumps(TEXT_ITEM), "text/plain", Format.NINJS),
        (json.dumps(HTML_ITEM), "application/json", Format.NINJS),
    ],
)
def test_each_format_finds_its_reader(value: str, content_type: str | None, format_: Format) -> None:
    for encoding in ("utf-8", "utf-16"):
        (found,) = reader.read(raw(value.encode(encoding), content_type))
        assert isinstance(found, Article), found
        assert found.format is format_


@pytest.mark.parametrize(
    ("value", "content_type", "reason"),
    [
        (b"", None, Reason.EMPTY),
        (b"\x89PNG\r\n\x1a\n", "text/html", Reason.BINARY),
        (PAGE, "application/pdf", Reason.UNKNOWN_FORMAT),
        ('{"a": 1}', None, Reason.INVALID_DOCUMENT),
    ],
)
def test_refusals(value: str | bytes, content_type: str | None, reason: Reason) -> None:
    (found,) = reader.read(raw(value, content_type))
    assert isinstance(found, Dropped)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("value", "content_type", "needed"),
    [
        (PAGE, "text/html", True),
        (PAGE, None, True),
        (PAGE, "text/plain", True),
        (PAGE.encode("utf-16"), "text/plain", True),
        (json.dumps(HTML_ITEM), "application/ninjs+json", True),
        (json.dumps(TEXT_ITEM), "application/ninjs+json", False),
        ('{"broken": "<p>"', None, True),
        ('{"title": "Fire", "content_html": "<p>The port is shut.</p>"}', None, True),
        ('<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', None, True),
        ("The port is shut.", None, False),
        ("The port is shut.", "text/html", False),
        ("Fewer than 3 < 4 tugs.", "text/plain", False),
        ("x" * (reader.INLINE_BYTES + 1), "text/plain", True),
        (b"", None, False),
        # Many lines, whatever parts them and however they are written down.
        ("a\n" * 1_000, "text/plain", False),
        ("a\n" * 1_001, "text/plain", True),
        ("a\r" * 1_001, "text/plain", True),
        ("a\x0c" * 1_001, "text/plain", True),
        ("a\u2028" * 1_001, "text/plain", True),
        ("a&#10;" * 1_001, "text/plain", True),
        (json.dumps(TEXT_ITEM | {"body_text": "a\n" * 1_001}), "application/ninjs+json", True),
        (json.dumps({"title": "Fire", "text": ["a"] * 2_000}), "application/json", True),
        ("a\n".encode("utf-16") * 20, "text/plain", True),
        # Many articles.
        (json.dumps([{"id": number, "text": "a"} for number in range(51)]), "application/json", True),
        ("\x01a\x02b\x03\x04" * 51, "text/vnd.iptc.anpa", True),
        ("ZCZC abc0001\nFire\nNNNN\n" * 51, "text/plain", True),
        # Markdown becomes markup.
        (json.dumps({"title": "Fire", "markdown": "*a*"}), "application/json", True),
        # What may hide it.
        ("---\ntitle: Fire\n---\n*a*", "text/plain", True),
        ("HTTP/1.1 200 OK\n\n<p>a</p>", "text/plain", True),
        ("PGh0bWw+PHA+YTwvcD48L2h0bWw+", "text/plain", True),
        ('cb({"title": "Fire", "text": "<p>a</p>"});', "text/plain", True),
        ("id,title,text\n1,Fire,<p>a</p>\n", "text/plain", True),
        (
            json.dumps({"title": "Fire", "encoding": "base64", "text": "PHA+YTwvcD4="}),
            "application/json",
            True,
        ),
        # What is packed.
        ("From: a@b.example\nSubject: Fire\nDate: Sat, 21 Nov 2026 12:00:00 +0000\n\nIt is out.", None, True),
    ],
)
def test_needs_process(value: str | bytes, content_type: str | None, needed: bool) -> None:
    assert reader.needs_process(raw(value, content_type)) is needed


def test_a_large_envelope_is_not_read_inline() -> None:
    event = replace(raw("The port is shut.", "text/plain"), subject="a" * 5_000)
    assert reader.needs_process(event)


@given(
    st.sampled_from(
        [PAGE, json.dumps(HTML_ITEM), json.dumps(TEXT_ITEM), "The port is shut.", "<p>a</p><p>b</p>"]
    ),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "utf-32", "cp1252"]),
    st.sampled_from([None, "text/html", "text/plain", "application/json", "application/octet-stream"]),
)
def test_a_page_is_never_parsed_inline(value: str, encoding: str, content_type: str | None) -> None:
    event = raw(value.encode(encoding), content_type)
    for found in reader.read(event):
        if isinstance(found, Article) and found.format is Format.HTML:
            assert reader.needs_process(event)


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/html", "text/plain", "application/json", "text/html; charset=utf-16"]),
)
def test_any_bytes_are_answered(value: bytes, content_type: str | None) -> None:
    event = raw(value, content_type)
    assert reader.read(event)
    assert reader.needs_process(event) in (True, False)


def test_each_article_says_by_whose_word_its_uri_is_and_the_other_addresses_of_its_page() -> None:
    item = "<item><title>{0}</title><link>http://www.post.example/{0}/</link><description>The quay.</description></item>"
    feed = f'<rss version="2.0"><channel>{item.format("quay")}{item.format("mill")}</channel></rss>'.encode()
    quay, mill = reader.read(replace(raw(feed), subject="https://post.example/quay"))
    assert isinstance(quay, Article)
    assert isinstance(mill, Article)
    assert (quay.uri, quay.naming.uri_by) == ("https://www.post.example/quay/", "envelope")
    assert (mill.uri, mill.naming.uri_by) == ("https://www.post.example/mill/", "document")
    assert mill.naming.aliases == ("http://www.post.example/mill/", "https://post.example/mill")
    (text,) = reader.read(raw(b"The quay is shut.\n\nIt opens on Monday."))
    assert isinstance(text, Article)
    assert text.naming.uri_by == "content"


_LOCAL = (
    b'{"uri": "urn:x:1", "type": "text", "versioncreated": "2026-06-13T06:12:00", "headline": "Lock gate opened", '
    b'"body_text": "It is open."}'
)


def test_a_local_time_is_read_on_the_clock_of_the_source() -> None:
    (found,) = reader.read(replace(raw(_LOCAL), config=SourceConfig("quay", zone="Europe/London")))
    assert isinstance(found, Article)
    assert found.revision.version_created == datetime(2026, 6, 13, 5, 12, tzinfo=UTC)
    assert found.cleaning.repairs == ()


def test_a_local_time_of_an_unknown_clock_is_told_of() -> None:
    (found,) = reader.read(raw(_LOCAL))
    assert isinstance(found, Article)
    assert found.cleaning.repairs == ("zone-unknown",)


@pytest.mark.parametrize("format_", Format)
def test_each_format_has_a_name_for_where_it_is_refused(format_: Format) -> None:
    assert reader.NAMES[format_]
