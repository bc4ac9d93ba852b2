"""An article's fields as events and records of older formats hold them: flat, each under one name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Where a flat field stands in an Article: in which of its values, and under which name there.
PLACES: Mapping[str, tuple[str, str]] = {
    "uri_by": ("naming", "uri_by"),
    "source_by": ("naming", "source_by"),
    "aliases": ("naming", "aliases"),
    "refers": ("naming", "refers"),
    "version": ("revision", "version"),
    "version_created": ("revision", "version_created"),
    "first_created": ("revision", "first_created"),
    "wire_time": ("revision", "wire_time"),
    "take": ("take", "number"),
    "takes": ("take", "of"),
    "slugline": ("header", "slugline"),
    "urgency": ("header", "urgency"),
    "ed_note": ("header", "ed_note"),
    "located": ("header", "located"),
    "byline": ("credits", "byline"),
    "credit": ("credits", "credit"),
    "info_sources": ("credits", "info_sources"),
    "hops": ("credits", "hops"),
    "embargoed": ("embargo", "until"),
    "embargo_words": ("embargo", "words"),
    "removed": ("cleaning", "removed"),
    "repairs": ("cleaning", "repairs"),
    "language_guess": ("cleaning", "language_guess"),
    "sketch": ("fingerprint", "sketch"),
    "reads": ("fingerprint", "reads"),
}


#: Where a field stands: in which value of an Article, None being the article itself, and under which name there.
Place = tuple[str | None, str]


def place_of(name: str) -> Place:
    """Where the field of that flat name stands."""
    return PLACES.get(name) or (None, name)


def grouped(flat: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an Article by name, those that stand together in one value as a mapping of its fields."""
    fields: dict[str, Any] = {}
    put(fields, flat, {name: place_of(name) for name in flat})
    return fields


def put(fields: dict[str, Any], values: Mapping[str, Any], places: Mapping[str, Place]) -> None:
    """Puts the values that have a place into `fields`, which are as those of `grouped`."""
    for name, value in values.items():
        place = places.get(name)
        if place is None:
            continue
        group, own = place
        if group is None:
            fields[own] = value
        elif group in fields:
            fields[group][own] = value
        else:
            fields[group] = {own: value}
