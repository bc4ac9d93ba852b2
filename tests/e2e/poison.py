"""Documents that are bad for whoever reads them, of our own making: for tests that no event stops the wire."""

from __future__ import annotations

from streams.events.raw_event import RawEvent, binary_event
from tests.articles import NOON

_TEXT = (
    "The harbour master of Brightwell opened the new lock gate on Monday, two years late and well below its price. "
    "About forty boats waited in the basin to be the first through it, and most of them had been there since dawn."
)


def page(body: bytes, head: bytes = b"") -> bytes:
    """A page with `body` in its article."""
    return (
        b"<!doctype html><html lang='en'><head><title>A page</title>%s</head><body><article>" % head
        + body
        + b"</article></body></html>"
    )


def html_event(name: str, value: bytes, content_type: str | None = "text/html") -> RawEvent:
    url = f"https://poison.example/{name}"
    return binary_event(
        name, value, source="poison.example", subject=url, time=NOON, content_type=content_type
    )


def paragraph(text: str = _TEXT) -> bytes:
    return f"<p>{text}</p>".encode()


def endless() -> bytes:
    """Half a minute and more in the extraction: it walks through all the tags of one paragraph again and again."""
    rules = b"<div class='article-text'><hr></div><article><hr></article><div id='content'><hr></div>"
    return page(rules + b"<main><p>" + b"<b>7</b> " * 24_000 + b"</p></main>")


def attributes(count: int = 100_000) -> bytes:
    return page(b"<p " + b" ".join(b"a%d=1" % number for number in range(count)) + b">x</p>" + paragraph())


def many_paragraphs(size: int = 7_000_000) -> bytes:
    one = b"<p>A line of a list that somebody forgot to cut off. </p>\n"
    return page(one * (size // len(one)))


def nested(depth: int = 20_000) -> bytes:
    return page(b"<div>" * depth + paragraph() + b"</div>" * depth)


def siblings(count: int = 20_000) -> bytes:
    return page(
        b"<p>"
        + b"<span>x</span>" * count
        + b"</p>"
        + paragraph(
            "The lock keeper of Brightwell retired on Sunday at the age of eighty, and nobody had yet been found to follow him."
        )
    )


def breaks(size: int = 3_000_000) -> bytes:
    return page(b"<p>" + b"<br>" * (size // 4) + b"</p>" + paragraph())
