"""An Article as an IPTC ninjs 3.1 item, the part of an event that any newsroom system can read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streams.article import Article
from streams.events import xhtml
from streams.found import Identity, Organisation, Place, Topic
from streams.intake.media_topics import name_of
from streams.sent import (
    CONCEPTS,
    NOTHING_SENT,
    Concept,
    Contact,
    Description,
    Media,
    Party,
    Related,
    Rendition,
    Rights,
    Sent,
    Technical,
    TrustIndicator,
)

Item = dict[str, Any]

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}

#: The role of those from whom the information comes, as the article names them.
ORIGIN = "origin"
#: Who made the subjects that the sender did not give.
CREATOR = "copydesk"
#: Between the terms of use, where there are several: ninjs has one place for them.
TERMS_BREAK = " / "


def to_item(article: Article, *, whole: bool = False) -> Item:
    """The ninjs 3.1 item. What is not known is left out; nothing is invented.

    `whole` is for subscribers: with the body in XHTML, and what goes with the article. Between the stages these stand
    in `desk`, as values.
    """
    sent = article.sent
    item: Item = {
        "uri": article.uri,
        "standard": STANDARD,
        "type": "text",
        "representationType": "partial" if article.partial else None,
        "profile": sent.profile,
        "title": sent.title,
        "version": article.revision.version,
        "versionCreated": article.revision.version_created,
        "firstCreated": article.revision.first_created,
        "contentCreated": sent.content_created,
        "embargoedUntil": article.embargo.until,
        "expires": sent.expires,
        "pubStatus": article.pub_status,
        "urgency": article.header.urgency,
        "language": article.language if article.language != "und" else None,
        "headlines": _headlines(article),
        "bodies": _bodies(article, whole) if article.paragraphs else None,
        "descriptions": _descriptions(article),
        "by": article.credits.byline,
        "slugline": article.header.slugline,
        "edNote": article.header.ed_note,
        "located": article.header.located
        or next((place.name for place in article.found.places if place.located), None),
        **_rights(sent.rights),
        "subjects": [
            *(_concept(each, *_RATED) for each in sent.subjects),
            *(_topic(each, article.language) for each in article.found.topics),
        ],
        "genres": [_concept(each) for each in sent.genres],
        "people": _with_found(
            sent.people,
            [(person.name, _mention(person.name, person.identity)) for person in article.found.people],
            "people",
        ),
        "organisations": _with_found(
            sent.organisations,
            [(each.name, _organisation(each)) for each in article.found.organisations],
            "organisations",
        ),
        "places": _with_found(
            sent.places, [(place.name, _place(place)) for place in article.found.places], "places"
        ),
        "events": [_concept(each, "rel") for each in sent.events],
        "objects": [_concept(each, "rel") for each in sent.objects],
        "digitalSourceType": _concept(sent.made_by) if sent.made_by else None,
        "trustIndicators": _trust(sent.trust),
        "infoSources": _info_sources(article),
        "altIds": _alt_ids(article),
        "associations": _associations(article) if whole else None,
    }
    return _present(item)


def _info_sources(article: Article) -> list[Item]:
    """Who distributes it, who the information comes from, and whom else the sender names, with what he says of them."""
    said: dict[str, list[Item]] = {}
    for each in article.sent.parties:
        said.setdefault(each.name, []).append(_party(each))
    named: list[Item] = [{"name": article.source, "role": "distributor"}]
    for name in dict.fromkeys((*article.credits.info_sources, *said)):
        named += said.get(name) or [{"name": name, "role": ORIGIN}]
    return named


def _party(party: Party) -> Item:
    return _present(
        {
            "name": party.name,
            "role": party.role or ORIGIN,
            "uri": party.uri,
            "literal": party.literal,
            "contactInfo": [_contact(each) for each in party.contacts],
        }
    )


def _contact(contact: Contact) -> Item:
    address = contact.address
    return _present(
        {
            "type": contact.kind,
            "role": contact.role,
            "lang": contact.language,
            "name": contact.name,
            "value": contact.value,
            "address": _present(
                {
                    "lines": list(address.lines),
                    "locality": address.locality,
                    "area": address.area,
                    "postalCode": address.postal_code,
                    "country": address.country,
                }
            )
            if address
            else None,
        }
    )


def _trust(indicators: Iterable[TrustIndicator]) -> list[Item]:
    return [_present({"role": each.role, "title": each.title, "href": each.href}) for each in indicators]


def _headlines(article: Article) -> list[Item]:
    main = [{"role": "main", "value": article.headline}] if article.headline else []
    return main + [{"role": each.role, "value": each.text} for each in article.headlines]


def _bodies(article: Article, whole: bool) -> list[Item]:
    """The plain text, which comes first; and the same words in XHTML."""
    text = article.body
    body: Item = {"role": "main", "contentType": "text/plain", "charCount": len(text), "value": text}
    if article.found.word_count:
        body["wordCount"] = article.found.word_count
    if not whole:
        return [body]
    marked = xhtml.body_of(article.paragraphs, article.forms)
    return [body, {"role": "main", "contentType": "text/html", "charCount": len(marked), "value": marked}]


def _descriptions(article: Article) -> list[Item]:
    descriptions = []
    if article.standfirst:
        descriptions.append({"role": "standfirst", "contentType": "text/plain", "value": article.standfirst})
    for each in article.sent.descriptions:
        descriptions.append(_description(each))
    if article.found.summary:
        summary = " ".join(article.found.summary)
        descriptions.append({"role": "summary", "contentType": "text/plain", "value": summary})
    return descriptions


def _alt_ids(article: Article) -> list[Item]:
    """The address of its page, and what the sender calls it in other systems."""
    found = [{"role": "url", "value": article.url}] if article.url else []
    others = (_present({"role": each.role, "value": each.value}) for each in article.sent.alt_ids)
    return found + [each for each in others if each["value"] != article.url]


def _rights(rights: Rights) -> Item:
    return {
        "copyrightHolder": rights.holder,
        "copyrightNotice": rights.notice,
        "usageTerms": TERMS_BREAK.join(rights.usage_terms),
        "rightsInfo": _present(
            {"langId": rights.language, "linkedRights": rights.linked, "encodedRights": rights.encoded}
        ),
    }


#: What ninjs lets one say of a subject beside its names.
_RATED = ("rel", "relevance", "confidence", "creator")


#: Of whom it lets one say how they can be reached.
_REACHED = frozenset({"people", "organisations", "places"})


def _concept(concept: Concept, *rated: str, kind: str = "") -> Item:
    """A concept as the sender has it, by its names and by what else ninjs has a place for. All of it is in `desk`.

    Only organisations have symbols in ninjs, and only places a point.
    """
    item = {name: getattr(concept, name) for name in ("name", "uri", "literal", *rated)}
    if concept.symbols and kind == "organisations":
        item["symbols"] = [
            _present({"exchange": each.exchange, "symbolType": each.kind, "symbol": each.symbol})
            for each in concept.symbols
        ]
    if concept.latitude is not None and concept.longitude is not None and kind == "places":
        item["geoJSON"] = _point(concept.longitude, concept.latitude)
    if concept.contacts and kind in _REACHED:
        item["contactInfo"] = [_contact(each) for each in concept.contacts]
    return _present(item)


def _topic(topic: Topic, language: str) -> Item:
    """A Media Topic that copydesk found: its score is ninjs' confidence, 0 to 100."""
    item = {"name": name_of(topic.uri, language), "uri": topic.uri, "creator": CREATOR}
    return _present({**item, "confidence": round(100 * topic.score)})


def _with_found(marked: Iterable[Concept], found: Iterable[tuple[str, Item]], kind: str = "") -> list[Item]:
    """What the sender marked, and then what was found in the text and is none of these.

    What the sender says of a name stays as it is: he knows whom he means.
    """
    items = [_concept(each, "rel", kind=kind) for each in marked]
    known = {name.casefold() for item in items if (name := item.get("name"))}
    uris = {uri for item in items if (uri := item.get("uri"))}
    return items + [
        item for name, item in found if name.casefold() not in known and item.get("uri") not in uris
    ]


def _mention(name: str, identity: Identity | None) -> Item:
    item: Item = {"name": name, "rel": "mention"}
    return {**item, "uri": identity.uri} if identity else item


def _organisation(organisation: Organisation) -> Item:
    item = _mention(organisation.name, organisation.identity)
    return {**item, "symbols": [{"symbol": organisation.symbol}]} if organisation.symbol else item


def _place(place: Place) -> Item:
    item: Item = {
        "name": place.name,
        "rel": "located" if place.located else "mention",
        "literal": place.country,
    }
    if place.identity is not None:
        item["uri"] = place.identity.uri
    elif place.geonameid is not None:
        item["uri"] = f"https://sws.geonames.org/{place.geonameid}/"
    if place.latitude is not None and place.longitude is not None:
        item["geoJSON"] = _point(place.longitude, place.latitude)
    return item


def _point(longitude: float, latitude: float) -> Item:
    # GeoJSON puts the longitude first (RFC 7946, 3.1.1).
    return {"type": "Point", "coordinates": [longitude, latitude]}


def _associations(article: Article) -> list[Item]:
    """The pictures and the like, by kind and number, and then what the article links to."""
    media = [_medium(each, f"{each.kind}-{number}") for number, each in enumerate(article.media, start=1)]
    links = [_link(each, f"link-{number}") for number, each in enumerate(article.related, start=1)]
    return [item for item in media + links if item.get("uri")]


def _medium(media: Media, name: str) -> Item:
    uri = media.uri or next((each.href for each in media.renditions), None)
    item: Item = {
        "name": name,
        "uri": uri,
        "rel": media.rel,
        "type": media.kind,
        "language": media.language,
        "firstCreated": media.created,
        "headlines": [{"value": media.headline}] if media.headline else None,
        "descriptions": [{"role": "caption", "contentType": "text/plain", "value": media.caption}]
        if media.caption
        else None,
        "by": media.byline,
        "located": media.located,
        "edNote": media.ed_note,
        "infoSources": [{"name": media.credit, "role": "creditline"}] if media.credit else None,
        **_rights(media.rights),
        "renditions": [_rendition(each) for each in media.renditions],
    }
    if media.sent is not NOTHING_SENT:
        _add_said(item, media.sent)
    return _present(item)


def _add_said(item: Item, sent: Sent) -> None:
    """What else is said of a picture, in the places that ninjs has for it in any item."""
    for name in CONCEPTS:
        rated = _RATED if name == "subjects" else () if name == "genres" else ("rel",)
        item[name] = [_concept(each, *rated, kind=name) for each in getattr(sent, name)]
    item |= {
        "title": sent.title,
        "profile": sent.profile,
        "contentCreated": sent.content_created,
        "expires": sent.expires,
        "digitalSourceType": _concept(sent.made_by) if sent.made_by else None,
        "trustIndicators": _trust(sent.trust),
        "altIds": [_present({"role": each.role, "value": each.value}) for each in sent.alt_ids],
        "descriptions": [*(item["descriptions"] or ()), *map(_description, sent.descriptions)],
        "infoSources": [*(item["infoSources"] or ()), *map(_party, sent.parties)],
    }


def _description(said: Description) -> Item:
    return _present({"role": said.role, "contentType": "text/plain", "value": said.text})


def _rendition(rendition: Rendition) -> Item:
    return _present(
        {
            "name": rendition.name,
            "href": rendition.href,
            "contentType": rendition.content_type,
            "title": rendition.title,
            "width": rendition.width,
            "height": rendition.height,
            "sizeInBytes": rendition.size,
            "duration": rendition.duration,
            **(_technical(rendition.technical) if rendition.technical else {}),
        }
    )


def _technical(technical: Technical) -> Item:
    point = technical.point
    return {
        "format": technical.format,
        "aspectRatio": technical.aspect_ratio,
        "videoCodec": technical.video_codec,
        "frameRate": technical.frame_rate,
        "poi": {"x": point[0], "y": point[1]} if point else None,
        "transportProtocol": technical.protocol,
        "scanType": technical.scan,
        "bitrate": technical.bitrate,
    }


def _link(related: Related, name: str) -> Item:
    return _present(
        {
            "name": name,
            "rel": related.rel,
            "uri": related.uri,
            "headlines": [{"value": related.title}] if related.title else None,
        }
    )


def _present(fields: Item) -> Item:
    return {name: value for name, value in fields.items() if value or value not in (None, [], "", {})}
