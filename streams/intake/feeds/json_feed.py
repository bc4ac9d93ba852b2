"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) -> the feed and its entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from streams.article import Dropped
from streams.intake.charset import scrub
from streams.intake.feeds.entry import Entry, Feed
from streams.intake.ninjs.fields import kind_of
from streams.kinds import Reason


def feed_of(document: dict[str, Any], address: str | None = None) -> Feed:
    """What the feed says of itself."""
    return Feed(
        title=_string(document.get("title")),
        language=_string(document.get("language")),
        authors=_authors(document),
        link=_string(document.get("home_page_url")) or _string(document.get("feed_url")) or address,
    )


def entries_of(document: dict[str, Any], feed: Feed) -> Sequence[Entry | Dropped] | Dropped:
    """The items in their order; INVALID_DOCUMENT where something is no item, or a text of one is no text."""
    items = document.get("items")
    if not isinstance(items, list):
        return Dropped(Reason.INVALID_DOCUMENT, f"items is {kind_of(items)}, not a list")
    return [_entry(item, number, feed) for number, item in enumerate(items, 1)]


def _entry(item: Any, number: int, feed: Feed) -> Entry | Dropped:
    if not isinstance(item, dict):
        return Dropped(Reason.INVALID_DOCUMENT, f"item {number} is {kind_of(item)}, not an object")
    for name in ("content_html", "content_text", "title", "summary"):
        if not isinstance(item.get(name), str | None):
            return Dropped(
                Reason.INVALID_DOCUMENT, f"item {number}: {name} is {kind_of(item[name])}, not text"
            )
    content = _string(item.get("content_html")) or _string(item.get("content_text"))
    tags = item.get("tags")
    return Entry(
        number=number,
        title=_string(item.get("title")),
        content=content,
        summary=_string(item.get("summary")),
        id=_identifier(item.get("id")),
        link=_joined(feed.link, _string(item.get("url")) or _string(item.get("external_url"))),
        published=item.get("date_published"),
        updated=item.get("date_modified"),
        authors=_authors(item) or feed.authors,
        subjects=tuple(
            (tag, None) for each in (tags if isinstance(tags, list) else ()) if (tag := _string(each))
        ),
        language=_string(item.get("language")),
        medium=_medium(item),
    )


def _string(value: object) -> str | None:
    return scrub(value)[0].strip() or None if isinstance(value, str) else None


def _identifier(value: object) -> str | None:
    """ "If a third-party JSON Feed has an id that is a number, it is to be read as a string" (version 1.1)."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _string(value)


def _joined(base: str | None, link: str | None) -> str | None:
    try:
        return urljoin(base, link) if base and link else link
    except ValueError:
        return link


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    """The names of `authors` (1.1), else of `author` (1.0)."""
    given = item.get("authors") or item.get("author")
    people = given if isinstance(given, list) else [given]
    names = (_string(person.get("name")) for person in people if isinstance(person, dict))
    return tuple(dict.fromkeys(filter(None, names)))


def _medium(item: dict[str, Any]) -> str | None:
    attachments = item.get("attachments")
    for each in attachments if isinstance(attachments, list) else ():
        kind = str(each.get("mime_type") or "").lower().partition("/")[0] if isinstance(each, dict) else ""
        if kind in ("audio", "video"):
            return kind
    return None
