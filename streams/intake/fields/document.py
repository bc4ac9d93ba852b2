"""JSON objects with the field names that people use -> articles (data/feeds/json_fields.toml lists them).

A document may be one object, a list of objects, a list in an envelope, or one object a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from streams.article import Article, Dropped, RawArticle
from streams.intake import dates
from streams.intake.charset import Decoded, media_type
from streams.intake.feeds.article import earlier, standfirst_beside
from streams.intake.feeds.text import Body, is_page, one_line, read_body
from streams.intake.fields import values
from streams.intake.fields.values import Fields, names, present
from streams.intake.html import page as html
from streams.intake.html.not_article import Seen, why_not_article
from streams.intake.identity import (
    names_nothing,
    names_page,
    normalise_url,
    page_key,
    page_url,
    source_for,
    uri_for,
)
from streams.intake.ninjs import item as ninjs
from streams.intake.ninjs.fields import WrongType, fold, kind_of, spelled
from streams.intake.said import rights, with_images
from streams.intake.sniff import load_json, sniff_object
from streams.kinds import Format, Reason
from streams.sent import Sent

_LINES = ("ndjson", "jsonl", "json-lines", "jsonlines")  # in the names of media types
WANTED = "no text, html, title or summary: name the fields as the README lists them"
_SURE_LISTS = ("articles", "items", "results", "docs", "hits")
_DEEPEST = 4  # {"response": {"hits": {"hits": [{"_source": ...


@dataclass(frozen=True, slots=True)
class Stated:
    """What an object says of its article. Its texts are not read yet."""

    headline: str | None
    text: str | None
    html: str | None
    summary: str | None
    url: str | None
    id: str | None
    source: str | None
    published: datetime | None
    updated: datetime | None
    status: str | None
    http_status: int | None
    byline: str | None


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """The articles in an object, a list, an envelope with a list, or in lines of objects; they may be ninjs items,
    too.

    One that cannot be read is refused by itself: INVALID_DOCUMENT names the line and the field, NOT_TEXT the kind.
    """
    declared = media_type(raw.content_type)
    parts = parts_of(decoded.text, in_lines=any(mark in declared for mark in _LINES))
    if isinstance(parts, Dropped):
        return parts
    if len(parts) > 1:  # the envelope's subject means the document, and none of these
        raw = replace(raw, subject=None)
        parts = _without_shared_ids(parts)
    return [_read(part, raw, decoded.repairs) for part in parts]


def _without_shared_ids(parts: list[Part]) -> list[Part]:
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


def stated(document: Mapping[str, Any]) -> Stated:
    """Reads the fields that matter, by their names. Raises WrongType for a field whose type cannot be read."""
    return _stated(fold(document))


def _stated(fields: values.Fields) -> Stated:
    return Stated(
        headline=one_line(values.text(fields, "headline")),
        text=values.text(fields, "text"),
        html=values.text(fields, "html"),
        summary=values.text(fields, "summary", must=False),
        url=_identifying(normalise_url(values.address(fields, "url"))),
        id=_identifying(values.address(fields, "id")),
        source=next(iter(values.named(fields, "source")), None),
        published=values.moment(fields, "published"),
        updated=values.moment(fields, "updated"),
        status=values.status(fields),
        http_status=values.http_status(fields),
        byline=values.byline(fields),
    )


def _identifying(name: str | None) -> str | None:
    """The name, if it can be one article's: a crawler's record often has "null", or the site's front page."""
    web = name is not None and normalise_url(name) is not None
    return None if names_nothing(name) or (web and not names_page(name)) else name


def _read(part: Part, raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    document = part.value
    if isinstance(document, Dropped):
        return document
    try:
        if is_ninjs(document, raw.content_type):
            found = ninjs.read_object(raw, document, repairs)
        else:
            found = _article(document, raw, repairs)
    except WrongType as wrong:
        return part.refused(Reason.INVALID_DOCUMENT, str(wrong))
    return part.refused(found.reason, found.detail) if isinstance(found, Dropped) else found


def is_ninjs(document: dict[str, Any], content_type: str | None = None) -> bool:
    """Whether an element is a ninjs item, by the same marks as a whole document."""
    return sniff_object(document, media_type(content_type)).format is Format.NINJS


def _article(document: dict[str, Any], raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    fields = fold(document)
    said = _stated(fields)
    if kind := values.kind(fields):
        return Dropped(Reason.NOT_TEXT, f"type {kind}")
    if said.http_status is not None:
        raw = replace(raw, status=said.http_status)
    page = said.html if said.html and not said.text and is_page(said.html) else None
    if page:
        article = _from_page(page, said, raw, repairs)
        if isinstance(article, Dropped):
            return article
    else:
        body, standfirst, partial = _texts(said)
        if not body.paragraphs and not said.headline and not _is_message(said):
            return Dropped(Reason.INVALID_DOCUMENT, WANTED)
        if why := _why_none(said, body, raw):
            return Dropped(Reason.NOT_AN_ARTICLE, why)
        article = _plain(said, body, standfirst, partial, raw, repairs)
    return _with_the_rest(article, said, fields)


def _why_none(said: Stated, body: Body, raw: RawArticle) -> str | None:
    """Why the object is no article, though it has the fields of one: a crawler was shown a wall."""
    seen = Seen(
        title=said.headline,
        paragraphs=body.paragraphs,
        published=said.published is not None,
        byline=said.byline is not None,
        status=raw.status,
        page=False,
    )
    return why_not_article(seen) if body.paragraphs else None


def _is_message(said: Stated) -> bool:
    """A status for an article that came before: it names it, and says nothing else."""
    return said.status is not None and bool(said.id or said.url)


def _texts(said: Stated) -> tuple[Body, str | None, bool]:
    """(the text, what stands above it, whether it is a part only). Text comes before markup, as in ninjs."""
    body = read_body(said.text, said.headline, said.url)
    if not body.paragraphs:
        body = read_body(said.html, said.headline, said.url)
    summary = read_body(said.summary, said.headline)
    if body.paragraphs:
        return body, standfirst_beside(summary, body, said.headline), body.cut
    return summary, None, bool(summary.paragraphs) or bool(said.headline and said.url)


def _plain(
    said: Stated,
    body: Body,
    standfirst: str | None,
    partial: bool,
    raw: RawArticle,
    repairs: tuple[str, ...],
) -> Article:
    source = source_for(raw.source or said.source, said.url or normalise_url(raw.subject))
    version_created, wire_time, mended = dates.settle(said.updated or said.published, raw)
    return Article(
        uri=uri_for(
            source=source,
            own=said.id,
            canonical=said.url,
            subject=raw.subject,
            content="\n".join((said.headline or "", *body.paragraphs)),
        ),
        origin=raw.origin,
        source=source,
        format=Format.JSON,
        paragraphs=body.paragraphs,
        forms=body.forms,
        headline=said.headline,
        media=body.media,
        standfirst=standfirst,
        version_created=version_created,
        first_created=earlier(said.published, version_created),
        url=said.url or normalise_url(said.id) or normalise_url(raw.subject),
        partial=partial,
        removed=body.removed,
        repairs=repairs + mended,
        wire_time=wire_time,
    )


def _from_page(page: str, said: Stated, raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    """A whole page in a field is read as a page; what the object says beside it counts before what the page says."""
    article = html.read_decoded(
        replace(raw, subject=said.url or raw.subject), Decoded(page, "utf-8", repairs)
    )
    if isinstance(article, Dropped):
        return article
    source = source_for(raw.source or said.source, said.url or article.url)
    version_created, wire_time, _ = dates.settle(
        said.updated or said.published or article.version_created, raw
    )
    return replace(
        article,
        uri=uri_for(source=source, own=said.id) if said.id else page_url(said.url) or article.uri,
        source=source,
        format=Format.JSON,
        headline=said.headline or article.headline,
        url=said.url or article.url,
        version_created=version_created,
        first_created=earlier(said.published or article.first_created, version_created),
        wire_time=wire_time,
    )


def _with_the_rest(article: Article, said: Stated, fields: Fields) -> Article:
    """What is said in the same way of every article: who, in which language, about what, and whether it may go out."""
    embargoed, words = values.embargo(fields, article.origin.timestamp)
    status = said.status or "usable"
    if status == "timed":
        status = "withheld" if embargoed is None else "usable"  # the embargo holds it
    language = values.language(fields)
    return replace(
        article,
        version=values.version(fields),
        pub_status=status,
        embargoed=embargoed,
        embargo_words=words,
        urgency=values.urgency(fields),
        media=with_images(values.images(fields, said.url), article.media),
        byline=said.byline or article.byline,
        slugline=values.line(fields, "slugline"),
        ed_note=values.line(fields, "note"),
        located=values.line(fields, "located"),
        sent=Sent(
            subjects=values.subjects(fields),
            rights=rights(None, values.line(fields, "rights"), [values.line(fields, "usage")]),
        ),
        info_sources=(said.source,) if said.source else (),
        aliases=tuple(each for each in (said.url,) if each and each != article.uri),
        language=language if language != "und" else article.language,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """An object that may be an article, or the reason why it is none. `place` is its place in the document: "line
    3"."""

    place: str
    value: dict[str, Any] | Dropped

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
    return document if isinstance(document, Dropped) else _of_document(document)


def _is_one(text: str) -> bool:
    """Whether it is one document, whose lines may begin like objects of their own."""
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _of_line(line: str, number: int) -> Iterator[Part]:
    document = load_json(line)
    found = document if isinstance(document, Dropped) else _of_document(document)
    place = f"line {number}"
    if isinstance(found, Dropped):
        yield Part(place, Dropped(found.reason, f"{place}: {found.detail}"))
        return
    for part in found:
        value = part.value
        if isinstance(value, Dropped):
            value = Dropped(value.reason, f"{place}: {value.detail}")
        yield Part(f"{place}, {part.place}" if part.place else place, value)


def _of_document(document: object) -> list[Part] | Dropped:
    if isinstance(document, list):
        if not document:
            return Dropped(Reason.NO_ARTICLE, "an empty list")
        return [_element(each, number) for number, each in enumerate(document, 1)]
    if not isinstance(document, dict):
        return Dropped(Reason.INVALID_DOCUMENT, f"JSON, but {kind_of(document)}, not an object")
    found = _listed(document, _DEEPEST)
    if found is None:
        return [Part("", unwrapped(document))]
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


def unwrapped(document: dict[str, Any], depth: int = _DEEPEST) -> dict[str, Any]:
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
            inner = unwrapped(inner, depth - 1)
        found = fold(inner)
        if _has_body(found) or (alone and (_is_article(found) or name == "article")):
            beside = {key: value for key, value in document.items() if key != by_name[name]}
            return {**beside, **inner}
    return document


def _is_article(fields: Fields) -> bool:
    """Whether it has a text or a headline, or is a message about an item: its id and its status."""
    return (
        _has_text(fields) or {"uri", "pubstatus"} <= fields.keys() or {"guid", "pubstatus"} <= fields.keys()
    )


def _element(value: object, number: int) -> Part:
    place = f"element {number}"
    if isinstance(value, dict):
        return Part(place, unwrapped(value))
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
            _has_text(inner := fold(unwrapped(each)))
            or "uri" in inner
            or {"guid", "pubstatus"} <= inner.keys()
        )
        for each in found[:3]
    )


def _has_text(fields: Fields) -> bool:
    return _has_body(fields) or any(True for _ in present(fields, "headline"))


def _has_body(fields: Fields) -> bool:
    """A list of objects under the name of a text may be a list of articles, and is none for this."""
    return any(
        not isinstance(value, list | dict) or name in ("body", "content", "paragraphs", "text")
        for field in ("text", "html")
        for name, value in present(fields, field)
    )
