"""The OpenAPI document is valid, and what a running server gives is what it says."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs
import orjson
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from streams.events.filters import CONDITIONS
from streams.topology import RAW
from streams.web.api import openapi_editing
from streams.web.api.asked import AFTER, LIMIT, LISTS, WAIT
from streams.web.api.cursor import encode
from streams.web.api.openapi import document
from tests.web.api.desk import Answer, ApiDesk
from tests.web.api.test_lists import story
from tests.web.records import canceled, copied, merged, published, together

MADE = document()


def test_it_is_openapi() -> None:
    validate(MADE, cls=OpenAPIV31SpecValidator)


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [(path, how) for path, methods in MADE["paths"].items() for how in methods.values()]


def test_every_parameter_is_one_that_is_read() -> None:
    for asked in LISTS:
        names = {each["name"] for each in MADE["paths"][f"/v1/{asked.name}"]["get"]["parameters"]}
        assert names == {AFTER, WAIT, LIMIT, "Last-Event-ID", *asked.conditions}
    assert set(LISTS[0].conditions) == set(CONDITIONS)


def is_right(answer: Answer, operation: dict[str, Any]) -> None:
    """The answer is one that the operation says, with the content that it says."""
    said = operation["responses"][str(answer.status)]
    if answer.status == 304:
        assert answer.body == b""
        return
    kind = answer.headers["Content-Type"].partition(";")[0]
    check(answer.json, said["content"][kind]["schema"])
    assert all(name in answer.headers for name in said.get("headers", {}) if name != "Link")


def check(value: Any, schema: dict[str, Any]) -> None:
    validator(orjson.dumps(schema)).validate(value)


@cache
def validator(schema: bytes) -> jsonschema_rs.Draft202012Validator:
    """A schema of the document; compiled once, for it has all others in it."""
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    whole = {**draft, **orjson.loads(schema), "components": MADE["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def test_what_it_does_not_say_is_found() -> None:
    """Or the tests below would prove nothing."""
    page = {"$ref": "#/components/schemas/articles"}
    check({"events": [], "cursor": "x", "more": False}, page)
    for wrong in ({"events": [{}], "cursor": "x", "more": False}, {"events": [], "cursor": "x"}):
        with pytest.raises(jsonschema_rs.ValidationError):
            check(wrong, page)


async def test_every_answer_is_as_it_says(desk: ApiDesk) -> None:
    await desk.write(
        published("urn:o:1", version="1"),
        published("urn:o:2", 2),
        copied("urn:o:copy", 3, of="urn:o:1"),
        canceled("urn:o:2"),
        story(together("urn:o:1", "urn:o:2", number=7)),
        story(merged(8, into=7)),
    )
    seen: set[tuple[str, str]] = set()
    paths = {
        "/v1/articles": [
            *("?after=earliest&limit=1000", "?after=x", "?colour=red", "?after=now&wait=0.1"),
            *(f"?after=earliest&{name}={value}" for name, value in values().items()),
        ],
        "/v1/stories": [
            "?after=earliest",
            *(f"?after=earliest&{name}={value}" for name, value in values().items() if name != "signal"),
        ],
        "/v1/articles/{uri}": ["urn%3Ao%3A1", "urn%3Ao%3A2", "urn%3Ao%3Acopy", "urn%3Ao%3Anone"],
        "/v1/article": ["?uri=urn:o:1", "?uri=", "?uri=urn:o:none"],
        "/v1/diff": [
            f"?uri=urn:o:1&before={RAW.name}/0/1&after={RAW.name}/0/1",
            f"?uri=urn:o:2&before={RAW.name}/0/2&after={RAW.name}/0/2",
            *("?uri=urn:o:1", "?colour=red"),
        ],
        "/v1/openapi.json": [""],
    }
    # What editors may do, tests/web/api/test_editing.py asks.
    assert paths.keys() == MADE["paths"].keys() - openapi_editing.paths().keys()
    for path, operation in operations():
        if path not in paths:
            continue
        for asked in paths[path]:
            answer = await desk.get(path.replace("{uri}", "") + asked)
            is_right(answer, operation)
            seen.add((path, str(answer.status)))
            if tag := answer.headers.get("ETag"):
                again = await desk.get(path.replace("{uri}", "") + asked, If_None_Match=tag)
                assert again.status == 304
                # What it says takes the place of what the answer before has said.
                assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
                assert "no-cache" in again.headers["Cache-Control"]
                is_right(again, operation)
                seen.add((path, "304"))
        if operation.get("security") != []:
            refused = await desk.get(path.replace("{uri}", "x"), Authorization="")
            assert refused.status == 401
            is_right(refused, operation)
        is_right(await desk.get(path.replace("{uri}", "x"), Host="evil.example"), operation)
    assert {("/v1/articles/{uri}", status) for status in ("200", "304", "404")} <= seen
    assert ("/v1/articles", "400") in seen
    assert {("/v1/diff", status) for status in ("200", "400", "404")} <= seen


async def test_a_stream_is_as_it_says(desk: ApiDesk) -> None:
    cursor = await desk.now()
    await desk.write(published("urn:o:stream"))
    async with desk.stream(f"/v1/articles?after={cursor}") as events:
        event = await events.next()
    assert event is not None
    schema = MADE["paths"]["/v1/articles"]["get"]["responses"]["200"]["content"]["text/event-stream"][
        "schema"
    ]
    assert f"`{event.name}`" in schema["description"]
    check(event.data, {"$ref": f"#/components/schemas/{event.name}"})


async def test_a_gone_cursor_says_how_to_begin_anew(desk: ApiDesk) -> None:
    answer = await desk.get(f"/v1/articles?after={encode('articles.enriched', [10**9])}")
    assert answer.status == 410
    is_right(answer, MADE["paths"]["/v1/articles"]["get"])


async def test_what_is_served_is_this_document(desk: ApiDesk) -> None:
    assert (await desk.get("/v1/openapi.json")).json == orjson.loads(orjson.dumps(MADE))


def values() -> dict[str, str]:
    """A value for each condition."""
    usual = dict.fromkeys(CONDITIONS, "en")
    return usual | {"topic": "04000000", "signal": "new", "uri": "urn:o", "place": "Oslo"}
