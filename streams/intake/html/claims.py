"""What a page's JSON-LD says of its article's text: how long it is, the text itself, whether all may read it.

Only scripts in which one of these properties stands are parsed. Vocabulary: https://schema.org/NewsArticle; for
paywalled content https://developers.google.com/search/docs/appearance/structured-data/paywalled-content.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson
from lxml.html import HtmlElement

from streams.intake.html.elements import elements_of

_PROPERTIES: Final = ('"articleBody"', '"wordCount"', '"isAccessibleForFree"', '"liveBlogUpdate"')
_ARTICLE: Final = re.compile(
    r"(?:https?://schema\.org/)?(?:\w{0,20}NewsArticle|Article|Report|(?:Live)?Blog(?:Posting)?)$"
)
#: Characters of one script, and nodes of all of them.
_LARGEST, _MOST_NODES = 2_000_000, 2_000
_TAG = re.compile(r"<[^<>]{1,1000}>")


@dataclass(frozen=True, slots=True)
class Post:
    """An entry of a live blog."""

    headline: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of the text; nothing where it is not clear of which article it is said."""

    words: int | None = None
    paragraphs: tuple[str, ...] = ()
    free: bool = True
    posts: tuple[Post, ...] = ()
    headline: str = ""


def read_claims(tree: HtmlElement) -> Claims:
    """What the JSON-LD of a page claims of its article. What cannot be parsed claims nothing."""
    articles: list[dict[str, Any]] = []
    for script in elements_of(tree).scripts:
        if "ld+json" not in (script.get("type") or ""):
            continue
        text = script.text or ""
        if any(each in text for each in _PROPERTIES):
            articles += _articles(text)
    headlines = {_line(node.get("headline")) for node in articles}
    if not articles or len(headlines) > 1:
        return Claims()
    return Claims(
        words=next((words for node in articles if (words := _count(node.get("wordCount")))), None),
        paragraphs=next((body for node in articles if (body := _paragraphs(node.get("articleBody")))), ()),
        free=not any(_is_false(node.get("isAccessibleForFree")) for node in articles),
        posts=tuple(post for node in articles for post in _posts(node.get("liveBlogUpdate"))),
        headline=next(iter(headlines)),
    )


def _articles(script: str) -> Iterator[dict[str, Any]]:
    """The article nodes of a script that are no part of another one."""
    if len(script) > _LARGEST:
        return
    try:
        waiting: list[Any] = [orjson.loads(script)]
    except orjson.JSONDecodeError:
        return
    seen = 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop()
        seen += 1
        if isinstance(node, list):
            waiting += node[:200]
        elif isinstance(node, dict):
            types = node.get("@type")
            if any(
                isinstance(t, str) and _ARTICLE.match(t)
                for t in (types if isinstance(types, list) else [types])
            ):
                yield node
            else:
                waiting += (each for each in node.values() if isinstance(each, dict | list))


def _line(value: Any) -> str:
    return " ".join(entities.unescape(value).split()).casefold() if isinstance(value, str) else ""


def _count(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 8:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _is_false(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() == "false")


def _paragraphs(value: Any) -> tuple[str, ...]:
    """The text in paragraphs, which are its lines; mark-up in it parts paragraphs where it would on a page."""
    if not isinstance(value, str):
        return ()
    text = entities.unescape(value) if "&" in value else value
    if "</p>" in text or "<br" in text:
        text = re.sub(r"</p>|<br\s{0,3}/?>", "\n", text)
    lines = (" ".join(_TAG.sub(" ", line).split()) for line in text.split("\n"))
    return tuple(line for line in lines if line)


def _posts(value: Any) -> Iterator[Post]:
    for post in (value if isinstance(value, list) else [value])[:1000]:
        if isinstance(post, dict) and (paragraphs := _paragraphs(post.get("articleBody"))):
            headline = post.get("headline")
            yield Post(" ".join(headline.split()) or None if isinstance(headline, str) else None, paragraphs)
