"""The objects around an article in JSON: what wraps it, what stands beside it, the list and the string that hold it."""

from __future__ import annotations

from itertools import islice
from typing import Any

import orjson

from streams.intake.fields import dialects, values
from streams.intake.fields.marks import has_body, has_text, is_article
from streams.intake.fields.names import field_of, fold, names
from streams.intake.fields.values import Fields, present
from streams.intake.ninjs.fields import spelled

#: Fields that an object beside the text may have.
_BESIDE = frozenset(
    {
        "id",
        "headline",
        "summary",
        "url",
        "published",
        "updated",
        "source",
        "author",
        "language",
        "subjects",
        "http_status",
    }
)
_SURE_LISTS = ("articles", "items", "results", "docs", "hits")
#: How the names of groups of fields end.
_GROUPS = ("meta", "metadata", "info", "group")
#: What has the texts of an article, one entry a language, with what is the same in all of them around it.
_TRANSLATIONS = "translations"
#: Strings of JSON within strings of JSON.
_MOST_STRINGS = 2
#: Names in an object under which an article is looked for that nobody names so.
_MOST_NAMES = 100
DEEPEST = 4  # {"response": {"hits": {"hits": [{"_source": ...


def in_string(document: dict[str, Any], left: int = _MOST_STRINGS) -> dict[str, Any] | None:
    """The article that a field of an envelope has as a string of JSON: {"payload": "{\\"title\\": ...}"}."""
    for value in islice(document.values(), _MOST_NAMES):
        if isinstance(value, str) and value[:1] == "{" and value[-1:] == "}":
            try:
                inner = orjson.loads(value)
            except orjson.JSONDecodeError:
                continue
            if not isinstance(inner, dict) or _has_headline(document):
                continue
            if _is_whole(inner):
                return inner
            if left and (found := in_string(inner, left - 1)) is not None:
                return found
    return None


def _has_headline(document: dict[str, Any]) -> bool:
    return next(present(fold(document), "headline"), None) is not None


def under_any_name(document: dict[str, Any], depth: int) -> dict[str, Any] | list[Any] | None:
    """The article, or the list of articles, under a name that no list has: it must have a headline and a text.

    Answers to GraphQL are named by who asks: {"data": {"articleByPath": {"item": ...}}}.
    """
    for key, inner in islice(document.items(), _MOST_NAMES):
        if any(each in spelled(key) for each in names().no_text):
            continue
        if isinstance(inner, list):
            if any(isinstance(each, dict) and _is_whole(each) for each in inner[:3]):
                return inner
            inner = inner[0] if len(inner) == 1 else None
        if isinstance(inner, dict):
            if _is_whole(inner):
                return inner
            if depth and (found := under_any_name(inner, depth - 1)) is not None:
                return found
    return None


def _is_whole(document: dict[str, Any]) -> bool:
    """Whether an object is one of a known program's, or has both a headline and a text."""
    if dialects.known(document):
        return True
    fields = fold(unwrapped(document))
    if next(present(fields, "headline"), None) is None and values.headline(fields) is None:
        return False
    return has_body(fields) or values.unnamed_text(fields) is not None


def unwrapped(document: dict[str, Any], depth: int = DEEPEST) -> dict[str, Any]:
    """The article that is some levels down in an object, with the fields beside it that it does not have itself."""
    fields = fold(document)
    if not depth or has_body(fields):
        return document
    alone = not has_text(fields)
    by_name = {spelled(key): key for key in reversed(document)}
    for name in names().wrappers:
        inner = document.get(by_name.get(name, ""))
        if name == _TRANSLATIONS and isinstance(inner, list) and inner and isinstance(inner[0], dict):
            beside = {key: value for key, value in document.items() if value and key != by_name[name]}
            return {**inner[0], **beside}
        if not isinstance(inner, dict):
            continue
        if alone and not is_article(fold(inner)):
            inner = unwrapped(inner, depth - 1)
        found = fold(inner)
        if has_body(found) or (alone and (is_article(found) or name == "article")):
            beside = {key: value for key, value in document.items() if key != by_name[name]}
            return {**beside, **inner}
    return document


def with_beside(document: dict[str, Any], fields: Fields | None = None) -> dict[str, Any]:
    """The article with what an object beside its text says of it, as far as it does not say that itself."""
    fields = fold(document) if fields is None else fields
    if not has_body(fields):
        return document
    for name in names().beside:
        inner = fields.get(name)
        if not isinstance(inner, dict):
            continue
        inner = _flat(inner, DEEPEST)
        more = {
            key: value
            for key, value in inner.items()
            if (field := field_of(key)) in _BESIDE
            and all(other == name for other, _ in present(fields, field))
        }
        document = {**document, **more}
    return document


def _flat(inner: dict[str, Any], left: int) -> dict[str, Any]:
    """An object beside a text with what stands in groups in it: {"front": {"article-meta": {"title-group": ...}}}."""
    found = dict(inner)
    for key, value in inner.items():
        if left and isinstance(value, dict) and spelled(key).endswith(_GROUPS):
            found = {**_flat(value, left - 1), **found}
    return found


def listed(document: dict[str, Any], depth: int) -> list[Any] | None:
    """The list of articles in an envelope, however deep, or None if the object is none."""
    fields = fold(document)
    if not depth or has_body(fields):
        return None
    for name in names().lists:
        value = fields.get(name)
        if isinstance(value, list):
            if _are_articles(value) or (not value and name in _SURE_LISTS and not has_text(fields)):
                return value
        elif isinstance(value, dict) and (found := listed(value, depth - 1)) is not None:
            return found
    return None


def _are_articles(found: list[Any]) -> bool:
    """One of the first three has a text, a headline or an item's uri. Lists of links and pictures have not."""
    return any(
        isinstance(each, dict)
        and (
            dialects.known(each)
            or has_text(inner := fold(unwrapped(each)))
            or "uri" in inner
            or {"guid", "pubstatus"} <= inner.keys()
        )
        for each in found[:3]
    )


def feed_of(document: dict[str, Any]) -> str | None:
    """The feed that the articles of an envelope come from, where a program that reads feeds names it beside them."""
    feed = document.get("feed")
    title = feed.get("title") if isinstance(feed, dict) else None
    return title if isinstance(title, str) and title.strip() else None


def of_feed(value: Any, feed: str | None) -> Any:
    if feed is None or not isinstance(value, dict) or next(present(fold(value), "source"), None):
        return value
    return {**value, "source": feed}
