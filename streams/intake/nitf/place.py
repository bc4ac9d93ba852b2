"""The name of a place as NITF has it."""

from __future__ import annotations

from typing import Any, Final

from streams.intake.nitf.tree import attribute, name_of
from streams.intake.nitf.writer import line_in

_PLACES: Final = frozenset({"location", "sublocation", "city", "state", "region", "country"})


def place_of(location: Any) -> str | None:
    """ "Harwich, England" of a location, whether it is plain text, in parts, or in attributes alone."""
    parts = [line for each in location if name_of(each) in _PLACES and (line := line_in(each))]
    alone = not (location.text or "").strip() and not any((each.tail or "").strip() for each in location)
    whole = ", ".join(parts) if parts and alone else line_in(location)
    return (whole or attribute(location, "city", "region", "country") or "").strip(" ,;:-–—") or None
