"""Feeds for tests, of our own writing."""

from __future__ import annotations

from typing import Any

NAMES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:at="http://purl.org/atompub/tombstones/1.0" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)
QUAY = (
    "The port of Sandwick shut its eastern quay on Friday after divers found cracks in eleven of its piles."
)


def item(number: int = 1, text: str = QUAY, *, title: str | None = None, more: str = "", **named: Any) -> str:
    """An item of RSS with a guid, a link and a date; `guid=None` and the like leave one out."""
    given = {
        "title": title or f"Quay {number} shut",
        "link": f"https://post.example/news/quay-{number}-shut",
        "guid": f"https://post.example/news/quay-{number}-shut",
        "pubDate": f"Fri, 20 Nov 2026 06:{number % 60:02}:00 +0000",
        **named,
    }
    said = "".join(f"<{name}>{value}</{name}>" for name, value in given.items() if value is not None)
    return f"<item>{said}<description><![CDATA[<p>{text}</p>]]></description>{more}</item>"


def rss(*items: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {NAMES}><channel><title>Sandwick Post</title>'
        f"<link>https://post.example/</link><language>en-GB</language>{head}{''.join(items)}</channel></rss>"
    ).encode()


def atom(*entries: str, root: str = "") -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" {root}>'
        f"<title>Küstenblatt</title><rights>© Küstenblatt</rights>{''.join(entries)}</feed>"
    ).encode()
