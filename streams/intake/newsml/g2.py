"""IPTC NewsML-G2 -> articles: a newsItem, or a newsMessage with several items (https://iptc.org/standards/newsml-g2/).

Read by the names of its elements, whatever the namespace; catalogs that are elsewhere are never fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from streams.article import (
    Article,
    Cleaning,
    Credits,
    Dropped,
    Embargo,
    Header,
    Hop,
    Naming,
    RawArticle,
    Revision,
)
from streams.intake import dates
from streams.intake.charset import Decoded
from streams.intake.dateline import begun_with
from streams.intake.dates import read_embargo
from streams.intake.files import kind_of, with_uris
from streams.intake.html.metadata import clean_byline
from streams.intake.identity import (
    content_of,
    host_of,
    is_uri,
    names_nothing,
    normalise_url,
    source_for,
    uri_for,
)
from streams.intake.newsml.associated import ALONE, Company, company_of, media_of, related_of
from streams.intake.newsml.concepts import concepts_of, subjects_of
from streams.intake.newsml.extra import extra_of
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
    in_language,
    is_nil,
    language_of,
    last_part,
    line,
    lines,
    meaning,
)
from streams.intake.nitf.marks import together
from streams.intake.nitf.place import place_in
from streams.intake.said import urgency
from streams.intake.xml import local_name, read_cut_xml, read_xml, refused_as
from streams.kinds import Format, Reason, Signal
from streams.sent import Headline, Sent, Series

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_MOST_KEYWORDS = 2_000
_MOST_ALIASES = 20
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
        if not names_nothing(attribute(item.root, "guid")) and _pub_status(item) == "canceled"
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
    status = _pub_status(item)
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


def _pub_status(item: Item) -> str | Dropped | None:
    """The publishing status that is stated; None if none is."""
    element = item.child("itemMeta", "pubStatus")
    code = item.catalog.code(element)
    if code is None:
        return None
    if code == "commissioned":
        return Dropped(Reason.NOT_TEXT, "pubStatus commissioned: planned, not written yet")
    return meaning("pub_status", code) or Dropped(Reason.INVALID_DOCUMENT, f"pubStatus is {code[:40]!r}")


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
    headline = _headline_of(item) or text.headline
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
    source = source_for(raw.source, url, _provider(item) or next(iter(sources), None))
    standfirst = _standfirst_of(item) or text.standfirst
    partial = not text.paragraphs and item.child("contentSet", "remoteContent") is not None
    if partial and standfirst:
        text, standfirst = replace(text, paragraphs=(standfirst,), forms=()), None
    uri = uri_for(source=source, own=own, subject=raw.subject, content=content_of(headline, text.paragraphs))
    paragraphs, forms = begun_with(item.text("contentMeta", "dateline"), text.paragraphs, text.forms)
    version_created, wire_time, mended = dates.settle(_date(item, "versionCreated"), raw)
    embargoed, embargo_words = _embargo(item, raw.origin.timestamp)
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
            first_created=_date(item, "firstCreated"),
            wire_time=wire_time,
        ),
        pub_status=status,
        embargo=Embargo(until=embargoed, words=embargo_words),
        header=Header(
            urgency=urgency(item.text("contentMeta", "urgency")),
            slugline=item.text("contentMeta", "slugline"),
            ed_note=_ed_note_of(item) or " / ".join(text.notes) or None,
            located=_located_of(item) or text.located,
        ),
        credits=Credits(
            byline=clean_byline(item.text("contentMeta", "by")) or text.byline or _author_of(item),
            info_sources=sources,
            hops=_hops_of(item),
        ),
        standfirst=standfirst,
        url=url,
        headlines=_other_headlines(item, headline),
        media=(*with_uris(text.media, source), *media_of(item, company, source)),
        related=related_of(item, company, source),
        sent=_sent_of(item, text),
        partial=partial,
        naming=Naming(aliases=_aliases_of(item, known=(uri,))),
        language=item.written_in or "und",
        signal=_signal_of(item),
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
        expires=_date(item, "expires"),
        series=_series_of(item),
        made_by=next(iter(makers), None),
        parties=parties_of(item),
        language=item.tag,
        extra=extra_of(item, _standfirst_of(item) or text.standfirst),
    )


def _series_of(item: Item) -> Series | None:
    """The series that the item says it is a member of."""
    names = map(item.name, item.children("itemMeta", "memberOf"))
    return next((Series(name) for name in names if name), None)


def _author_of(item: Item) -> str | None:
    """The creators of the content that are said to be people, or to have written it."""
    found: dict[str, None] = {}
    for each in (*item.children("contentMeta", "creator"), *item.children("contentMeta", "contributor")):
        is_person = last_part(attribute(each, "type")) == "person"
        wrote = meaning("wrote", last_part(attribute(each, "role")))
        if (wrote or (is_person and local_name(each) == "creator")) and (name := item.name(each)):
            found[name] = None
    return clean_byline(", ".join(found))


def _provider(item: Item) -> str | None:
    """Who sends the item: by name, else the host of its uri, else its code."""
    provider = item.child("itemMeta", "provider")
    code = (attribute(provider, "qcode") or "").partition(":")[2]
    return item.name(provider) or host_of(attribute(provider, "uri")) or code or None


def _date(item: Item, name: str) -> datetime | None:
    return dates.parse(line(item.child("itemMeta", name)))


def _embargo(item: Item, arrival: datetime) -> tuple[datetime | None, str | None]:
    """The latest of the embargoes, or the words of one that cannot be read."""
    read = [
        read_embargo(None if is_nil(each) else line(each), arrival)
        for each in item.children("itemMeta", "embargoed")
    ]
    return max((until for until, _ in read if until), default=None), next(
        (words for _, words in read if words), None
    )


def _headline_of(item: Item) -> str | None:
    """The headline: of several the main one, in the item's language."""

    def order(element: Element) -> tuple[int, int]:
        role = last_part(attribute(element, "role")) or ""
        rank = attribute(element, "rank") or "1"
        return (
            0 if role in ("", "main", "headline", "title", "hl1") else 1,
            int(rank) if rank.isdecimal() and len(rank) < 6 else 99_999,
        )

    found = in_language(item.children("contentMeta", "headline"), item.language)
    main = [each for each in found if "sub" not in (last_part(attribute(each, "role")) or "")]
    native = [each for each in main if language_of(each) == language_of(main[0])]
    return line(min(native, key=order, default=None))


def _other_headlines(item: Item, main: str | None) -> tuple[Headline, ...]:
    """The headlines beside the main one, in the item's language, by their roles."""
    found = in_language(item.children("contentMeta", "headline"), item.language)
    own = [each for each in found if language_of(each) == language_of(found[0])]
    said = dict.fromkeys((last_part(attribute(each, "role")) or "other", line(each)) for each in own)
    return tuple(
        Headline("sub" if "sub" in role else role, text) for role, text in said if text and text != main
    )


def _standfirst_of(item: Item) -> str | None:
    """The description that sums the article up."""
    found = {
        last_part(attribute(each, "role")) or "": line(each)
        for each in reversed(in_language(item.children("contentMeta", "description"), item.language))
    }
    return next((found[role] for role in ("summary", "lead", "abstract", "") if role in found), None)


def _located_of(item: Item) -> str | None:
    """The name of the place where the article was written, else that in its dateline."""
    named = next(filter(None, map(item.name, item.children("contentMeta", "located"))), None)
    return named or place_in(item.text("contentMeta", "dateline"))


def _hops_of(item: Item) -> tuple[Hop, ...]:
    """The stations of the hop history, in order. Actions are IPTC's, "transformed content, enhanced metadata"."""

    def order(hop: Element) -> int:
        number = attribute(hop, "seq") or ""
        return int(number) if number.isdecimal() and len(number) < 6 else 99_999

    found: list[Hop] = []
    for hop in sorted(item.children("hopHistory", "hop"), key=order):
        party = child(hop, "party")
        who = item.name(party) or attribute(party, "qcode") or attribute(party, "uri")
        if who:
            actions = dict.fromkeys(filter(None, (_action(item, each) for each in children(hop, "action"))))
            found.append(Hop(who, ", ".join(actions) or None, dates.parse(attribute(hop, "timestamp"))))
    return tuple(found)


def _action(item: Item, action: Element) -> str | None:
    what, target = item.catalog.code(action), last_part(attribute(action, "target"))
    return f"{what} {target}" if what and target else what


def _ed_note_of(item: Item) -> str | None:
    """The notes to editors, without notes for the agency's own desks and without the sign-off."""
    notes = [
        each
        for each in in_language(item.children("itemMeta", "edNote"), item.language)
        if not attribute(each, "pubconstraint") and last_part(attribute(each, "role")) != "closingline"
    ]
    plain = [each for each in notes if not len(each)] or notes
    return " / ".join(dict.fromkeys(filter(None, map(line, plain)))) or None


def _signal_of(item: Item) -> Signal | None:
    """The signal that a code of the item states. A kill counts before a correction, a correction before an update."""
    said = {meaning("signal", item.catalog.code(each)) for each in item.children("itemMeta", "signal")}
    return next(
        (each for each in (Signal.KILL, Signal.CORRECTION, Signal.UPDATE) if each.value in said), None
    )


def _aliases_of(item: Item, *, known: Iterable[str | None]) -> tuple[str, ...]:
    """Other uris by which messages may name the item: its alternative ids, and the item that it replaces."""
    found: dict[str, None] = {}
    for each in item.children("contentMeta", "altId"):
        value = line(each) or attribute(each, "id")
        if value and is_uri(value) and (not value.startswith("http") or normalise_url(value)):
            found[value] = None
    for link in item.children("itemMeta", "link"):
        relation = last_part(item.catalog.resolve(attribute(link, "rel")) or attribute(link, "rel"))
        target = attribute(link, "residref") or attribute(link, "guidref")
        if target and is_uri(target) and meaning("takes_the_place_of", relation):
            found[target] = None
    for uri in known:
        found.pop(uri or "", None)
    return tuple(found)[:_MOST_ALIASES]
