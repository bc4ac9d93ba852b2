"""Fields in a list, each with its name and its value: {"fields": [{"name": "title", "value": "Weir"}, ...]}; and rows
under a row of names, as tables have them: {"values": [["title", "text"], ["Weir", "..."]]}.
"""

from __future__ import annotations

from typing import Any

from streams.intake.fields.names import field_of, names
from streams.intake.ninjs.fields import spelled

_MOST = 200
#: Pairs that make a list one of fields; one of them at least must have a name that is known.
_FEWEST = 2

Object = dict[str, Any]


def with_pairs(document: Object) -> Object:
    """The object with the fields that stand in such a list of it; as it is where there is none."""
    for key, value in document.items():
        if isinstance(value, list) and len(value) >= _FEWEST and spelled(key) in names().pairs["lists"]:
            found = _fields_of(value)
            if found:
                return {**found, **{name: each for name, each in document.items() if name != key}}
    return document


def _fields_of(pairs: list[Any]) -> Object:
    found: Object = {}
    for pair in pairs[:_MOST]:
        if not isinstance(pair, dict):
            return {}
        inner = {spelled(key): value for key, value in pair.items()}
        name = next(
            (inner[each] for each in names().pairs["names"] if isinstance(inner.get(each), str)), None
        )
        held = [each for each in names().pairs["values"] if each in inner]
        if name is None or not held:
            return {}
        found.setdefault(name, inner[held[0]])
    return found if any(field_of(name) in ("headline", "text", "html") for name in found) else {}


def table_in(document: Object) -> list[Object] | None:
    """The objects of a table in an object; None where it has none."""
    for key, value in document.items():
        if (
            isinstance(value, list)
            and spelled(key) in names().pairs["tables"]
            and (found := rows_of(value)) is not None
        ):
            return found
    return None


def rows_of(table: list[Any]) -> list[Object] | None:
    """The rows under a row of names of which one is a headline's and one a text's; None for another list."""
    first = table[0] if len(table) >= _FEWEST else None
    if not isinstance(first, list) or not all(isinstance(each, str) for each in first):
        return None
    fields = [field_of(each) for each in first[:_MOST]]
    if "headline" not in fields or not {"text", "html", "summary"} & {*fields}:
        return None
    return [dict(zip(first, row, strict=False)) for row in table[1:] if isinstance(row, list)]
