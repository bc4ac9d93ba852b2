"""One item of NewsML-G2 -> an article, or the reason why it is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from streams.article import Article, Dropped, RawArticle
from streams.intake import dates
from streams.intake.embargo_field import read_embargo
from streams.intake.html.metadata import clean_byline, primary_language
from streams.intake.identity import host_of, normalise_url, source_for, uri_for
from streams.intake.newsml.codes import last_part, meaning
from streams.intake.newsml.g2_meta import (
    Item,
    aliases_of,
    ed_note_of,
    headline_of,
    hops_of,
    info_sources_of,
    located_of,
    signal_of,
    standfirst_of,
    subjects_of,
    urgency_of,
)
from streams.intake.newsml.text import Text, best, text_in_string, text_of, unpacked, without_headline
from streams.intake.newsml.tree import attribute, child, is_nil, language_of, line
from streams.intake.xml import local_name
from streams.kinds import Format, Reason


def read_item(item: Item, raw: RawArticle, repairs: tuple[str, ...]) -> Article | Dropped:
    """The article in a newsItem.

    NOT_TEXT for a picture, a video and the like; INVALID_DOCUMENT for a pubStatus that IPTC does not know; NO_ARTICLE
    without a headline and a text. Without both, but with a guid and a pubStatus, it is a message about an article.
    """
    status = _pub_status(item)
    if isinstance(status, Dropped):
        return status
    kind = _kind(item)
    text = _text(item)
    if kind not in ("", "text") and not (kind == "composite" and text.paragraphs):
        return Dropped(Reason.NOT_TEXT, f"itemClass {kind[:60]}")
    text, headline = _with_headline(item, text)
    if not headline and not text.paragraphs:
        if item.child("contentSet", "remoteContent") is not None and status == "usable":
            return Dropped(Reason.NOT_TEXT, "its content is elsewhere, and it has no headline")
        if status is None or attribute(item.root, "guid") is None:
            return Dropped(Reason.NO_ARTICLE, "neither a headline nor a text")
    return _article(item, raw, repairs, status or "usable", text, headline)


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
    for content in item.children("contentSet", "inlineXML") + item.children("contentSet", "inlineData"):
        media = (attribute(content, "contenttype") or "").lower()
        if local_name(content) == "inlineData" and not len(content):
            packed = unpacked(content.text or "", attribute(content, "encoding"))
            text = text_in_string(packed, media)
        else:
            text = text_of(content, media)
        excerpt = meaning("role", last_part(attribute(content, "rendition"))) is not None
        foreign = language_of(content) not in (None, _language(item))
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


def _language(item: Item) -> str | None:
    content = item.child("contentMeta", "language")
    return primary_language(attribute(content, "tag")) or item.language


def _article(
    item: Item, raw: RawArticle, repairs: tuple[str, ...], status: str, text: Text, headline: str | None
) -> Article:
    own = attribute(item.root, "guid")
    url = normalise_url(own) or normalise_url(raw.subject)
    sources = info_sources_of(item)
    source = source_for(raw.source, url, _provider(item) or next(iter(sources), None))
    standfirst = standfirst_of(item) or text.standfirst
    partial = not text.paragraphs and item.child("contentSet", "remoteContent") is not None
    if partial and standfirst:
        text, standfirst = replace(text, paragraphs=(standfirst,)), None
    uri = uri_for(
        source=source, own=own, subject=raw.subject, content="\n".join((headline or "", *text.paragraphs))
    )
    version_created, wire_time, mended = dates.settle(_date(item, "versionCreated"), raw)
    embargoed, embargo_words = _embargo(item, raw.origin.timestamp)
    rights = item.child("rightsInfo")
    return Article(
        uri=uri,
        origin=raw.origin,
        source=source,
        format=Format.NEWSML_G2,
        paragraphs=text.paragraphs,
        headline=headline,
        version=attribute(item.root, "version"),
        version_created=version_created,
        first_created=_date(item, "firstCreated"),
        pub_status=status,
        embargoed=embargoed,
        embargo_words=embargo_words,
        urgency=urgency_of(item),
        byline=clean_byline(item.text("contentMeta", "by")) or text.byline,
        slugline=item.text("contentMeta", "slugline"),
        ed_note=ed_note_of(item) or " / ".join(text.notes) or None,
        standfirst=standfirst,
        url=url,
        copyright_holder=item.name(child(rights, "copyrightHolder")),
        copyright_notice=item.text("rightsInfo", "copyrightNotice") or text.copyright,
        usage_terms=item.text("rightsInfo", "usageTerms"),
        located=located_of(item) or text.located,
        subjects=subjects_of(item),
        info_sources=sources,
        hops=hops_of(item),
        partial=partial,
        aliases=aliases_of(item, known=(uri,)),
        language=_language(item) or "und",
        signal=signal_of(item),
        removed=text.removed,
        repairs=repairs + mended,
        wire_time=wire_time,
    )


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
