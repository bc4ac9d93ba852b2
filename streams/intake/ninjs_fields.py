"""The fields of a ninjs item, whatever their spelling and their type.

Both spellings may be mixed, body_text and bodytext. A field of the wrong type is ignored, unless it matters: then
`WrongType` names it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from streams.intake import dates
from streams.intake.charset import scrub

_NEWSCODES = "http://cv.iptc.org/newscodes/mediatopic/"
Item = dict[str, Any]


class WrongType(Exception):
    """A field that matters has the wrong type; the text says which."""


def fold(document: Item) -> Item:
    """The item with its keys in one spelling, "bodytext" for "body_text"; the first not empty counts."""
    item: Item = {}
    for key, value in document.items():
        name = key.replace("_", "").replace("-", "").lower()
        if item.get(name) in (None, "", [], {}):
            item[name] = value
    return item


def string(item: Item, name: str, *, must: bool = False) -> str | None:
    """A text field; another type is ignored, or refuses the item if the field must be right."""
    value = item.get(name)
    if isinstance(value, str):
        return scrub(value)[0].strip() or None
    if must and value is not None:
        raise WrongType(f"{name} is {kind_of(value)}, not text")
    return None


def own_id(item: Item) -> str | None:
    """The item's own identifier, a number or a text; None if it has none."""
    value = item.get("uri")
    if isinstance(value, str | int) and not isinstance(value, bool):
        return scrub(str(value))[0].strip() or None
    return None


def date(item: Item, name: str) -> datetime | None:
    """A date in UTC; None if it cannot be read."""
    return dates.parse(item.get(name))


def version(item: Item) -> str | None:
    """The version as text, whether a number or a text was given."""
    value = item.get("version")
    return (
        str(value)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else string(item, "version")
    )


def urgency(item: Item) -> int | None:
    """1 to 9, 1 being the most urgent; None for anything else."""
    value = item.get("urgency")
    if isinstance(value, str) and re.fullmatch("[1-9]", value.strip()):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9 else None


def info_source(item: Item) -> str | None:
    """The name of the first source of the information."""
    value = item.get("infosources") or item.get("infosource")
    first = value[0] if isinstance(value, list) and value else value
    name = first.get("name") if isinstance(first, dict) else first
    return scrub(name)[0].strip() or None if isinstance(name, str) else None


def subjects(item: Item) -> tuple[tuple[str | None, str | None], ...]:
    """(name, uri) of each subject; 1.x has a scheme and a code, later ones a uri or a literal."""
    entries = item.get("subjects") or item.get("subject")
    found: dict[tuple[str | None, str | None], None] = {}
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            continue
        name, uri, scheme, code, literal = (
            string(entry, key) for key in ("name", "uri", "scheme", "code", "literal")
        )
        if uri is None and scheme and code and scheme.startswith(("http://", "https://")):
            uri = scheme + code if scheme[-1] in "/#=" else f"{scheme}/{code}"
        if uri is None and (match := re.fullmatch(r"(?:medtop:)(\d{8})", code or literal or "")):
            uri = _NEWSCODES + match[1]
        if name or uri:
            found[name, uri] = None
    return tuple(found)


def kind_of(value: object) -> str:
    """What a JSON value is, in words: "a list"."""
    names = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "null")
