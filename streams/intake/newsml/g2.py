"""IPTC NewsML-G2 -> articles: a newsItem, or a newsMessage with several items (https://iptc.org/standards/newsml-g2/).

Read by the names of its elements, whatever the namespace; catalogs that are elsewhere are never fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from streams.article import (
    Article,
    Cleaning,
    Credits,
    Dropped,
    Embargo,
    Header,
    Naming,
    RawArticle,
    Revision,
)
from streams.intake import dates
from streams.intake.charset import Decoded
from streams.intake.dateline import begun_with
from streams.intake.files import kind_of, with_uris
from streams.intake.html.metadata import clean_byline
from streams.intake.identity import (
    content_of,
    names_nothing,
    normalise_url,
    source_for,
    uri_for,
)
from streams.intake.newsml.associated import ALONE, Company, company_of, media_of, related_of
from streams.intake.newsml.concepts import concepts_of, subjects_of
from streams.intake.newsml.extra import extra_of
from streams.intake.newsml.g2_fields import (
    aliases_of,
    author_of,
    date_of,
    ed_note_of,
    embargo_of,
    headline_of,
    hops_of,
    located_of,
    other_headlines,
    provider_of,
    pub_status_of,
    series_of,
    signal_of,
    standfirst_of,
)
from streams.intake.newsml.item import Item, concepts_in, item_of
from streams.intake.newsml.parties import info_sources_of, parties_of
from streams.intake.newsml.rights import rights_of
from streams.intake.newsml.text import Text, best, text_in_string, text_of, unpacked, without_headline
from streams.intake.newsml.tree import (
    Catalog,
    Element,
    articles_of,
    attribute,
    bare,
    catalog_of,
    child,
    children,
    language_of,
    last_part,
    line,
    lines,
    meaning,
)
from streams.intake.nitf.marks import together
from streams.intake.said import urgency
from streams.intake.xml import local_name, read_cut_xml, read_xml, refused_as
from streams.kinds import Format, Reason
from streams.sent import Sent

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_MOST_KEYWORDS = 2_000
#: Content that is packed into an item and holds no text.
_PACKED = ("application/pdf", "application/zip", "application/octet-stream", "font/")


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """The articles in a document, one for each text item.

    An item that is no text, or holds nothing, is left out beside a text, and refused if there is no text. An item that
    is broken is refused in its place.
    """
    document = read_xml(decoded.text)
    if isinstance(document, Dropped):
        return _cut_kills(raw, decoded) or refused_as("NewsML-G2", document, decoded.text)
    root, repairs = document.root, decoded.repairs + document.repairs
    if local_name(root) != "newsMessage":
        if local_name(root) != "newsItem":
            return _not_text(root)
        return _read_item(item_of(root, catalog_of(root)), raw, repairs)
    header = child(root, "header")
    sent = dates.parse(line(child(header, "sent")))
    raw = raw if raw.time or sent is None else replace(raw, time=sent)
    above = catalog_of(header) if header is not None else Catalog({})
    elements = list(_items(root))
    if len(elements) > 1:  # the envelope's subject means the document, and none of these
        raw = replace(raw, subject=None)
    shared = concepts_in(root, above)
    items = {
        each: item_of(each, catalog_of(each, above), shared)
        for each in elements
        if local_name(each) == "newsItem"
    }
    packages = (each for each in elements if local_name(each) == "packageItem")
    company = company_of(items.values(), packages) if len(elements) > 1 else ALONE
    return articles_of(
        [
            _read_item(items[each], raw, repairs, company) if each in items else _not_text(each)
            for each in elements
        ]
    )


def _cut_kills(raw: RawArticle, decoded: Decoded) -> list[Article | Dropped]:
    """The kills in a document whose end is missing: guid and pubStatus stand at the top of an item. Nothing else.

    A kill that gets lost does harm; half a text does, too.
    """
    document = read_cut_xml(decoded.text)
    if document is None:
        return []
    root, header = document.root, child(document.root, "header")
    above = catalog_of(header) if header is not None else Catalog({})
    elements = [root] if local_name(root) == "newsItem" else [*_items(root)]
    items = [item_of(each, catalog_of(each, above)) for each in elements if local_name(each) == "newsItem"]
    if len(items) > 1:
        raw = replace(raw, subject=None)
    return [
        bare(_article(item, raw, decoded.repairs + document.repairs, "canceled", Text(), None))
        for item in items
        if not names_nothing(attribute(item.root, "guid")) and pub_status_of(item) == "canceled"
    ]


def _items(message: Element) -> Iterator[Element]:
    for item_set in children(message, "itemSet"):
        yield from (each for each in item_set if local_name(each) in _ITEMS)


def _not_text(root: Element) -> Dropped:
    name = local_name(root)
    if name in _ITEMS:
        return Dropped(Reason.NOT_TEXT, f"a {name.removesuffix('Item')} item")
    return Dropped(Reason.INVALID_DOCUMENT, f"not NewsML-G2: its root element is {name[:60]}")


def _read_item(
    item: Item, raw: RawArticle, repairs: tuple[str, ...], company: Company = ALONE
) -> Article | Dropped:
    """The article in a newsItem.

    NOT_TEXT for a picture, a video and the like. INVALID_DOCUMENT for a pubStatus that IPTC does not know. NO_ARTICLE
    without a headline and a text; but with a guid and a pubStatus the item is then a message about an article.
    """
    status = pub_status_of(item)
    if isinstance(status, Dropped):
        return status
    kind = _kind(item)
    text = _text(item) if kind in ("", "text", "composite") else Text()
    if kind not in ("", "text") and not text.paragraphs:
        return Dropped(Reason.NOT_TEXT, f"itemClass {kind[:60]}")
    text, headline = _with_headline(item, text)
    if not headline and not text.paragraphs:
        if item.child("contentSet", "remoteContent") is not None and status == "usable":
            return Dropped(Reason.NOT_TEXT, "its content is elsewhere, and it has no headline")
        if status is None or names_nothing(attribute(item.root, "guid")):
            return Dropped(Reason.NO_ARTICLE, "neither a headline nor a text")
    return _article(item, raw, repairs, status or "usable", text, headline, company)


def _kind(item: Item) -> str:
    """ "text", "picture", …; "" if neither the class nor the content tells."""
    code = item.catalog.code(item.child("itemMeta", "itemClass"))
    if code is not None:
        return meaning("item_class", code) or code
    if item.children("contentSet", "inlineXML") or item.children("contentSet", "inlineData"):
        return ""
    remote = [attribute(each, "contenttype") or "" for each in item.children("contentSet", "remoteContent")]
    media = {each.partition("/")[0].lower() for each in remote}
    return next(iter(sorted(media & {"image", "video", "audio"})), "")


def _text(item: Item) -> Text:
    """The best of the renditions: XHTML and NITF before text, and no excerpt where there is the whole."""
    found: list[tuple[int, Text]] = []
    for content in (*item.children("contentSet", "inlineXML"), *item.children("contentSet", "inlineData")):
        media = (attribute(content, "contenttype") or "").lower()
        if kind_of(media) is not None or media.startswith(_PACKED):
            continue  # megabytes of a picture, which nobody reads as text
        if local_name(content) == "inlineData" and not len(content):
            packed = unpacked(content.text or "", attribute(content, "encoding"))
            text = text_in_string(packed, media)
        else:
            text = text_of(content, media)
        excerpt = meaning("role", last_part(attribute(content, "rendition"))) is not None
        foreign = language_of(content) not in (None, item.written_in)
        plain = local_name(content) == "inlineData" and "html" not in media
        found.append((4 * foreign + 2 * excerpt + plain, text))
    ranked = sorted(found, key=lambda each: each[0])
    native = [text for rank, text in ranked if rank < 4 and text.paragraphs]
    return best(native or [text for _, text in ranked])


def _with_headline(item: Item, text: Text) -> tuple[Text, str | None]:
    headline = headline_of(item) or text.headline
    title = item.text("itemMeta", "title")
    if headline is None and text.paragraphs and title and " " in title:
        headline = title
    return without_headline(text, headline), headline


def _article(
    item: Item,
    raw: RawArticle,
    repairs: tuple[str, ...],
    status: str,
    text: Text,
    headline: str | None,
    company: Company = ALONE,
) -> Article:
    own = attribute(item.root, "guid")
    url = normalise_url(own) or normalise_url(raw.subject)
    sources = info_sources_of(item)
    source = source_for(raw.source, url, provider_of(item) or next(iter(sources), None))
    standfirst = standfirst_of(item) or text.standfirst
    partial = not text.paragraphs and item.child("contentSet", "remoteContent") is not None
    if partial and standfirst:
        text, standfirst = replace(text, paragraphs=(standfirst,), forms=()), None
    uri = uri_for(source=source, own=own, subject=raw.subject, content=content_of(headline, text.paragraphs))
    paragraphs, forms = begun_with(item.text("contentMeta", "dateline"), text.paragraphs, text.forms)
    version_created, wire_time, mended = dates.settle(date_of(item, "versionCreated"), raw)
    embargoed, embargo_words = embargo_of(item, raw.origin.timestamp)
    return Article(
        uri=uri,
        origin=raw.origin,
        source=source,
        format=Format.NEWSML_G2,
        paragraphs=paragraphs,
        forms=forms,
        headline=headline,
        revision=Revision(
            version=attribute(item.root, "version"),
            version_created=version_created,
            first_created=date_of(item, "firstCreated"),
            wire_time=wire_time,
        ),
        pub_status=status,
        embargo=Embargo(until=embargoed, words=embargo_words),
        header=Header(
            urgency=urgency(item.text("contentMeta", "urgency")),
            slugline=item.text("contentMeta", "slugline"),
            ed_note=ed_note_of(item) or " / ".join(text.notes) or None,
            located=located_of(item) or text.located,
        ),
        credits=Credits(
            byline=clean_byline(item.text("contentMeta", "by")) or text.byline or author_of(item),
            info_sources=sources,
            hops=hops_of(item),
        ),
        standfirst=standfirst,
        url=url,
        headlines=other_headlines(item, headline),
        media=(*with_uris(text.media, source), *media_of(item, company, source)),
        related=related_of(item, company, source),
        sent=_sent_of(item, text),
        partial=partial,
        naming=Naming(aliases=aliases_of(item, known=(uri,))),
        language=item.written_in or "und",
        signal=signal_of(item),
        cleaning=Cleaning(removed=text.removed, repairs=repairs + mended),
    )


def _sent_of(item: Item, text: Text) -> Sent:
    marks: dict[str, Any] = {**together(subjects_of(item), text.marks)}
    makers = concepts_of(item, item.children("contentMeta", "digitalSourceType")[:1])
    return Sent(
        **marks,
        genres=concepts_of(item, item.children("contentMeta", "genre")),
        keywords=tuple(dict.fromkeys(lines(item.children("contentMeta", "keyword")[:_MOST_KEYWORDS]))),
        rights=rights_of(item, text.copyright),
        expires=date_of(item, "expires"),
        series=series_of(item),
        made_by=next(iter(makers), None),
        parties=parties_of(item),
        language=item.tag,
        extra=extra_of(item, standfirst_of(item) or text.standfirst),
    )
