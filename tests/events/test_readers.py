"""The schemas against those of the last release: what would break a reader is found, and is said in the changelog."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.events.schema import COMMON, NAMES, load
from tests.events.readers import breaks, fields

RELEASED = Path(__file__).parent / "released"
#: Types that no release has yet.
NEW = {"order.v1", "source_connection.v1", "story.v1", "story.merged.v1"}
OUTPUTS = [name for name in NAMES if name != "raw.v1" and name not in NEW]
#: What was changed although it breaks a reader, each with an entry in the changelog. Nothing else may.
KNOWN = {
    "item/bodies/[]/contentType: const was 'text/plain', is ['text/plain', 'text/html']",
    "item/people/[]/name may be absent",
    "item/organisations/[]/name may be absent",
    "item/places/[]/name may be absent",
    "desk/places/[]/kind: enum was ['country', 'city'], is ['country', 'region', 'city']",
    "item/places/[]/literal: pattern was '^[A-Z]{2}$', is None",
}


def released(name: str) -> Any:
    return orjson.loads((RELEASED / f"{name}.json").read_bytes())


def broken(name: str) -> set[str]:
    return set(breaks(fields(released(name), released(COMMON)), fields(load(name), load(COMMON))))


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_reader_is_broken_but_by_what_the_changelog_says(name: str) -> None:
    assert broken(name) <= KNOWN, f"{name}: a reader of the last release would break"


def test_what_is_said_to_break_readers_does() -> None:
    assert set.union(*map(broken, OUTPUTS)) == KNOWN


def test_no_feeder_is_broken() -> None:
    # A feeder writes what a reader reads: what broke a reader of the older schema would be fine for him.
    now, before = fields(load("raw.v1"), load(COMMON)), fields(released("raw.v1"), released(COMMON))
    assert not list(breaks({path: now[path] for path in now if path in before}, before))
    assert not [path for path in now if now[path].sure and path not in before]


TEXT = {"type": "string", "minLength": 1}


def schema(**changes: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["uri", "kind"],
        "properties": {
            "uri": {"type": "string", "format": "uri"},
            "kind": {"enum": ["a", "b"]},
            "names": {"type": "array", "items": {"$ref": "common#/$defs/name"}},
        },
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"required": ["kind"]}, "uri may be absent"),
        ({"properties": {}}, "uri is gone"),
        ({"properties": {**schema()["properties"], "kind": {"enum": ["a", "b", "c"]}}}, "kind: enum was"),
        ({"properties": {**schema()["properties"], "kind": {"type": "string"}}}, "kind: enum was"),
        (
            {"properties": {**schema()["properties"], "uri": {"type": "string"}}},
            "uri: format was 'uri', is None",
        ),
        ({"properties": {**schema()["properties"], "uri": {"type": "array"}}}, "uri: type was 'string'"),
        ({"properties": {**schema()["properties"], "names": {"type": "array"}}}, "names/[] is gone"),
        ({"allOf": [{"properties": {"names": False}}]}, "names is gone"),
    ],
)
def test_what_breaks_a_reader_is_found(changes: dict[str, Any], line: str) -> None:
    common = {"$defs": {"name": TEXT}}
    before, now = fields(schema(), common), fields({**schema(**changes)}, common)
    assert any(found.startswith(line) for found in breaks(before, now))


def test_what_is_new_or_narrower_breaks_nobody() -> None:
    common = {"$defs": {"name": TEXT}}
    properties = {**schema()["properties"], "kind": {"const": "a"}, "more": TEXT}
    now = fields(schema(properties=properties, required=["uri", "kind", "names"]), common)
    assert list(breaks(fields(schema(), common), now)) == []


def test_what_common_parts_lose_is_found() -> None:
    before = fields(schema(), {"$defs": {"name": TEXT}})
    now = fields(schema(), {"$defs": {"name": {"type": "string"}}})
    assert list(breaks(before, now)) == ["names/[]: minLength was 1, is None"]
