"""JSON objects with the field names that people use -> articles (data/feeds/json_fields.toml lists them)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from streams.article import Article, Cleaning, Credits, Dropped, Embargo, Header, Naming, RawArticle, Revision
from streams.blocks import BlockKind, following
from streams.intake import dates
from streams.intake.charset import Decoded, media_type
from streams.intake.feeds.article import earlier, standfirst_beside, without_source
from streams.intake.feeds.text import Body, is_page, one_line, read_body
from streams.intake.fields import standing, values
from streams.intake.fields.images import images
from streams.intake.fields.names import fold
from streams.intake.fields.parts import Part, parts_of
from streams.intake.fields.shared_ids import without_shared_ids
from streams.intake.fields.values import Fields
from streams.intake.html import page as html
from streams.intake.html.not_article import Seen, why_not_article
from streams.intake.identity import (
    content_of,
    names_nothing,
    names_page,
    normalise_url,
    page_url,
    source_for,
    uri_for,
)
from streams.intake.markdown import markup_of
from streams.intake.ninjs import item as ninjs
from streams.intake.ninjs.fields import WrongType
from streams.intake.said import rights, with_images
from streams.intake.sniff import sniff_object
from streams.kinds import Format, Reason
from streams.sent import Sent

_LINES = ("ndjson", "jsonl", "json-lines", "jsonlines", "json-seq")  # in the names of media types
WANTED = "no text, html, title or summary: name the fields as docs/feed.md lists them"


@dataclass(frozen=True, slots=True)
class Stated:
    """What an object says of its article. Its texts are not read yet."""

    headline: str | None
    text: str | None
    html: str | None
    markdown: str | None
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
    return parts if isinstance(parts, Dropped) else read_parts(parts, raw, decoded.repairs)


def read_parts(
    parts: list[Part], raw: RawArticle, repairs: tuple[str, ...], form: Format = Format.JSON
) -> list[Article | Dropped]:
    """The articles in objects that came in one document of this form."""
    if len(parts) > 1:  # the envelope's subject means the document, and none of these
        raw = replace(raw, subject=None)
        parts = without_shared_ids(parts)
    return [_read(part, raw, repairs, form) for part in parts]


def stated(document: Mapping[str, Any]) -> Stated:
    """Reads the fields that matter, by their names. Raises WrongType for a field whose type cannot be read."""
    return _stated(fold(document))


def _stated(fields: values.Fields) -> Stated:
    source = next(iter(values.named(fields, "source")), None)
    fields = values.decoded(fields)
    text = values.text(fields, "text")
    html = values.text(fields, "html") or values.tree(fields)
    markdown = values.text(fields, "markdown", must=False)
    return Stated(
        headline=without_source(one_line(values.headline(fields)), source),
        text=text or (None if html or markdown else values.unnamed_text(fields)),
        html=html,
        markdown=markdown,
        summary=values.text(fields, "summary", must=False),
        url=_identifying(normalise_url(values.address(fields, "url"))),
        id=_identifying(values.address(fields, "id")),
        source=source,
        published=values.moment(fields, "published"),
        updated=values.moment(fields, "updated"),
        status=_status(fields),
        http_status=standing.http_status(fields),
        byline=values.byline(fields),
    )


def _status(fields: values.Fields) -> str | None:
    """What the object says in words, unless a field of yes or no says that it may not go out."""
    said, flagged = standing.status(fields), standing.flagged(fields)
    return said if flagged is None or said == "canceled" else flagged


def _identifying(name: str | None) -> str | None:
    """The name, if it can be one article's: a crawler's record often has "null", or the site's front page."""
    web = name is not None and normalise_url(name) is not None
    return None if names_nothing(name) or (web and not names_page(name)) else name


def _read(part: Part, raw: RawArticle, repairs: tuple[str, ...], form: Format) -> Article | Dropped:
    document = part.value
    if isinstance(document, Dropped):
        return document
    try:
        if not part.named and is_ninjs(document, raw.content_type):
            found = ninjs.read_object(raw, document, repairs)
        else:
            found = _article(document, raw, repairs)
    except WrongType as wrong:
        return part.refused(Reason.INVALID_DOCUMENT, str(wrong))
    if isinstance(found, Dropped):
        return part.refused(found.reason, found.detail)
    return found if form is Format.JSON else replace(found, format=form)


def is_ninjs(document: dict[str, Any], content_type: str | None = None) -> bool:
    """Whether an element is a ninjs item, by the same marks as a whole document."""
    return sniff_object(document, media_type(content_type)).format is Format.NINJS


def _article(document: dict[str, Any], raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    fields = fold(document)
    said = _stated(fields)
    if kind := standing.kind(fields):
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
        if said.headline is None:
            said, body = _with_own_headline(said, body)
        if not _says_something(said, body):
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


def _says_something(said: Stated, body: Body) -> bool:
    """Whether there is anything of an article in it. What is told of somebody or something has no date and no title."""
    if not body.paragraphs:
        return said.headline is not None or _is_message(said)
    alone = said.summary and not (said.text or said.html or said.markdown)
    return not alone or bool(said.headline or said.published or said.updated or said.byline)


def _is_message(said: Stated) -> bool:
    """A status for an article that came before: it names it, and says nothing else."""
    return said.status is not None and bool(said.id or said.url)


def _texts(said: Stated) -> tuple[Body, str | None, bool]:
    """(the text, what stands above it, whether it is a part only). Text comes before markup, as in ninjs."""
    body = read_body(said.text, said.headline, said.url)
    if not body.paragraphs:
        body = read_body(said.html, said.headline, said.url)
    if not body.paragraphs and said.markdown:
        body = read_body(markup_of(said.markdown), said.headline, said.url)
    summary = read_body(said.summary, said.headline)
    if body.paragraphs:
        return body, standfirst_beside(summary, body, said.headline), body.cut
    return summary, None, bool(summary.paragraphs) or bool(said.headline and said.url)


def _with_own_headline(said: Stated, body: Body) -> tuple[Stated, Body]:
    """What has no headline in a field of its own, under that which stands above its text."""
    first = body.forms[0] if body.forms else None
    if first is None or first.paragraph or first.kind is not BlockKind.HEADING or len(body.paragraphs) < 2:
        return said, body
    headline, kept = body.paragraphs[0], body.paragraphs[1:]
    return replace(said, headline=headline), replace(
        body, paragraphs=kept, forms=following(body.paragraphs, body.forms, kept)
    )


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
            content=content_of(said.headline, body.paragraphs),
        ),
        origin=raw.origin,
        source=source,
        format=Format.JSON,
        paragraphs=body.paragraphs,
        forms=body.forms,
        headline=said.headline,
        media=body.media,
        standfirst=standfirst,
        revision=Revision(
            version_created=version_created,
            first_created=earlier(said.published, version_created),
            wire_time=wire_time,
        ),
        url=said.url or normalise_url(said.id) or normalise_url(raw.subject),
        partial=partial,
        cleaning=Cleaning(removed=body.removed, repairs=repairs + mended),
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
        said.updated or said.published or article.revision.version_created, raw
    )
    return replace(
        article,
        uri=uri_for(source=source, own=said.id) if said.id else page_url(said.url) or article.uri,
        source=source,
        format=Format.JSON,
        headline=said.headline or article.headline,
        url=said.url or article.url,
        revision=replace(
            article.revision,
            version_created=version_created,
            first_created=earlier(said.published or article.revision.first_created, version_created),
            wire_time=wire_time,
        ),
    )


def _with_the_rest(article: Article, said: Stated, fields: Fields) -> Article:
    """What is said in the same way of every article: who, in which language, about what, and whether it may go out."""
    embargoed, words = standing.embargo(fields, article.origin.timestamp)
    status = said.status or "usable"
    if status == "timed":
        status = "withheld" if embargoed is None else "usable"  # the embargo holds it
    language = values.language(fields)
    return replace(
        article,
        revision=replace(article.revision, version=values.version(fields)),
        pub_status=status,
        embargo=Embargo(embargoed, words),
        header=Header(
            slugline=values.line(fields, "slugline"),
            urgency=values.urgency(fields),
            ed_note=values.line(fields, "note"),
            located=values.line(fields, "located"),
        ),
        media=with_images(images(fields, said.url), article.media),
        credits=Credits(
            byline=said.byline or article.credits.byline,
            info_sources=(said.source,) if said.source else (),
        ),
        sent=Sent(
            subjects=values.subjects(fields),
            rights=rights(None, values.line(fields, "rights"), [values.line(fields, "usage")]),
        ),
        naming=Naming(aliases=tuple(each for each in (said.url,) if each and each != article.uri)),
        language=language if language != "und" else article.language,
    )
