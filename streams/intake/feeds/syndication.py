"""RSS, Atom and JSON Feed -> articles, one for each entry.

JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) is read here, RSS and Atom in `elements`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from streams.article import Article, Dropped, RawArticle
from streams.intake.charset import Decoded, scrub
from streams.intake.feeds import elements
from streams.intake.feeds.article import Entry, Feed, Setting, Tombstone, article_of, canceled
from streams.intake.feeds.elements import joined
from streams.intake.feeds.enclosures import KINDS
from streams.intake.feeds.names import name_of
from streams.intake.feeds.parse import FeedXml, parse_feed
from streams.intake.feeds.text import one_line
from streams.intake.html.metadata import comparable
from streams.intake.identity import normalise_url
from streams.intake.ninjs.fields import kind_of
from streams.intake.said import with_images
from streams.intake.sniff import load_json
from streams.kinds import Reason
from streams.sent import Concept, Media, Related, Rendition

#: Attachments of an item that are looked at.
_MOST_FILES = 200
_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "rdf", "channel", "item", "entry"})


@dataclass(frozen=True, slots=True)
class Syndicated:
    """A feed as it is read: what it says of itself, its entries in their order, and those that it took back."""

    feed: Feed
    entries: Sequence[Entry | Dropped]
    tombstones: Sequence[Tombstone] = ()
    repairs: tuple[str, ...] = ()


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """The articles in a feed, in the order of the feed. Entries that it took back come first, as canceled.

    Refused as a whole: INVALID_DOCUMENT (no feed, or XML that declares entities), NO_ARTICLE (no entries). An entry
    that cannot be read is refused by itself. An entry that is there twice, word for word, counts once.
    """
    address = normalise_url(raw.subject)
    document = load_json(decoded.text) if is_json(decoded.text) else parse_feed(decoded.text)
    if isinstance(document, Dropped):
        return document
    read = from_xml(document, address) if isinstance(document, FeedXml) else from_json(document, address)
    if isinstance(read, Dropped):
        return read
    return _articles(replace(read, repairs=decoded.repairs + read.repairs), raw)


def is_json(text: str) -> bool:
    """Whether a feed can only be a JSON Feed."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def from_xml(document: FeedXml, address: str | None) -> Syndicated | Dropped:
    """RSS or Atom. `address` is the url that it came from, if that is known. INVALID_DOCUMENT for other XML."""
    if (root := name_of(document.root)) not in _ROOTS:
        return Dropped(Reason.INVALID_DOCUMENT, f"the root element {root[:60]} is no feed's")
    feed = elements.feed_of(document, address)
    entries = [
        each if isinstance(each, Dropped) else elements.entry_of(each, number, feed)
        for number, each in enumerate(document.entries, 1)
    ]
    return Syndicated(feed, entries, elements.tombstones_of(document), document.repairs)


def from_json(document: object, address: str | None) -> Syndicated | Dropped:
    """A JSON Feed. INVALID_DOCUMENT for other JSON."""
    if not isinstance(document, dict):
        return Dropped(Reason.INVALID_DOCUMENT, "JSON, but no JSON Feed")
    feed = _json_feed_of(document, address)
    entries = _json_entries_of(document, feed)
    return entries if isinstance(entries, Dropped) else Syndicated(feed, entries)


def setting_of(read: Syndicated, raw: RawArticle) -> Setting:
    """What the entries of a feed share, that came in a raw event."""
    entries = [entry for entry in read.entries if isinstance(entry, Entry)]
    links = [normalise_url(entry.link) for entry in entries]
    return Setting(
        raw=raw,
        feed=read.feed,
        repairs=read.repairs,
        alone=len(read.entries) == 1 and not read.tombstones,
        ambiguous=_on_several((entry.id, link) for entry, link in zip(entries, links, strict=True))
        | _on_several((entry.id, comparable(one_line(entry.title))) for entry in entries),
        shared_links=_on_several((link, _texts(entry)) for entry, link in zip(entries, links, strict=True)),
    )


def _articles(read: Syndicated, raw: RawArticle) -> Dropped | list[Article | Dropped]:
    if not read.entries and not read.tombstones:
        return Dropped(Reason.NO_ARTICLE, "a feed without entries")
    setting = setting_of(read, raw)
    found: list[Article | Dropped] = [canceled(each, setting) for each in read.tombstones]
    seen: set[tuple[str, str | None, tuple[str, ...]]] = set()
    for entry in read.entries:
        article = entry if isinstance(entry, Dropped) else article_of(entry, setting)
        if isinstance(article, Article):
            same = (article.uri, article.headline, article.paragraphs)
            if same in seen:
                continue
            seen.add(same)
        found.append(article)
    return found


def _texts(entry: Entry) -> str:
    return "\n".join((entry.title or "", entry.content or "", entry.summary or ""))


def _on_several(pairs: Iterable[tuple[str | None, str | None]]) -> frozenset[str]:
    """The names that stand beside more than one other."""
    beside: dict[str, set[str]] = {}
    for name, other in pairs:
        if name and other:
            beside.setdefault(name, set()).add(other)
    return frozenset(name for name, others in beside.items() if len(others) > 1)


def _json_feed_of(document: dict[str, Any], address: str | None = None) -> Feed:
    """What a JSON Feed says of itself. `address` is the url that it came from, if that is known."""
    return Feed(
        title=_string(document.get("title")),
        language=_string(document.get("language")),
        authors=_authors(document),
        link=_string(document.get("home_page_url")) or _string(document.get("feed_url")) or address,
    )


def _json_entries_of(document: dict[str, Any], feed: Feed) -> Sequence[Entry | Dropped] | Dropped:
    """The items of a JSON Feed, in their order.

    INVALID_DOCUMENT for an item that is no object, and for an item with a text of another type.
    """
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
        link=joined(feed.link, _string(item.get("url")) or _string(item.get("external_url"))),
        published=item.get("date_published"),
        updated=item.get("date_modified"),
        authors=_authors(item) or feed.authors,
        subjects=tuple(
            Concept(tag) for each in (tags if isinstance(tags, list) else ()) if (tag := _string(each))
        ),
        language=_string(item.get("language")),
        medium=_medium(item),
        media=with_images(_images(item, feed), ()),
        related=tuple(_files(item, feed)),
    )


def _images(item: dict[str, Any], feed: Feed) -> Iterator[Media]:
    """The pictures of an item, and those of its attachments that are media."""
    for name in ("image", "banner_image"):
        if href := joined(feed.link, _string(item.get(name))):
            yield Media("picture", renditions=(Rendition(href),), rel=name)
    for kind, each, href in _attachments(item, feed):
        if kind in KINDS:
            yield Media(
                KINDS[kind],
                headline=_string(each.get("title")),
                renditions=(
                    Rendition(
                        href,
                        content_type=_string(each.get("mime_type")),
                        size=_whole(each.get("size_in_bytes")),
                        duration=_whole(each.get("duration_in_seconds")),
                    ),
                ),
            )


def _files(item: dict[str, Any], feed: Feed) -> Iterator[Related]:
    for kind, each, href in _attachments(item, feed):
        if kind not in KINDS:
            yield Related(href, _string(each.get("title")), "enclosure")


def _attachments(item: dict[str, Any], feed: Feed) -> Iterator[tuple[str, dict[str, Any], str]]:
    attachments = item.get("attachments")
    for each in attachments[:_MOST_FILES] if isinstance(attachments, list) else ():
        if isinstance(each, dict) and (href := joined(feed.link, _string(each.get("url")))):
            yield str(each.get("mime_type") or "").lower().partition("/")[0], each, href


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _string(value: object) -> str | None:
    return scrub(value)[0].strip() or None if isinstance(value, str) else None


def _identifier(value: object) -> str | None:
    """ "If a third-party JSON Feed has an id that is a number, it is to be read as a string" (version 1.1)."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _string(value)


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
