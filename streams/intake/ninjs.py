"""IPTC ninjs 1.x, 2.x and 3.x -> Article (https://iptc.org/standards/ninjs/). Both spellings may be mixed.

What is harmless is tolerated; a field that matters and has the wrong type refuses the item, and is named.
"""

from __future__ import annotations

from datetime import datetime

from streams.article import Article, Dropped, Format, RawArticle, Reason
from streams.clean.metadata import clean_byline, primary_language
from streams.intake import dates
from streams.intake.charset import Decoded, decode
from streams.intake.identity import normalise_url, source_for, uri_for
from streams.intake.ninjs_fields import (
    Item,
    WrongType,
    date,
    fold,
    info_source,
    own_id,
    string,
    subjects,
    urgency,
    version,
)
from streams.intake.ninjs_text import body_of, headline_of, paragraphs_of, standfirst_of
from streams.intake.sniff import charset_of, load_json

_PUB_STATUS = {"usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled"}
# The marks of events and plans.
_OTHER_THINGS = ("eventdetails", "plannedcoverage", "planning", "newscoveragestatus")


def read(raw: RawArticle) -> Article | Dropped:
    """The article in a ninjs item.

    Refused: NOT_TEXT, NOT_USABLE (withheld, canceled), EMBARGOED at the event's own time, INVALID_DOCUMENT
    with the field named, NO_ARTICLE without a headline and a body. A headline alone is a flash, and is taken.
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
    item = fold(document)
    try:
        return _refusal(item, document, raw) or _article(item, raw, decoded)
    except WrongType as wrong:
        return Dropped(Reason.INVALID_DOCUMENT, str(wrong))


def parses_markup(document: object) -> bool:
    """Whether the item's body exists as markup only, so that reading it means parsing."""
    if not isinstance(document, dict):
        return False
    try:
        kind, _ = body_of(fold(document))
    except WrongType:
        return False
    return kind == "html"


def _refusal(item: Item, document: Item, raw: RawArticle) -> Dropped | None:
    kind = string(item, "type", must=True) or ""
    if kind.lower() not in ("", "text", "composite"):
        return Dropped(Reason.NOT_TEXT, f"type {kind[:60]}")
    if not kind and any(item.get(name) for name in _OTHER_THINGS):
        return Dropped(Reason.NOT_TEXT, "an event or a planning item")
    if kind.lower() == "composite" and not body_of(item)[1]:
        return Dropped(Reason.NOT_TEXT, "type composite, without a body")
    said = string(item, "pubstatus", must=True) or "usable"
    status = _PUB_STATUS.get(said.lower())
    if status is None:
        raise WrongType(f"pubStatus is {said[:40]!r}")
    if status != "usable":
        return Dropped(Reason.NOT_USABLE, f"pubStatus {status}")
    try:
        until = _embargo(document)
    except ValueError as error:
        return Dropped(Reason.EMBARGOED, str(error))
    if until and until > raw.origin.timestamp:
        return Dropped(Reason.EMBARGOED, f"until {until.isoformat()}")
    return None


def _embargo(document: Item) -> datetime | None:
    """The latest of the embargoes, whatever their spelling. Raises ValueError if one cannot be read."""
    found: list[datetime] = []
    for key, value in document.items():
        if key.replace("_", "").lower() not in ("embargoed", "embargoeduntil") or value in (None, ""):
            continue
        moment = dates.parse(value)
        if moment is None:
            raise ValueError(f"{key} {str(value)[:60]!r} is no date that can be read")
        found.append(moment)
    return max(found, default=None)


def _article(item: Item, raw: RawArticle, decoded: Decoded) -> Article | Dropped:
    headline = headline_of(item)
    kind, body = body_of(item)
    paragraphs, removed = paragraphs_of(kind, body, headline)
    if not headline and not paragraphs:
        return Dropped(Reason.NO_ARTICLE, "neither a headline nor a body")
    own = own_id(item)
    url = normalise_url(own) or normalise_url(raw.subject)
    source = source_for(raw.source, url, info_source(item))
    stated = date(item, "versioncreated")
    version_created, wire_time, repairs = dates.settle(stated, raw)
    return Article(
        uri=uri_for(
            source=source, own=own, subject=raw.subject, content="\n".join((headline or "", *paragraphs))
        ),
        origin=raw.origin,
        source=source,
        format=Format.NINJS,
        paragraphs=tuple(paragraphs),
        headline=headline,
        version=version(item),
        version_created=version_created,
        first_created=date(item, "firstcreated"),
        embargoed=_embargo(item),
        urgency=urgency(item),
        byline=clean_byline(string(item, "byline") or string(item, "by")),
        slugline=string(item, "slugline"),
        ed_note=string(item, "ednote"),
        standfirst=standfirst_of(item),
        url=url,
        copyright_holder=string(item, "copyrightholder"),
        copyright_notice=string(item, "copyrightnotice"),
        usage_terms=string(item, "usageterms"),
        located=string(item, "located"),
        subjects=subjects(item),
        language=primary_language(item.get("language")) or "und",
        removed=removed,
        repairs=decoded.repairs + repairs,
        wire_time=wire_time,
    )
