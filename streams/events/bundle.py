"""A schema of `schemas/` as one document without references to other files, in JSON Schema draft-07.

AsyncAPI's tools and most schema registries read draft-07 and no later one. Our schemas use nothing that is new in
2020-12 but the name `$defs`; a test holds that.
"""

from __future__ import annotations

from typing import Any

from streams.events.schema import load

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
_DEFINITIONS = "#/definitions/"
#: What a document says of itself, and what becomes parts of their own.
_OF_THE_FILE = frozenset({"$schema", "$id", "$defs"})


def bundled(name: str) -> Schema:
    """The schema `name` with all that it refers to in `definitions`."""
    root, parts = with_parts(name, _DEFINITIONS)
    return {"$schema": DRAFT, **root, **({"definitions": parts} if parts else {})}


def with_parts(name: str, prefix: str) -> tuple[Schema, dict[str, Schema]]:
    """The schema `name`, and each part that it refers to, by its name ("article.common.v1.item").

    References become `prefix` and that name.
    """
    parts: dict[str, Schema] = {}
    return _without_files(load(name), name, prefix, parts), dict(sorted(parts.items()))


def part(name: str, entry: str, prefix: str) -> tuple[Schema, dict[str, Schema]]:
    """The same for the entry `entry` of the `$defs` in the file `name`."""
    parts: dict[str, Schema] = {}
    return _without_files(_defs(name)[entry], name, prefix, parts), dict(sorted(parts.items()))


def _defs(name: str) -> dict[str, Schema]:
    defs = load(name)["$defs"]
    assert isinstance(defs, dict)
    return defs


def _without_files(schema: Schema, file: str, prefix: str, parts: dict[str, Schema]) -> Schema:
    """`schema`, which stands in `file`. What it refers to is added to `parts`, with what that refers to."""
    walked: Schema = {}
    for key, value in schema.items():
        if key in _OF_THE_FILE and isinstance(schema.get("$schema"), str):
            continue
        walked[key] = _walked(value, file, prefix, parts)
    if "$ref" not in schema:
        return walked
    to = {"$ref": _moved(schema["$ref"], file, prefix, parts)}
    del walked["$ref"]
    # draft-07 ignores what stands beside a reference.
    return {"allOf": [to], **walked} if walked else to


def _walked(value: Any, file: str, prefix: str, parts: dict[str, Schema]) -> Any:
    if isinstance(value, dict):
        return _without_files(value, file, prefix, parts)
    return [_walked(each, file, prefix, parts) for each in value] if isinstance(value, list) else value


def _moved(reference: str, file: str, prefix: str, parts: dict[str, Schema]) -> str:
    """The reference to where the part now stands: "article.common.v1.json#/$defs/item/properties/uri" and the like."""
    other, _, inside = reference.partition("#/$defs/")
    owner = other.removesuffix(".json") or file
    entry = inside.partition("/")[0]
    name = f"{owner}.{entry}"
    if name not in parts:
        parts[name] = {}  # it may refer to itself
        parts[name] = _without_files(_defs(owner)[entry], owner, prefix, parts)
    return f"{prefix}{owner}.{inside}"
