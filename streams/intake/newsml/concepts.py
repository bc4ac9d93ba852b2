"""What a newsItem is about and what it is: subjects, people, organisations, places, events, objects, genres.

A code whose scheme is known is a uri. Any other stays as the sender writes it, "LW:FERRY", for his subscribers filter
by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from streams.intake.identity import fit_uri
from streams.intake.media_topics import name_of
from streams.intake.newsml.item import Item
from streams.intake.newsml.parties import contacts_in
from streams.intake.newsml.tree import Element, attribute, child, children, last_part, media_topic
from streams.sent import Concept, Symbol

#: The list of Sent for each type of concept (cpnat, https://cv.iptc.org/newscodes/cpnature/).
_LISTS = {
    "person": "people",
    "organisation": "organisations",
    "organization": "organisations",
    "geoarea": "places",
    "poi": "places",
    "event": "events",
    "object": "objects",
}
#: Concepts that are read. The item keeps fewer.
_MOST = 2_000
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,15})?", re.ASCII)


def subjects_of(item: Item) -> dict[str, tuple[Concept, ...]]:
    """The concepts that the item is about, by the list of Sent. Where it was written is a place, too."""
    found: dict[str, dict[Concept, None]] = {}
    for subject in item.children("contentMeta", "subject")[:_MOST]:
        about = list(item.about(subject))
        name = _list_of(about)
        rel = None if name == "subjects" else "about"
        if (concept := _concept(item, subject, about, rel)) is not None:
            found.setdefault(name, {})[concept] = None
    for located in item.children("contentMeta", "located")[:_MOST]:
        concept = _concept(item, located, list(item.about(located)), "located")
        if concept is not None and (concept.uri or concept.literal):
            found.setdefault("places", {})[concept] = None
    return {name: tuple(concepts) for name, concepts in found.items()}


def concepts_of(item: Item, elements: Iterable[Element]) -> tuple[Concept, ...]:
    """Genres and the like: their names and codes."""
    found = (_concept(item, each, list(item.about(each))) for each in list(elements)[:_MOST])
    return tuple(dict.fromkeys(each for each in found if each is not None))


def code_of(item: Item, element: Element) -> tuple[str | None, str | None]:
    """(uri, literal): the uri of an element, and its code as written where that is none by itself.

    Among several names of one thing a Media Topic is the one that others know.
    """
    own = item.catalog.uri(element)
    uri = media_topic(own)
    if uri is None and (same := list(children(element, "sameAs"))):
        others = [other for each in same if (other := item.catalog.uri(each))]
        uri = next(filter(None, map(media_topic, others)), None) or own or next(iter(others), None)
    uri = uri or own
    literal = None
    if own is None:
        literal = attribute(element, "qcode") or attribute(element, "literal")
        if literal is None and (written := attribute(element, "uri")):
            uri, literal = uri or fit_uri(written), None if fit_uri(written) else written
    return uri, literal


def _list_of(about: Iterable[Element]) -> str:
    """The list that a concept belongs to, by its type or by what is asserted of it."""
    for each in about:
        for code in (attribute(each, "type"), *(attribute(kind, "qcode") for kind in children(each, "type"))):
            if (name := _LISTS.get(last_part(code) or "")) is not None:
                return name
    return "subjects"


def _concept(item: Item, element: Element, about: list[Element], rel: str | None = None) -> Concept | None:
    uri, literal = code_of(item, element)
    name = item.name(element) or name_of(uri, item.written_in)
    if literal is not None and literal == name and attribute(element, "literal"):
        literal = None  # a name in place of a code
    if not (name or uri or literal):
        return None
    latitude, longitude = _position(about)
    return Concept(
        name,
        uri,
        literal,
        rel,
        _role(element),
        relevance=_percent(attribute(element, "relevance")),
        confidence=_percent(attribute(element, "confidence")),
        symbols=tuple(dict.fromkeys(_symbols(item, about))),
        latitude=latitude,
        longitude=longitude,
        creator=attribute(element, "creator") or attribute(element, "creatoruri"),
        contacts=contacts_in(item, about),
    )


def _role(element: Element) -> str | None:
    """The role as a word: "sportrole:striker" is "striker"."""
    return (attribute(element, "role") or "").rpartition(":")[2] or None


def _percent(text: str | None) -> int | None:
    number = int(text) if text and re.fullmatch(r"\d{1,3}", text, re.ASCII) else -1
    return number if 0 <= number <= 100 else None


def _symbols(item: Item, about: list[Element]) -> Iterator[Symbol]:
    """What the shares of a company are traded under."""
    for each in about:
        for instrument in children(each, "organisationDetails", "hasInstrument"):
            symbol = attribute(instrument, "symbol")
            market = attribute(instrument, "market")
            exchange = attribute(instrument, "marketlabel") or (market or "").rpartition(":")[2] or None
            kind = attribute(instrument, "type")
            if symbol:
                yield Symbol(symbol, exchange, item.catalog.resolve(kind) if kind else None)


def _position(about: list[Element]) -> tuple[float | None, float | None]:
    for each in about:
        for details in ("geoAreaDetails", "POIDetails"):
            position = child(each, details, "position")
            latitude = _degrees(attribute(position, "latitude"), 90)
            longitude = _degrees(attribute(position, "longitude"), 180)
            if latitude is not None and longitude is not None:
                return latitude, longitude
    return None, None


def _degrees(text: str | None, most: int) -> float | None:
    number = float(text) if text and _DEGREES.fullmatch(text) else None
    return number if number is not None and abs(number) <= most else None
