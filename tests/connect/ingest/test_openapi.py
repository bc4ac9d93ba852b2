"""The document is whole. That each answer is as it says, `pushing` looks at in every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs

from streams.connect.ingest.openapi import PROBLEMS, document
from tests.connect.ingest.pushing import pushing


async def test_the_server_gives_it(tmp_path: Path) -> None:
    async with pushing(tmp_path) as to:
        assert (await to.get("/openapi.json")).told == document()


def test_what_it_refers_to_is_there() -> None:
    whole = document()
    for reference in _references(whole):
        found: Any = whole
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
    for schema in whole["components"]["schemas"].values():
        jsonschema_rs.Draft202012Validator(schema)


def test_each_operation_has_its_answers_and_its_name() -> None:
    names = set()
    for path, item in document()["paths"].items():
        for method in ("get", "post"):
            if operation := item.get(method):
                names.add(operation["operationId"])
                assert operation["summary"], path
                assert operation["responses"], path
                wanted = {part[1:-1] for part in path.split("/") if part.startswith("{")}
                assert {each["name"] for each in item.get("parameters", ()) if each["in"] == "path"} == wanted
    assert names == {"push", "pushAsset", "hasAsset", "openapi"}
    told = {int(status) for status in document()["paths"]["/ingest/{source}"]["post"]["responses"]}
    assert told == {202, *PROBLEMS}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
