"""Which objects in a JSON document may be articles: itself, those in a list or an envelope, or one a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import orjson

from streams.article import Dropped
from streams.intake.fields import dialects, values
from streams.intake.fields.gone import gone_in
from streams.intake.fields.linked import articles_of
from streams.intake.fields.names import field_of, fold, names
from streams.intake.fields.pairs import rows_of, table_in, with_pairs
from streams.intake.fields.values import Fields, present
from streams.intake.identity import page_key
from streams.intake.ninjs.fields import kind_of, spelled
from streams.intake.sniff import load_json
from streams.kinds import Reason

#: Objects that stand one after another, and what follows the blanks between them.
_MOST_OBJECTS = 5_000
_NOT_BLANK = re.compile(r"\S")
#: Fields in which a list, or an object, may be a text.
_TREES = ("body", "content", "paragraphs", "text", "articlebody")
#: Fields that an object beside the text may have.
_BESIDE = frozenset(
    {
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
#: Strings of JSON within strings of JSON.
_MOST_STRINGS = 2
#: Names in an object under which an article is looked for that nobody names so.
_MOST_NAMES = 100
_DEEPEST = 4  # {"response": {"hits": {"hits": [{"_source": ...


@dataclass(frozen=True, slots=True)
class Part:
    """An object that may be an article, or the reason why it is none. `place` is its place in the document: "line 3".

    `named`: it was an object of a known program, and has the names of json_fields.toml: it is no ninjs.
    """

    place: str
    value: dict[str, Any] | Dropped
    named: bool = False

    def refused(self, reason: Reason, detail: str) -> Dropped:
        """The refusal. It names the place if the document has several parts."""
        return Dropped(reason, f"{self.place}: {detail}" if self.place else detail)


def parts_of(text: str, *, in_lines: bool = False) -> list[Part] | Dropped:
    """The objects in a document, in its order. A line or an element that is no object is a refusal that names it.

    `in_lines` says that each line has an object; without it, two lines that begin with a brace show that. Refused as a
    whole: INVALID_DOCUMENT (no JSON, or neither an object nor a list), NO_ARTICLE (an empty list).
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if (
        len(lines) > 1
        and (in_lines or all(line.lstrip()[0] == "{" for _, line in lines[:2]))
        and not _is_one(text)
    ):
        return [part for number, line in lines for part in _of_line(line, number)]
    document = load_json(text)
    if isinstance(document, Dropped):
        several = _one_after_another(text)
        return [
            part for number, each in enumerate(several, 1) for part in _of_text(each, f"object {number}")
        ] or document
    return _of_document(document)


def _is_one(text: str) -> bool:
    """Whether it is one document, whose lines may begin like objects of their own."""
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _one_after_another(text: str) -> list[str]:
    """The texts of the objects that stand one after another; empty if anything stands between them."""
    found: list[str] = []
    decoder, at = json.JSONDecoder(), 0
    text = text.strip("\ufeff \t\r\n")
    while at < len(text):
        if text[at] != "{":
            return []
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        found.append(text[at:end])
        at = _NOT_BLANK.search(text, end).start() if end < len(text) else end  # type: ignore[union-attr]  # no blank ends it
        if len(found) > _MOST_OBJECTS:
            return []
    return found


def _of_line(line: str, number: int) -> Iterator[Part]:
    yield from _of_text(line, f"line {number}")


def _of_text(text: str, place: str) -> Iterator[Part]:
    document = load_json(text)
    found = document if isinstance(document, Dropped) else _of_document(document)
    if isinstance(found, Dropped):
        yield Part(place, Dropped(found.reason, f"{place}: {found.detail}"))
        return
    for part in found:
        value = part.value
        if isinstance(value, Dropped):
            value = Dropped(value.reason, f"{place}: {value.detail}")
        yield Part(f"{place}, {part.place}" if part.place else place, value, named=part.named)


def _of_document(document: object) -> list[Part] | Dropped:
    if isinstance(document, list):
        if not document:
            return Dropped(Reason.NO_ARTICLE, "an empty list")
        if all(isinstance(each, dict) and "@type" in each for each in document):
            document = articles_of(document) or document
        elif (rows := rows_of(document)) is not None:
            document = rows
        return [_element(each, number) for number, each in enumerate(document, 1)]
    if not isinstance(document, dict):
        return Dropped(Reason.INVALID_DOCUMENT, f"JSON, but {kind_of(document)}, not an object")
    return parts_of_object(document)


def parts_of_object(document: dict[str, Any]) -> list[Part] | Dropped:
    """The objects in an object that may be articles. Refused: NO_ARTICLE (a list of them that is empty)."""
    if (rows := dialects.rows_of(document)) is not None:
        return [
            Part(f"row {number}" if len(rows) > 1 else "", row, named=True)
            for number, row in enumerate(rows, 1)
        ]
    if (named := dialects.as_named(document)) is not None:
        return [Part("", named, named=True)]
    if gone := gone_in(document):
        return [
            Part(f"element {number}" if len(gone) > 1 else "", each, named=True)
            for number, each in enumerate(gone, 1)
        ]
    if (table := table_in(document)) is not None:
        return [_element(each, number) for number, each in enumerate(table, 1)]
    document = with_pairs(document)
    if (written := _in_string(document)) is not None:
        return parts_of_object(written)
    if _has_body(fields := fold(document)):
        return [Part("", _with_beside(document, fields))]
    if isinstance(graph := document.get("@graph"), list) and (linked := articles_of(graph)):
        return (
            [_element(each, number) for number, each in enumerate(linked, 1)]
            if len(linked) > 1
            else [Part("", linked[0])]
        )
    found = _listed(document, _DEEPEST)
    if found is None:
        article = _with_beside(_unwrapped(document))
        if _may_be_article(fold(article)):
            return [Part("", article)]
        inner = _under_any_name(document, _DEEPEST)
        if not isinstance(inner, list):
            value, known = article_in(article if inner is None else inner)
            return [Part("", value, named=known)]
        found = inner
    if not found:
        return Dropped(Reason.NO_ARTICLE, "an empty list of articles")
    feed = _feed_of(document)
    return [_element(_of_feed(each, feed), number) for number, each in enumerate(found, 1)]


def _feed_of(document: dict[str, Any]) -> str | None:
    """The feed that the articles of an envelope come from, where a program that reads feeds names it beside them."""
    feed = document.get("feed")
    title = feed.get("title") if isinstance(feed, dict) else None
    return title if isinstance(title, str) and title.strip() else None


def _of_feed(value: Any, feed: str | None) -> Any:
    if feed is None or not isinstance(value, dict) or next(present(fold(value), "source"), None):
        return value
    return {**value, "source": feed}


def article_in(document: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """(the article in an object, whether the object was one of a program that is known)."""
    named = dialects.as_named(document)
    if named is None and (written := _in_string(document)) is not None:
        return article_in(written)
    if named is not None:
        return named, True
    if gone := gone_in(document):
        return gone[0], True
    document = with_pairs(document)
    article = _with_beside(_unwrapped(document))
    if not _may_be_article(fold(article)) and isinstance(found := _under_any_name(document, _DEEPEST), dict):
        return article_in(found)
    return article, False


def _in_string(document: dict[str, Any], left: int = _MOST_STRINGS) -> dict[str, Any] | None:
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
            if left and (found := _in_string(inner, left - 1)) is not None:
                return found
    return None


def _has_headline(document: dict[str, Any]) -> bool:
    return next(present(fold(document), "headline"), None) is not None


def _may_be_article(fields: Fields) -> bool:
    message = any(next(present(fields, name), None) for name in ("status", "http_status"))
    named = any(next(present(fields, name), None) for name in ("id", "url"))
    return _is_article(fields) or (message and named) or next(present(fields, "summary"), None) is not None


def _under_any_name(document: dict[str, Any], depth: int) -> dict[str, Any] | list[Any] | None:
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
            if depth and (found := _under_any_name(inner, depth - 1)) is not None:
                return found
    return None


def _is_whole(document: dict[str, Any]) -> bool:
    """Whether an object is one of a known program's, or has both a headline and a text."""
    if dialects.known(document):
        return True
    fields = fold(_unwrapped(document))
    if next(present(fields, "headline"), None) is None and values.headline(fields) is None:
        return False
    return _has_body(fields) or values.unnamed_text(fields) is not None


def _unwrapped(document: dict[str, Any], depth: int = _DEEPEST) -> dict[str, Any]:
    """The article that is some levels down in an object, with the fields beside it that it does not have itself."""
    fields = fold(document)
    if not depth or _has_body(fields):
        return document
    alone = not _has_text(fields)
    by_name = {spelled(key): key for key in reversed(document)}
    for name in names().wrappers:
        inner = document.get(by_name.get(name, ""))
        if not isinstance(inner, dict):
            continue
        if alone and not _is_article(fold(inner)):
            inner = _unwrapped(inner, depth - 1)
        found = fold(inner)
        if _has_body(found) or (alone and (_is_article(found) or name == "article")):
            beside = {key: value for key, value in document.items() if key != by_name[name]}
            return {**beside, **inner}
    return document


def _with_beside(document: dict[str, Any], fields: Fields | None = None) -> dict[str, Any]:
    """The article with what an object beside its text says of it, as far as it does not say that itself."""
    fields = fold(document) if fields is None else fields
    if not _has_body(fields):
        return document
    for name in names().beside:
        inner = fields.get(name)
        if not isinstance(inner, dict):
            continue
        inner = _flat(inner, _DEEPEST)
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


def _is_article(fields: Fields) -> bool:
    """Whether it has a text or a headline, or is a message about an item: its id and its status."""
    return (
        _has_text(fields) or {"uri", "pubstatus"} <= fields.keys() or {"guid", "pubstatus"} <= fields.keys()
    )


def _element(value: object, number: int) -> Part:
    place = f"element {number}"
    if isinstance(value, dict):
        article, named = article_in(value)
        return Part(place, article, named=named)
    return Part(place, Dropped(Reason.INVALID_DOCUMENT, f"{place} is {kind_of(value)}, not an object"))


def _listed(document: dict[str, Any], depth: int) -> list[Any] | None:
    """The list of articles in an envelope, however deep, or None if the object is none."""
    fields = fold(document)
    if not depth or _has_body(fields):
        return None
    for name in names().lists:
        value = fields.get(name)
        if isinstance(value, list):
            if _are_articles(value) or (not value and name in _SURE_LISTS and not _has_text(fields)):
                return value
        elif isinstance(value, dict) and (found := _listed(value, depth - 1)) is not None:
            return found
    return None


def _are_articles(found: list[Any]) -> bool:
    """One of the first three has a text, a headline or an item's uri. Lists of links and pictures have not."""
    return any(
        isinstance(each, dict)
        and (
            dialects.known(each)
            or _has_text(inner := fold(_unwrapped(each)))
            or "uri" in inner
            or {"guid", "pubstatus"} <= inner.keys()
        )
        for each in found[:3]
    )


def _has_text(fields: Fields) -> bool:
    return _has_body(fields) or any(True for _ in present(fields, "headline"))


def _has_body(fields: Fields) -> bool:
    """A list of objects under the name of a text may be a list of articles, and is none for this."""
    return values.tree(fields) is not None or any(
        not isinstance(value, list | dict) or name in _TREES
        for field in ("text", "html", "markdown")
        for name, value in present(fields, field)
    )


def without_shared_ids(parts: list[Part]) -> list[Part]:
    """The objects without an id that several of them have whose addresses, or whose titles, have nothing in common.

    Versions of one article may stand in one document: they have a number, or titles that share a word.
    """
    seen: dict[str, tuple[str | None, frozenset[str]]] = {}
    shared: set[str] = set()
    for fields in (fold(part.value) for part in parts if isinstance(part.value, dict)):
        name = values.address(fields, "id")
        if name is None or "uri" in fields or values.version(fields):
            continue
        url, words = page_key(values.address(fields, "url")), _words(values.line(fields, "headline"))
        other, others = seen.setdefault(name, (url, words))
        if (url and other and url != other) or (words and others and words.isdisjoint(others)):
            shared.add(name)
    names_of_ids = frozenset(names().fields["id"])
    return [
        replace(
            part, value={key: each for key, each in part.value.items() if spelled(key) not in names_of_ids}
        )
        if isinstance(part.value, dict) and values.address(fold(part.value), "id") in shared
        else part
        for part in parts
    ]


def _words(headline: str | None) -> frozenset[str]:
    return frozenset(word for word in (headline or "").casefold().split() if len(word) > 3)
