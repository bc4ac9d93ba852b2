"""RSS, Atom and JSON Feed -> articles, one for each entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streams.article import Article, Dropped, RawArticle
from streams.intake.charset import Decoded
from streams.intake.feeds import elements as feed_elements
from streams.intake.feeds import json_feed as feed_json
from streams.intake.feeds.article import Setting, article_of, canceled
from streams.intake.feeds.entry import Entry, Feed, Tombstone
from streams.intake.feeds.xml import name_of, parse_feed
from streams.intake.identity import normalise_url
from streams.intake.sniff import load_json
from streams.kinds import Reason

_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "rdf", "channel", "item", "entry"})


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """The articles in a feed, in the feed's order; the entries that it took back come first, as canceled.

    Refused as a whole: INVALID_DOCUMENT (no feed, or XML that declares entities), NO_ARTICLE without entries.
    An entry that cannot be read is refused by itself. One that stands there twice, word for word, is one.
    """
    if decoded.text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return _read_json(raw, decoded)
    document = parse_feed(decoded.text)
    if isinstance(document, Dropped):
        return document
    if (root := name_of(document.root)) not in _ROOTS:
        return Dropped(Reason.INVALID_DOCUMENT, f"the root element {root[:60]} is no feed's")
    feed = feed_elements.feed_of(document, normalise_url(raw.subject))
    entries = [
        each if isinstance(each, Dropped) else feed_elements.entry_of(each, number, feed)
        for number, each in enumerate(document.entries, 1)
    ]
    return _articles(
        raw, feed, entries, feed_elements.tombstones_of(document), decoded.repairs + document.repairs
    )


def _read_json(raw: RawArticle, decoded: Decoded) -> Dropped | list[Article | Dropped]:
    document = load_json(decoded.text)
    if isinstance(document, Dropped):
        return document
    if not isinstance(document, dict):
        return Dropped(Reason.INVALID_DOCUMENT, "JSON, but no JSON Feed")
    feed = feed_json.feed_of(document, normalise_url(raw.subject))
    entries = feed_json.entries_of(document, feed)
    return entries if isinstance(entries, Dropped) else _articles(raw, feed, entries, (), decoded.repairs)


def _articles(
    raw: RawArticle,
    feed: Feed,
    entries: Sequence[Entry | Dropped],
    tombstones: Sequence[Tombstone],
    repairs: tuple[str, ...],
) -> Dropped | list[Article | Dropped]:
    if not entries and not tombstones:
        return Dropped(Reason.NO_ARTICLE, "a feed without entries")
    read = [entry for entry in entries if isinstance(entry, Entry)]
    setting = Setting(
        raw=raw,
        feed=feed,
        repairs=repairs,
        alone=len(entries) == 1 and not tombstones,
        ambiguous=_on_several((entry.id, normalise_url(entry.link)) for entry in read),
        shared_links=_on_several((normalise_url(entry.link), _texts(entry)) for entry in read),
    )
    found: list[Article | Dropped] = [canceled(tombstone, setting) for tombstone in tombstones]
    seen: set[tuple[str, str | None, tuple[str, ...]]] = set()
    for entry in entries:
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
