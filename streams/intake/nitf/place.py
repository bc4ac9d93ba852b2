"""The names of places, in parts and in datelines."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from streams.datafiles import read_toml
from streams.intake.nitf.tree import attribute, name_of
from streams.intake.nitf.writer import line_in

_PLACES: Final = frozenset({"location", "sublocation", "city", "state", "region", "country"})
#: What stands after the place in a dateline that is plain text: "HARWICH, Nov 21 (Anglia Wire) -".
_AFTER_PLACE: Final = re.compile(r"\s?(?:\(|--|[–—]|-(?=\s|$)|,?\s(?:[^\W\d_]{3,9}\.?\s)?\d)|\s/")
_MOST_PLACE: Final = 100  # characters


def place_in(dateline: str | None) -> str | None:
    """The place that a dateline begins with, before its date or its agency; None for no or too long a name."""
    words = dateline or ""
    end = _AFTER_PLACE.search(words[: 2 * _MOST_PLACE])
    place = (words[: end.start()] if end else words).strip(" ,;:-–—")
    before, comma, last = place.rpartition(",")
    if comma and last.strip(" .").casefold() in _weekdays():
        place = before.strip()
    return place if 0 < len(place) <= _MOST_PLACE else None


@cache
def _weekdays() -> frozenset[str]:
    days: dict[str, list[str]] = read_toml("places/datelines.toml")["weekdays"]
    return frozenset(day.casefold() for names in days.values() for day in names)


def place_of(location: Any) -> str | None:
    """ "Harwich, England" of a location, whether it is plain text, in parts, or in attributes alone."""
    parts = [line for each in location if name_of(each) in _PLACES and (line := line_in(each))]
    alone = not (location.text or "").strip() and not any((each.tail or "").strip() for each in location)
    whole = ", ".join(parts) if parts and alone else line_in(location)
    return (whole or attribute(location, "city", "region", "country") or "").strip(" ,;:-–—") or None
