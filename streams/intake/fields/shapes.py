"""What one field of an article in JSON holds, whatever its shape: a text, an object with one, or a list of either."""

from __future__ import annotations

from typing import Any

from streams.intake.charset import scrub
from streams.intake.fields.names import names
from streams.intake.fields.rich_text import markup_of
from streams.intake.ninjs.fields import spelled

_EMPTY: tuple[object, ...] = (None, "", [], {})


def as_text(value: Any) -> str | None:
    """A text, an object with one, a list of either, whose parts are paragraphs, or a tree of nodes as HTML."""
    if (markup := markup_of(value)) is not None:
        return markup
    if isinstance(value, list):
        parts = [inside(each, "text") if isinstance(each, dict) else string(each) for each in value]
        if any(part is None and not isinstance(each, dict) for part, each in zip(parts, value, strict=True)):
            return None
        return "\n\n".join(filter(None, parts)) or None
    if not isinstance(value, dict):
        return string(value)
    return inside(value, "text") or _of_list_inside(value)


def _of_list_inside(value: dict[str, Any]) -> str | None:
    """The text of an object that holds the list of its parts: {"items": [{"html": ...}, {"caption": ...}]}."""
    inner = {spelled(key): each for key, each in value.items()}
    parts = next(
        (found for name in names().values["lists"] if isinstance(found := inner.get(name), list)), []
    )
    return (
        "\n\n".join(filter(None, (inside(each, "text") for each in parts if isinstance(each, dict)))) or None
    )


def entries(value: Any) -> list[Any]:
    """The entries of a list, which an object may hold, or the value alone."""
    if isinstance(value, dict):
        inner = {spelled(key): each for key, each in value.items()}
        value = next(
            (each for name in names().values["lists"] if isinstance(each := inner.get(name), list)), value
        )
    return value if isinstance(value, list) else [value]


def inside(value: dict[str, Any], shape: str, left: int = 3) -> str | None:
    """The text or the number in an object that stands in place of a text."""
    inner = {spelled(key): each for key, each in value.items()}
    if shape == "name":
        if full := _in_two_parts(inner):
            return full
        # {"type": "text", "name": "Author", "value": ...}: the name is that of the field.
        if string(inner.get("value")) and not inner.keys().isdisjoint(("type", ":type", "datatype")):
            return string(inner["value"])
    for name in names().values[shape]:
        each = inner.get(name)
        if isinstance(each, str) and each.strip():
            return scrub(each)[0]
        if shape == "address" and isinstance(each, int) and not isinstance(each, bool):
            return str(each)
        if isinstance(each, dict) and left and (found := inside(each, shape, left - 1)):
            return found
    return None


def _in_two_parts(inner: dict[str, Any]) -> str | None:
    """A name that is given in two fields, unless the whole name stands there as well."""
    if any(isinstance(inner.get(name), str) and inner[name] for name in ("name", "fullname", "displayname")):
        return None
    said = [
        next(
            (each for name in names().values[part] if isinstance(each := inner.get(name), str) and each), None
        )
        for part in ("given_name", "family_name")
    ]
    return scrub(" ".join(filter(None, said)))[0] if all(said) else None


def date_in(value: Any) -> Any:
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return value
    inner = {spelled(key): each for key, each in value.items()}
    if inner.keys() >= {"year", "month", "day"}:
        return "-".join(str(inner[name]).zfill(2) for name in ("year", "month", "day"))
    return next((inner[name] for name in names().values["date"] if inner.get(name) not in _EMPTY), value)


def string(value: Any) -> str | None:
    return scrub(value)[0] if isinstance(value, str) else None
