"""An Article as an IPTC ninjs 3.1 item, the part of an event that any newsroom system can read."""

from __future__ import annotations

from typing import Any

from streams.article import Article, Place

Item = dict[str, Any]

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}

#: The role of those from whom the information comes, as the article names them.
ORIGIN = "origin"


def to_item(article: Article) -> Item:
    """The ninjs 3.1 item. What is not known is left out; nothing is invented."""
    item: Item = {
        "uri": article.uri,
        "standard": STANDARD,
        "type": "text",
        "version": article.version,
        "versionCreated": article.version_created,
        "firstCreated": article.first_created,
        "embargoedUntil": article.embargoed,
        "pubStatus": article.pub_status,
        "urgency": article.urgency,
        "language": article.language if article.language != "und" else None,
        "headlines": [{"role": "main", "value": article.headline}] if article.headline else None,
        "bodies": [_body(article)] if article.paragraphs else None,
        "descriptions": _descriptions(article),
        "by": article.byline,
        "slugline": article.slugline,
        "edNote": article.ed_note,
        "located": article.located or next((place.name for place in article.places if place.located), None),
        "copyrightHolder": article.copyright_holder,
        "copyrightNotice": article.copyright_notice,
        "usageTerms": article.usage_terms,
        "subjects": [_present({"name": name, "uri": uri}) for name, uri in article.subjects],
        "people": [_present({"name": person.name, "rel": "mention"}) for person in article.people],
        "organisations": [
            {"name": organisation.name, "rel": "mention"} for organisation in article.organisations
        ],
        "places": [_place(place) for place in article.places],
        "infoSources": [
            {"name": article.source, "role": "distributor"},
            *({"name": name, "role": ORIGIN} for name in article.info_sources),
        ],
        "altIds": [{"role": "url", "value": article.url}] if article.url else None,
    }
    return _present(item)


def _body(article: Article) -> Item:
    body: Item = {
        "role": "main",
        "contentType": "text/plain",
        "charCount": len(article.body),
        "value": article.body,
    }
    if article.word_count:
        body["wordCount"] = article.word_count
    return body


def _descriptions(article: Article) -> list[Item]:
    descriptions = []
    if article.standfirst:
        descriptions.append({"role": "standfirst", "contentType": "text/plain", "value": article.standfirst})
    if article.summary:
        summary = " ".join(article.summary)
        descriptions.append({"role": "summary", "contentType": "text/plain", "value": summary})
    return descriptions


def _place(place: Place) -> Item:
    item: Item = {
        "name": place.name,
        "rel": "located" if place.located else "mention",
        "literal": place.country,
    }
    if place.geonameid is not None:
        item["uri"] = f"https://sws.geonames.org/{place.geonameid}/"
    if place.latitude is not None and place.longitude is not None:
        # GeoJSON puts the longitude first (RFC 7946, 3.1.1).
        item["geoJSON"] = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    return item


def _present(fields: Item) -> Item:
    return {name: value for name, value in fields.items() if value not in (None, [], "")}
