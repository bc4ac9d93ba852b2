"""What an item is about, by name and by code: its subjects, genres, people, organisations, places, events, objects.

ninjs 1.x has a list under the singular and a scheme and a code; 2.x and 3.x have the plural, and a uri or a literal.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from streams.intake import newscodes
from streams.intake.media_topics import name_of
from streams.intake.ninjs.fields import Item, fold, string
from streams.intake.ninjs.parties import contacts_of
from streams.sent import CONCEPTS, Concept, Symbol

#: Each list of Sent, and the names that a version of ninjs has for it.
NAMES = {
    "subjects": ("subjects", "subject"),
    "genres": ("genres", "genre"),
    "people": ("people", "person"),
    "organisations": ("organisations", "organisation", "organizations", "organization"),
    "places": ("places", "place"),
    "events": ("events", "event"),
    "objects": ("objects", "object"),
}
#: Entries of a list that are looked at. More are a fault; what comes after these is cut with a repair.
_MOST = 2_000
_NAMES_ALONE = frozenset({"name", "code", "qcode", "scheme", "uri", "literal"})
_GEONAMES = "https://sws.geonames.org/"


def concepts_of(item: Item, language: str | None) -> dict[str, tuple[Concept, ...]]:
    """The lists of Sent by their names. `language` is that of the item: topics without a name are named in it."""
    return {name: found for name in CONCEPTS if (found := _list(item, NAMES[name], language))}


def concept_of(value: Any, language: str | None = None) -> Concept | None:
    """One concept, from an object or from a name; None where it says nothing."""
    if isinstance(value, str):
        return Concept(name=" ".join(value.split())) if value.strip() else None
    if not isinstance(value, dict):
        return None
    entry = fold(value)
    text = partial(string, entry)
    code, scheme, literal, name = text("code") or text("qcode"), text("scheme"), text("literal"), text("name")
    uri = text("uri") or newscodes.uri_of(code, scheme) or _joined(scheme, code)
    if uri is None:
        uri = newscodes.uri_of(literal)
        literal = literal if uri is None or literal != uri.rpartition("/")[2] else None
        literal = literal or (None if uri else _qualified(scheme, code))
    name = name or name_of(uri, language)
    if not (name or uri or literal):
        return None
    if entry.keys() <= _NAMES_ALONE:
        return Concept(name, uri, literal)
    latitude, longitude = _point(entry)
    return Concept(
        name=name,
        uri=uri,
        literal=literal,
        rel=text("rel"),
        role=text("role"),
        relevance=_rated(entry.get("relevance")),
        confidence=_rated(entry.get("confidence")),
        symbols=_symbols(entry.get("symbols") or entry.get("symbol")),
        latitude=latitude,
        longitude=longitude,
        creator=text("creator"),
        contacts=contacts_of(entry) if "contactinfo" in entry else (),
    )


def _list(item: Item, names: tuple[str, ...], language: str | None) -> tuple[Concept, ...]:
    for name in names:
        value = item.get(name)
        entries = value if isinstance(value, list) else [value]
        found = [found for each in entries[:_MOST] if (found := concept_of(each, language)) is not None]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _joined(scheme: str | None, code: str | None) -> str | None:
    if not scheme or not code:
        return None
    if scheme.lower() == "geonames" and code.isdecimal():
        return f"{_GEONAMES}{code}/"
    if not scheme.startswith(("http://", "https://")):
        return None
    return scheme + code if scheme[-1] in "/#=" else f"{scheme}/{code}"


def _qualified(scheme: str | None, code: str | None) -> str | None:
    """An agency's code with its scheme, as the agency writes it."""
    return f"{scheme}:{code}" if scheme and code and not code.startswith(f"{scheme}:") else code


def _rated(value: object) -> int | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return round(value) if number and 0 <= value <= 100 else None  # type: ignore[operator, call-overload]


def _symbols(value: object) -> tuple[Symbol, ...]:
    found = []
    for each in (value if isinstance(value, list) else [value])[:20]:
        if not isinstance(each, dict):
            continue
        entry = fold(each)
        if symbol := string(entry, "symbol") or string(entry, "ticker"):
            found.append(Symbol(symbol, string(entry, "exchange"), string(entry, "symboltype")))
    return tuple(found)


def _point(entry: Item) -> tuple[float | None, float | None]:
    """(latitude, longitude) of a GeoJSON point, which has the longitude first; (None, None) for any other shape."""
    for name in ("geojson", "geometrygeojson", "geometrypoint", "geometry"):
        shape = entry.get(name)
        if not isinstance(shape, dict) or not re.fullmatch("point", str(shape.get("type")), re.IGNORECASE):
            continue
        at = shape.get("coordinates")
        if isinstance(at, list) and len(at) >= 2 and all(_is_number(each) for each in at[:2]):
            longitude, latitude = float(at[0]), float(at[1])
            if -180 <= longitude <= 180 and -90 <= latitude <= 90:
                return latitude, longitude
    return None, None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
