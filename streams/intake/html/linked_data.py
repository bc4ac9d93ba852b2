"""The article as a page's JSON-LD describes it (https://json-ld.org, https://schema.org/NewsArticle)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_ARTICLE = re.compile(
    r"(?:https?://schema\.org/)?(?:\w{0,20}NewsArticle|Article|Report|BlogPosting|LiveBlogPosting)$"
)
# Where an article hides in its page's description. Lists of other articles (itemListElement) are not entered.
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage")
_TRAILING_COMMA = re.compile(r",(\s{0,100}[}\]])")
_LARGEST = 2_000_000  # characters of one script


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The article as the page's JSON-LD (https://json-ld.org) describes it."""

    headline: str | None = None
    author: str | None = None
    published: str | None = None
    modified: str | None = None
    url: str | None = None
    publisher: str | None = None
    language: str | None = None
    description: str | None = None


def read_linked_data(scripts: list[str], url: str | None = None, title: str | None = None) -> LinkedArticle:
    """The page's article among everything its scripts describe; empty if there is none, or no telling which.

    Of several, the one whose url is `url` or whose headline stands in `title` is it. Scripts that are broken
    beyond a trailing comma or a comment around them are passed over.
    """
    articles = [node for script in scripts for node in _articles(_parse(script))]
    if len(articles) > 1:
        articles = _the_one(articles, url, title)
    if not articles:
        return LinkedArticle()
    node = articles[0]
    return LinkedArticle(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        author=_names(node.get("author")) or _names(node.get("creator")),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        url=_address(node.get("mainEntityOfPage")) or _address(node.get("url")),
        publisher=_names(node.get("publisher")),
        language=_text(node.get("inLanguage")),
        description=_text(node.get("description")),
    )


def _parse(script: str) -> Any:
    text = script.strip()
    if not text or len(text) > _LARGEST:
        return None
    try:
        return json.loads(text, strict=False)  # raw line breaks inside strings are common
    except (ValueError, RecursionError):
        pass
    for opening, closing in (
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
    ):
        text = text.removeprefix(opening).removesuffix(closing).strip()
    try:
        return json.loads(_TRAILING_COMMA.sub(r"\1", text.rstrip(";")), strict=False)
    except (ValueError, RecursionError):
        return None


def _articles(document: Any) -> Iterator[dict[str, Any]]:
    """Every article node in the order of the document, at most 200 nodes deep and wide."""
    waiting, seen = [document], 0
    while waiting and seen < 200:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting[:0] = node[:200]
        elif isinstance(node, dict):
            types = node.get("@type")
            if any(
                isinstance(t, str) and _ARTICLE.match(t)
                for t in (types if isinstance(types, list) else [types])
            ):
                yield node
            waiting[:0] = [node[key] for key in _CONTAINERS if isinstance(node.get(key), list | dict)]


def _the_one(articles: list[dict[str, Any]], url: str | None, title: str | None) -> list[dict[str, Any]]:
    if url:
        path = url.partition("?")[0].partition("#")[0].rstrip("/")
        for node in articles:
            addresses = (
                _address(node.get("mainEntityOfPage")),
                _address(node.get("url")),
                _text(node.get("@id")),
            )
            if any(a and a.partition("?")[0].partition("#")[0].rstrip("/") == path for a in addresses):
                return [node]
    words = " ".join((title or "").casefold().split())
    named = [
        node
        for node in articles
        if (headline := _text(node.get("headline"))) and headline.casefold() in words
    ]
    if named:
        return named
    # The same article, described by the theme and again by a plug-in.
    headlines = {_text(node.get("headline")) for node in articles}
    return articles if len(headlines) == 1 and None not in headlines else []


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _names(value: Any) -> str | None:
    """The names of people, else of organisations, parted by a comma."""
    entries = value if isinstance(value, list) else [value]
    people: list[str] = []
    others: list[str] = []
    for entry in entries[:20]:
        name = _text(entry)
        if name and "://" not in name:
            person = not isinstance(entry, dict) or entry.get("@type") in ("Person", None, ["Person"])
            (people if person else others).append(name)
    return ", ".join(dict.fromkeys(people or others)) or None


def _address(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() or None if isinstance(value, str) else None
