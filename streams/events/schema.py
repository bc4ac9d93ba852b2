"""The JSON Schemas of `schemas/`, compiled once, and what is wrong with an event by them."""

from __future__ import annotations

from functools import cache

import jsonschema_rs
import orjson

from streams.datafiles import shipped
from streams.topology import TOPICS

#: The schema that other schemas refer to, and that of the headers, by what an event tells of.
COMMON, HEADERS = "article.common.v1", "headers.v1"
#: One for each event type.
NAMES = tuple(dict.fromkeys(name for topic in TOPICS for name in topic.events))


def load(name: str) -> dict[str, object]:
    """The schema document `schemas/<name>.json`."""
    document = orjson.loads((shipped(f"schemas/{name}.json")).read_bytes())
    assert isinstance(document, dict)
    return document


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    registry = jsonschema_rs.Registry([(str(load(COMMON)["$id"]), load(COMMON))])
    return jsonschema_rs.Draft202012Validator(load(name), registry=registry, validate_formats=True)


def problem(name: str, event: object) -> str | None:
    """What is wrong with `event` by the schema `name` ("at /item/uri: ..."), or None when it is valid."""
    validator = _validator(name)
    if validator.is_valid(event):  # as nearly always, and sooner told than which errors there are
        return None
    error = next(validator.iter_errors(event))
    path = "/".join(str(part) for part in error.instance_path)
    return f"at /{path}: {error.message[:200]}"


def warm() -> None:
    """Compiles every schema, so that the first event does not pay for it."""
    for name in NAMES:
        _validator(name)
