"""The fields of a ninjs item, whatever their spelling and their type.

Both spellings may be mixed, body_text and bodytext. A field of the wrong type is ignored, unless it matters: then
`WrongType` names it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from streams.intake import dates
from streams.intake.charset import scrub
from streams.intake.identity import is_uri, normalise_url, uri_for

_NEWSCODES = "http://cv.iptc.org/newscodes/mediatopic/"
_URL_ROLES = frozenset({"url", "weburl", "canonicalurl", "canonical"})
_ITEM_ROLES = frozenset({"itemid", "newsitemid", "articleid", "guid", "id"})
_GROUPS = re.compile("series|story|event|package|group|collection|topic|parent|related|previous|planning")
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
    if must and value is not None and not isinstance(value, str):
        raise WrongType(f"{name} is {kind_of(value)}, not text")
    return _text(value)


def _text(value: object) -> str | None:
    return scrub(value)[0].strip() or None if isinstance(value, str) else None


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


def info_sources(item: Item) -> tuple[str, ...]:
    """The names of those whom the information comes from, in the item's order, each once."""
    value = item.get("infosources") or item.get("infosource")
    entries = value if isinstance(value, list) else [value]
    names = (string(entry, "name") if isinstance(entry, dict) else _text(entry) for entry in entries)
    return tuple(dict.fromkeys(filter(None, names)))


def own_url(item: Item) -> str | None:
    """The url of the article's page, where an alternative id is one: {"role": "url", ...}."""
    found = (normalise_url(value) for role, value in _alternative_ids(item) if role in _URL_ROLES)
    return next(filter(None, found), None)


def aliases(item: Item, uri: str, source: str, subject: str | None) -> tuple[str, ...]:
    """Other uris of the item, by which a kill may name it: its alternative ids, its page, the envelope's subject.

    An id that is no uri counts only in a role that names one item: short references come again every day. An id of
    something larger (a series, a story, an event) is no name of this item. At most 20.
    """
    own = own_id(item)
    found: dict[str, None] = {}
    for role, value in _alternative_ids(item):
        if _GROUPS.search(role):
            continue
        if is_uri(value) and _names_one(value):
            found[value] = None
        elif role in _ITEM_ROLES and len(value) >= 6 and any(map(str.isdigit, value)):
            found[uri_for(source=source, own=value)] = None
    if own:
        found |= dict.fromkeys(filter(None, (normalise_url(own), normalise_url(subject))))
    found.pop(uri, None)
    return tuple(found)[:20]


def _names_one(uri: str) -> bool:
    """Whether it can be the uri of one item: not a site's front page."""
    parts = urlsplit(uri)
    return parts.scheme.lower() not in ("http", "https") or bool(parts.path.strip("/") or parts.query)


def _alternative_ids(item: Item) -> list[tuple[str, str]]:
    """(role in lower case, value) of each of the altIds; 1.x has an object, 2.x and 3.x a list."""
    entries = item.get("altids")
    if isinstance(entries, dict):
        entries = [{"role": role, "value": value} for role, value in entries.items()]
    pairs = (
        ((string(entry, "role") or "").lower(), string(entry, "value"))
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
    )
    return [(role, value) for role, value in pairs if value]


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
