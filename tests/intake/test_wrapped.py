"""What programs around Kafka wrap a document in."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from streams.article import Article, Dropped
from streams.intake.reader import read
from streams.kinds import Reason
from tests.articles import raw

STORY = {
    "title": "Weir to be rebuilt",
    "text": "The weir at Oxmere will be rebuilt in May, the council said.",
}
JSON = json.dumps(STORY)


@pytest.mark.parametrize(
    ("value", "repair"),
    [
        (json.dumps(JSON).encode(), "json-in-json"),
        (json.dumps(json.dumps(JSON)).encode(), "json-in-json"),
        (b"\0\0\0\x04\x0b" + JSON.encode(), "confluent"),
        (b"\0\0\0\0\x0a" + JSON.encode(), "confluent"),  # that id is a line feed
        (b"\0\0\xff\xff\xff" + JSON.encode(), "confluent"),
        (json.dumps({"schema": {"type": "struct"}, "payload": STORY}).encode(), "connect"),
        (json.dumps({"schema": {"type": "string"}, "payload": JSON}).encode(), "connect"),
    ],
)
def test_the_document_inside_is_read(value: bytes, repair: str) -> None:
    (found,) = read(raw(value))
    assert isinstance(found, Article)
    assert (found.headline, found.paragraphs) == (STORY["title"], (STORY["text"],))
    assert repair in found.cleaning.repairs


COPY = "Weir to be rebuilt\n\nThe weir at Oxmere will be rebuilt in May, the council said.\n"
WET = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://mere.example/weir-77\r\n\r\n" + COPY


@pytest.mark.parametrize(
    ("value", "content_type", "repair", "url"),
    [
        (WET, None, "warc", "https://mere.example/weir-77"),
        (f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{COPY}", "text/plain", "http", None),
        (f"---\ntitle: '{STORY['title']}'\nurl: https://mere.example/weir-77\ntags:\n  - rivers\n---\n\n{STORY['text']}\n", "text/plain", "front-matter", "https://mere.example/weir-77"),
        (f"+++\ntitle = \"{STORY['title']}\"\nurl = 'https://mere.example/weir-77'\n+++\n{STORY['text']}\n", None, "front-matter", "https://mere.example/weir-77"),
        (base64.b64encode(JSON.encode()).decode(), None, "base64", None),
        (f"cb({JSON});", "application/javascript", "jsonp", None),
    ],
)  # fmt: skip
def test_the_copy_behind_a_header_or_in_a_script(
    value: str, content_type: str | None, repair: str, url: str | None
) -> None:
    (found,) = read(raw(value.encode(), content_type=content_type))
    assert isinstance(found, Article), found
    assert (found.headline, found.paragraphs, found.url) == (STORY["title"], (STORY["text"],), url)
    assert repair in found.cleaning.repairs


@pytest.mark.parametrize(
    "value",
    ["{\\rtf1\\ansi The weir.}", "BEGIN:VCALENDAR\nSUMMARY:Weir\nEND:VCALENDAR\n", f"{WET}\r\n\r\n{WET}"],
)
def test_what_is_of_another_trade_says_what_it_is(value: str) -> None:
    (found,) = read(raw(value.encode()))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.UNKNOWN_FORMAT
    assert found.detail.startswith(("RTF", "a calendar", "a web archive"))


def test_message_pack_says_what_it_is() -> None:
    (found,) = read(raw(b"\x82\xa5title\xa4Weir\xa4text\xb0The weir will be"))
    assert found == Dropped(Reason.UNKNOWN_FORMAT, "MessagePack; send JSON")


def test_markup_that_was_encoded_as_json_text_is_a_page() -> None:
    page = "<html><body><h1>Weir</h1><p>The weir at Oxmere will be rebuilt in May, the council said.</p></body></html>"
    (found,) = read(raw(json.dumps(page).encode()))
    assert isinstance(found, Article)
    assert found.paragraphs[-1] == STORY["text"]


@pytest.mark.parametrize("record", [b" Weir at Oxmere ", b"\x02\x20Weir at Oxmere!!", b"\x00\x06abc"])
def test_avro_is_refused_with_what_it_is_and_what_would_be_read(record: bytes) -> None:
    (found,) = read(raw(b"\0\0\0\0\x2a" + record))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.UNKNOWN_FORMAT
    assert found.detail.startswith("Avro or Protobuf in Confluent's wire format, schema 42")


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (b'"We shall rebuild it," the mayor said. "In May."', "mayor"),
        (
            b"\0\0\0\0\0\0The weir at Oxmere will be rebuilt in May, the council said on Monday after a long debate.",
            "weir",
        ),
        (
            b"\0\0\x16\x16\0The weir at Oxmere will be rebuilt in May, the council said on Monday after a long debate.",
            "weir",
        ),
    ],
)
def test_copy_that_looks_like_it_is_copy(value: bytes, word: str) -> None:
    (found,) = read(raw(value))
    assert isinstance(found, Article)
    assert word in found.body


def test_what_was_mended_of_the_event_itself_is_named() -> None:
    (article,) = read(replace(raw(JSON.encode()), repairs=("confluent",)))
    assert isinstance(article, Article)
    assert article.cleaning.repairs == ("confluent",)
