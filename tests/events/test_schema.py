from __future__ import annotations

from typing import Any

import jsonschema_rs
import orjson
import pytest

from streams.datafiles import shipped
from streams.events.codec import CLEAN, DUPLICATE, ENRICHED, UNIQUE, WITHHELD, decode, encode
from streams.events.schema import COMMON, HEADERS, NAMES, load, problem
from tests.shared import shared

SCHEMAS = shipped("schemas")
TYPES = {kind.removeprefix("copydesk."): kind for kind in (CLEAN, UNIQUE, DUPLICATE, WITHHELD, ENRICHED)}


def example(name: str) -> Any:
    return orjson.loads((SCHEMAS / "examples" / f"{name}.json").read_bytes())


def test_there_is_a_file_and_an_example_for_each_event_type_and_no_other() -> None:
    names = {path.name.removesuffix(".json") for path in SCHEMAS.iterdir() if path.name.endswith(".json")}
    examples = {path.name.removesuffix(".json") for path in (SCHEMAS / "examples").iterdir()}
    assert names == {*NAMES, COMMON, HEADERS}
    others = {
        "raw.v1",
        "notice.v1",
        "order.v1",
        "source_health.v1",
        "source_connection.v1",
        "story.v1",
        "story.merged.v1",
    }
    assert examples == set(NAMES) == {*others, *TYPES}


@pytest.mark.parametrize("name", [*NAMES, COMMON, HEADERS])
def test_each_schema_is_a_valid_schema(name: str) -> None:
    jsonschema_rs.meta.validate(load(name))


@pytest.mark.parametrize("name", NAMES)
def test_each_example_validates(name: str) -> None:
    assert problem(name, example(name)) is None


@pytest.mark.parametrize(("name", "kind"), TYPES.items())
def test_each_example_is_what_the_code_writes(name: str, kind: str) -> None:
    given = example(name)
    written = orjson.loads(encode(decode(orjson.dumps(given)), kind))
    if kind in (ENRICHED, DUPLICATE):  # what subscribers alone read is not read back
        assert _all_but_markup(written) == _all_but_markup(given)
    else:
        assert written == given


def _all_but_markup(event: Any) -> Any:
    item = {name: value for name, value in event["item"].items() if name not in ("associations", "headlines")}
    item["bodies"] = [body for body in item.get("bodies", ()) if body["contentType"] == "text/plain"]
    return {**event, "item": item}


@pytest.mark.parametrize("name", TYPES)
def test_each_item_is_valid_by_the_schema_of_iptc(name: str) -> None:
    geo = orjson.loads(shared("iptc/ninjs/GeoJSON-schema.json").read_bytes())
    official = orjson.loads(shared("iptc/ninjs/ninjs-schema_3.1.json").read_bytes())
    registry = jsonschema_rs.Registry([("https://geojson.org/schema/GeoJSON.json", geo)])
    validator = jsonschema_rs.Draft202012Validator(official, registry=registry, validate_formats=True)
    validator.validate(example(name)["item"])


@pytest.mark.parametrize("name", TYPES)
def test_a_field_that_nobody_announced_is_a_problem(name: str) -> None:
    for part in ("item", "desk"):
        event = example(name)
        event[part]["surprise"] = 1
        assert "surprise" in (problem(name, event) or "")


def test_a_problem_says_where() -> None:
    event = example("article.enriched.v1")
    event["item"]["urgency"] = 99
    assert (problem("article.enriched.v1", event) or "").startswith("at /item/urgency:")
