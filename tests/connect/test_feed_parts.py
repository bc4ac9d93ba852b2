"""What the desk reads of the parts of a feed is what it reads of the feed."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest

from streams.article import Article, Dropped, Origin, RawArticle
from streams.connect.entries import Entries
from streams.connect.feed_parts import LONGEST_HEAD, Parts, parts_of, words_of
from streams.intake.reader import read
from tests.connect.feeds import QUAY, atom, item, rss

NOW = datetime(2026, 11, 29, 21, tzinfo=UTC)
ADDRESS = "https://feeds.example/post/all.xml"
LIVE = [
    item(
        each,
        f"{each}: {QUAY}",
        link="https://post.example/news/quay-minute-by-minute",
        title=f"Minute {each}",
    )
    for each in (1, 2, 3)
]
FEEDS: dict[str, bytes] = {
    "rss": rss(item(1), item(2, "Two tugs were moved.")),
    "one item": rss(item(1)),
    "no guid": rss(item(1, guid=None), item(2, guid=None)),
    "no guid and no link": rss(item(1, guid=None, link=None), item(2, "Tugs.", guid=None, link=None)),
    "links to the front page": rss(
        item(1, guid=None, link="https://post.example/"),
        item(2, "Tugs.", guid=None, link="https://post.example/"),
    ),
    "one guid for all": rss(item(1, guid="N7"), item(2, guid="N7"), item(3, guid="other")),
    "a live page": rss(*LIVE),
    "a live page without guids": rss(*(each.replace("guid>", "x>") for each in LIVE)),
    "relative links": rss(
        item(1, guid=None, link="/news/1-quay"), item(2, guid=None, link="2-tugs.html")
    ).replace(b"<link>https://post.example/</link>", b""),
    "a relative link of its own": rss(item(1, guid=None, link="1-quay.html")).replace(
        b"<link>https://post.example/</link>", b"<link>/english/</link>"
    ),
    "stray ampersands": rss(item(1, title="Fish & chips &nbsp; 3 < 4"), item(2)),
    "a torn item": rss(item(1), item(2, title="A <b>torn"), item(3)),
    "cut off": rss(item(1), item(2), item(3))[:-150],
    "in Latin-1": rss(item(1, "Der Kai in Köln wurde geschlossen, weil er brüchig ist."))
    .decode()
    .replace("utf-8", "iso-8859-1")
    .encode("latin-1"),
    "in UTF-16": rss(item(1, "Der Kai in Köln.")).decode().replace("utf-8", "utf-16").encode("utf-16"),
    "a doctype": b'<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>'
    + rss(item(1, title="Quay&nbsp;shut")).partition(b"?>")[2],
    "an item in a comment": rss("<!-- <item><title>old</title></item> -->", item(1), item(2)),
    "an item in CDATA": rss(item(1, "see &lt;item&gt; <item> here"), item(2)),
    "items where none are looked for": rss(item(1), "<extra><item><title>x</title></item></extra>", item(2)),
    "tombstones": rss(
        '<at:deleted-entry ref="n3" when="2026-11-20T10:00:00Z"><at:comment>wrong</at:comment></at:deleted-entry>',
        item(1),
        '<at:deleted-entry ref="n4" when="2026-11-20T10:00:00Z"/>',
        item(2),
    ),
    "tombstones only": atom('<at:deleted-entry ref="a&quot;b" when="2026-11-20T10:00:00Z"/>'),
    "atom": atom(
        '<entry><id>tag:kueste.example,2026:1</id><title>Kai zu</title><link href="/1"/><updated>2026-11-20T10:00:00Z'
        '</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><P>Der Kai ist zu.</P></div>'
        "</content></entry>",
        "<entry><id>tag:kueste.example,2026:2</id><title>Kai auf</title></entry>",
        root='xml:lang="de" xml:base="https://kueste.example/feed/"',
    ),
    "rss 1.0": (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b'<channel rdf:about="https://post.example/"><title>Post</title><link>https://post.example/</link><items>'
        b'<rdf:Seq><rdf:li rdf:resource="https://post.example/1"/><rdf:li rdf:resource="https://post.example/2"/>'
        b'</rdf:Seq></items></channel><item rdf:about="https://post.example/1"><title>One quay</title>'
        b'<link>https://post.example/1</link></item><item rdf:about="https://post.example/2"><title>Two quays</title>'
        b"</item></rdf:RDF>"
    ),
    "prefixed": b'<r:rss xmlns:r="http://backend.userland.com/rss2"><r:channel><r:title>Post</r:title><r:item><r:title>'
    b"Quay shut</r:title><r:guid>1</r:guid></r:item><r:item><r:title>Quay open</r:title></r:item></r:channel></r:rss>",
    "an entry alone": b'<entry xmlns="http://www.w3.org/2005/Atom"><id>urn:x:1</id><title>Kai zu</title></entry>',
    "json": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Post",
            "language": "en",
            "items": [
                {"id": 7, "url": "/1", "title": "Quay", "content_html": f"<p>{QUAY}</p>", "n": 10**30},
                {"id": "8", "url": "/2", "title": "Tugs \ud83d", "content_text": "Two tugs were moved."},
                "not an item",
            ],
        }
    ).encode(),
}


def desk_reads(value: bytes, content_type: str | None, subject: str | None) -> list[str]:
    raw = RawArticle(
        value,
        Origin("articles.raw", 0, 0, NOW),
        content_type=content_type,
        source="post",
        subject=subject,
        time=NOW,
    )
    return [plain(part) for part in read(raw)]


def plain(part: Article | Dropped) -> str:
    """All of it but its place on the topic and which mends it needed, which are those of its document."""
    if isinstance(part, Dropped):
        return f"{part.reason}"
    given: dict[str, Any] = asdict(part)
    for name in ("origin", "cleaning"):
        given.pop(name)
    given["revision"].pop("wire_time")
    return str(given)


def whole(name: str) -> Parts:
    parts = parts_of(FEEDS[name], None, ADDRESS)
    assert isinstance(parts, Parts)
    return parts


@pytest.mark.parametrize("name", FEEDS)
def test_the_desk_reads_the_parts_as_the_whole(name: str) -> None:
    entries = Entries(whole(name))
    found: list[str] = []
    for each in [*entries.withdrawn, *entries.found]:
        event = entries.event(each, "post", NOW)
        headers = {key: text.decode() for key, text in event.headers}
        found += desk_reads(event.value, headers["content-type"], headers.get("ce_subject"))
    kind = "application/atom+xml" if name == "an entry alone" else None
    assert set(found) == set(desk_reads(FEEDS[name], kind, ADDRESS))


@pytest.mark.parametrize("name", ["rss", "atom", "rss 1.0", "a torn item", "tombstones", "in CDATA"])
def test_an_entry_stands_in_its_part_as_its_feed_wrote_it(name: str) -> None:
    name = "an item in CDATA" if name == "in CDATA" else name
    entries = Entries(whole(name))
    text = FEEDS[name].decode()
    for each, piece in zip(entries.found, entries.parts.pieces, strict=True):
        assert piece in text
        assert entries.event(each, "post", NOW).value.decode().count(piece) == 1


def test_one_entry_in_a_part_and_what_was_taken_back_in_none() -> None:
    entries = Entries(whole("tombstones"))
    assert [each.name for each in entries.withdrawn] == ["n3", "n4"]
    for each in entries.found:
        value = entries.event(each, "post", NOW).value
        assert value.count(b"<item>") == 1
        assert b"deleted-entry" not in value
    for each in entries.withdrawn:
        assert entries.event(each, "post", NOW).value.count(b"<at:deleted-entry") == 1


def test_what_a_feed_is_sent_as() -> None:
    assert whole("rss").content_type == "application/rss+xml; charset=utf-8"
    assert whole("atom").content_type == "application/atom+xml; charset=utf-8"
    assert whole("json").content_type == "application/feed+json"


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        (b"<html><body>Not found</body></html>", "the root element html is no feed's"),
        (b"", "no bytes"),
        (b"\x89PNG\r\n\x1a\n", "PNG data"),
        (b"[1, 2]", "no JSON Feed"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><rss>&a;</rss>', "XML"),
        (rss(item(1), head=f"<description>{'x' * LONGEST_HEAD}</description>"), "beside its entries"),
        (json.dumps({"items": [], "x": "x" * LONGEST_HEAD}).encode(), "beside its entries"),
    ],
)
def test_what_is_no_feed(value: bytes, detail: str) -> None:
    refused = parts_of(value, None, ADDRESS)
    assert isinstance(refused, Dropped)
    assert detail in refused.detail


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("", None),
        ("<ttl>30</ttl>", 1800.0),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21600.0),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod><ttl>10</ttl>", 600.0),
    ],
)
def test_for_how_long_a_feed_says_that_it_is_good(head: str, seconds: float | None) -> None:
    parts = parts_of(rss(item(1), head=head), None, ADDRESS)
    assert isinstance(parts, Parts)
    assert parts.hints.seconds == seconds


def test_where_a_feed_can_be_subscribed_to() -> None:
    links = '<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/all.xml"/>'
    parts = parts_of(rss(item(1), head=links), None, ADDRESS)
    assert isinstance(parts, Parts)
    assert (parts.hints.hubs, parts.hints.itself) == (
        ("https://hub.example/",),
        "https://feeds.example/all.xml",
    )


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (None, ""),
        ("<p>One <b>two</b></p>\n<img src='x?1'>", "One two"),
        ("&lt;p&gt;One &amp;amp; two&lt;/p&gt;", "One & two"),
        ("see https://post.example/1?t=9 there", "see https://post.example/1 there"),
    ],
)
def test_the_words_of_a_text(markup: str | None, words: str) -> None:
    assert words_of(markup) == words
