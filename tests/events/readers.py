"""What would break a reader of an event, by the schema before and the schema now.

A reader relies on what an event is sure to have, on the shape of a value, and on the values of a closed list. So what may
be absent now, has another shape, or may be something that it could not be, breaks him; what is new does not. For what
feeders write it is the other way round: what must be there now, or may no longer be, breaks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_SHAPES = ("type", "const", "enum", "pattern", "format", "minLength", "minItems", "minimum", "maximum")


#: Lists of which schemas/README.md says that they may grow: a reader expects a value that he does not know.
GROWING = frozenset({"desk/format"})


@dataclass(frozen=True, slots=True)
class Field:
    """A value at a path: whether it is sure to be there with its parent, and what it may be."""

    sure: bool
    shape: Mapping[str, Any]


def fields(schema: Schema, common: Schema) -> dict[str, Field]:
    """Every field of a schema by its path, "item/bodies/[]/value"; references to `common` are followed."""
    found: dict[str, Field] = {}
    _walk(schema, schema, common, "", True, found, 0)
    return found


def _walk(
    schema: Any, root: Schema, common: Schema, path: str, sure: bool, found: dict[str, Field], depth: int
) -> None:
    if not isinstance(schema, Mapping) or depth > 12:
        return
    if "$ref" in schema:
        name, _, inside = schema["$ref"].partition("#/$defs/")
        first, *rest = inside.split("/")
        owner = common if name or first not in root.get("$defs", {}) else root
        part = owner["$defs"][first]
        for each in rest:
            part = part[each]
        _walk(part, owner, common, path, sure, found, depth + 1)
    if (shape := {key: schema[key] for key in _SHAPES if key in schema}) or path not in found:
        known = found.get(path)
        found[path] = Field(
            sure or (known is not None and known.sure), {**(known.shape if known else {}), **shape}
        )
    needed = set(schema.get("required", ()))
    for name, value in schema.get("properties", {}).items():
        at = f"{path}/{name}".lstrip("/")
        if value is False:
            for each in [each for each in found if each == at or each.startswith(f"{at}/")]:
                del found[each]
        else:
            _walk(value, root, common, at, name in needed, found, depth + 1)
    for name in needed:
        at = f"{path}/{name}".lstrip("/")
        if at in found and not found[at].sure:
            found[at] = Field(True, found[at].shape)
    _walk(schema.get("items"), root, common, f"{path}/[]", True, found, depth + 1)
    for part in schema.get("allOf", ()):
        _walk(part, root, common, path, sure, found, depth + 1)


def breaks(before: Mapping[str, Field], now: Mapping[str, Field]) -> Iterator[str]:
    """What would break a reader, one line for each field: "item/version may be absent"."""
    for path, field in before.items():
        if path not in now:
            yield f"{path} is gone"
            continue
        if field.sure and not now[path].sure:
            yield f"{path} may be absent"
        for key, value in field.shape.items():
            if key == "enum" and path in GROWING:
                continue
            if _is_wider(key, value, now[path].shape):
                yield f"{path}: {key} was {value!r}, is {_now(key, now[path].shape)!r}"


def _is_wider(key: str, before: Any, shape: Mapping[str, Any]) -> bool:
    if key in ("const", "enum"):
        allowed = {before} if key == "const" else set(before)
        now = {shape["const"]} if "const" in shape else set(shape.get("enum", ()))
        return not now or not now <= allowed
    if key == "type":
        return "type" in shape and shape["type"] != before
    if key in ("minLength", "minItems", "minimum"):
        return bool(shape.get(key, float("-inf")) < before)
    if key == "maximum":
        return bool(shape.get(key, float("inf")) > before)
    return bool(shape.get(key) != before)


def _now(key: str, shape: Mapping[str, Any]) -> Any:
    return shape.get("enum", shape.get("const")) if key in ("const", "enum") else shape.get(key)
