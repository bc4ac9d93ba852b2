"""IPTC ninjs 1.x, 2.x and 3.x -> Article (https://iptc.org/standards/ninjs/). Both spellings may be mixed.

What is harmless is tolerated; a field that matters and has the wrong type refuses the item, and is named.
"""

from __future__ import annotations

import json
from datetime import datetime

from streams.article import Article, Cleaning, Credits, Dropped, Embargo, Header, Naming, RawArticle, Revision
from streams.intake import dates
from streams.intake.charset import Decoded, charset_of, decode, scrub
from streams.intake.dates import read_embargo
from streams.intake.html.metadata import clean_byline, primary_language
from streams.intake.identity import content_of, normalise_url, source_for, uri_for
from streams.intake.ninjs.associations import associations_of
from streams.intake.ninjs.bodies import says_more, text_of
from streams.intake.ninjs.fields import (
    Item,
    WrongType,
    aliases,
    bodies_of,
    date,
    descriptions_of,
    fold,
    has_body,
    has_copy,
    headline_of,
    headlines_of,
    info_sources,
    is_elsewhere,
    own_id,
    own_url,
    signals,
    spelled,
    string,
    urgency,
    version,
)
from streams.intake.ninjs.said import sent_of
from streams.intake.sniff import load_json
from streams.kinds import Format, Reason
from streams.sent import Media

_PUB_STATUS = {"usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled"}
#: Of AP: usable when the embargo ends. Without a time it is withheld.
_EMBARGOED = "embargoed"
# The marks of events and plans.
_OTHER_THINGS = ("eventdetails", "plannedcoverage", "planning", "newscoveragestatus")
_PARTIAL = frozenset({"partial", "incomplete"})  # 3.x and 1.x


def read(raw: RawArticle) -> Article | Dropped:
    """The article in a ninjs item.

    Refused: NOT_TEXT, INVALID_DOCUMENT with the field named, NO_ARTICLE without a headline and a body. A headline
    alone is a flash, and is accepted. An item that names an article, states its pubStatus and has no copy is a message
    about that article; it has no headline and no paragraphs.
    """
    decoded = decode(raw.value, charset_of(raw.content_type))
    return decoded if isinstance(decoded, Dropped) else read_decoded(raw, decoded)


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped:
    """`read` for a document whose text is already known."""
    document = load_json(decoded.text)
    if isinstance(document, Dropped):
        return document
    if not isinstance(document, dict):
        return Dropped(Reason.INVALID_DOCUMENT, "not a JSON object")
    return read_object(raw, document, decoded.repairs)


def read_object(raw: RawArticle, document: Item, repairs: tuple[str, ...]) -> Article | Dropped:
    """`read` for an item that stands in another document."""
    item = fold(document)
    try:
        status = string(item, "pubstatus", must=True)
        return _refusal(item, status) or _article(item, document, raw, repairs)
    except WrongType as wrong:
        return Dropped(Reason.INVALID_DOCUMENT, str(wrong))


def has_plain_body(document: object) -> bool:
    """Whether the document is an item with a body in plain text, which can be read without parsing markup."""
    if not isinstance(document, dict):
        return False
    try:
        said = bodies_of(fold(document))
    except WrongType:
        return True
    return bool(said.text or (said.excerpt and not said.markup)) and not says_more(said)


def _refusal(item: Item, status: str | None) -> Dropped | None:
    kind = (string(item, "type", must=True) or "").lower()
    if kind not in ("", "text", "composite"):
        return Dropped(Reason.NOT_TEXT, f"type {kind[:60]}")
    if not kind and any(item.get(name) for name in _OTHER_THINGS):
        return Dropped(Reason.NOT_TEXT, "an event or a planning item")
    if status and status.lower() == "commissioned":  # ninjs 1.2 and 1.3
        return Dropped(Reason.NOT_TEXT, "pubStatus commissioned: planned, not written yet")
    pub_status = _pub_status(status)
    if kind == "composite" and pub_status == "usable" and not has_body(item):
        return Dropped(Reason.NOT_TEXT, "type composite, without a body")
    if not has_copy(item):
        if status is None or own_id(item) is None:
            return Dropped(Reason.NO_ARTICLE, "neither a headline nor a body")
        # A picture without a type states its pubStatus, too: it is no message that releases an article.
        if pub_status == "usable" and (item.get("renditions") or item.get("associations")):
            return Dropped(Reason.NOT_TEXT, "renditions or associations, without a text")
    return None


def _pub_status(status: str | None, embargo: object = None) -> str:
    if status and status.lower() == _EMBARGOED:
        return "usable" if embargo else "withheld"
    known = _PUB_STATUS.get((status or "usable").lower())
    if known is None:
        raise WrongType(f"pubStatus is {(status or '')[:40]!r}")
    return known


def _embargo(document: Item, arrival: datetime) -> tuple[datetime | None, str | None]:
    """The latest of the embargoes, whatever their spelling, and the words of one that cannot be read."""
    found: list[datetime] = []
    words = None
    for key, value in document.items():
        if spelled(key) not in ("embargoed", "embargoeduntil") or value in (None, "", False):
            continue
        if isinstance(value, str) and not value.strip():
            continue
        if isinstance(value, str):
            moment, unread = read_embargo(scrub(value)[0], arrival)
        else:
            moment, unread = dates.parse(value), f"{key}: {json.dumps(value)}"
        if moment is not None:
            found.append(moment)
        else:
            words = words or unread
    return max(found, default=None), " ".join(scrub(words)[0].split())[:200] if words else None


def _article(item: Item, document: Item, raw: RawArticle, mended: tuple[str, ...]) -> Article | Dropped:
    headline = headline_of(item)
    text = text_of(item, headline)
    paragraphs = text.paragraphs
    if not headline and not paragraphs and has_copy(item):
        return Dropped(Reason.NO_ARTICLE, "no text in its headline and its body")
    own, sources = own_id(item), info_sources(item)
    signal, warnings = signals(item)
    url = normalise_url(own) or own_url(item) or normalise_url(raw.subject)
    source = source_for(raw.source, url, sources[0] if sources else None)
    uri = uri_for(source=source, own=own, subject=raw.subject, content=content_of(headline, paragraphs))
    version_created, wire_time, repairs = dates.settle(date(item, "versioncreated"), raw)
    language = primary_language(item.get("language"))
    standfirst, descriptions = descriptions_of(item)
    media, related = associations_of(item, source)
    embargoed, embargo_words = _embargo(document, raw.origin.timestamp)
    return Article(
        uri=uri,
        origin=raw.origin,
        source=source,
        format=Format.NINJS,
        paragraphs=paragraphs,
        forms=text.forms,
        headline=headline,
        headlines=headlines_of(item, headline),
        media=media + _others(text.media, media),
        related=related,
        revision=Revision(
            version=version(item),
            version_created=version_created,
            first_created=date(item, "firstcreated"),
            wire_time=wire_time,
        ),
        pub_status=_pub_status(string(item, "pubstatus"), embargoed or embargo_words),
        embargo=Embargo(until=embargoed, words=embargo_words),
        header=Header(
            urgency=urgency(item),
            slugline=string(item, "slugline"),
            ed_note=" / ".join(
                filter(None, (string(item, "ednote"), *(f"Signal: {each}" for each in warnings)))
            )
            or None,
            located=string(item, "located"),
        ),
        credits=Credits(
            byline=clean_byline(string(item, "byline") or string(item, "by")) or _authors(item),
            info_sources=sources,
        ),
        standfirst=standfirst,
        url=url,
        sent=sent_of(item, language, descriptions),
        partial=(string(item, "representationtype") or "").lower() in _PARTIAL
        or text.partial
        or (not paragraphs and is_elsewhere(item)),
        naming=Naming(aliases=aliases(item, uri, source, raw.subject)),
        language=language or "und",
        signal=signal,
        cleaning=Cleaning(removed=text.removed, repairs=mended + repairs),
    )


def _others(found: tuple[Media, ...], known: tuple[Media, ...]) -> tuple[Media, ...]:
    """The pictures of the text that are none of those that the item sends along."""
    hrefs = {rendition.href for each in known for rendition in each.renditions}
    return tuple(each for each in found if hrefs.isdisjoint(rendition.href for rendition in each.renditions))


def _authors(item: Item) -> str | None:
    """Superdesk's authors or AP's bylines, where there is no byline."""
    value = item.get("authors") or item.get("bylines")
    entries = value[:20] if isinstance(value, list) else []
    names = (string(each, "name") or string(each, "by") for each in entries if isinstance(each, dict))
    return clean_byline(", ".join(dict.fromkeys(filter(None, map(clean_byline, names)))))
