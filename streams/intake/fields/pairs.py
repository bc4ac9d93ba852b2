"""Fields in a list, each with its name and its value: {"fields": [{"name": "title", "value": "Weir"}, ...]}."""

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
