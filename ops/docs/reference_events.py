"""The pages on the fields of every event, and on the AsyncAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pages import code, page, table

from streams.events import asyncapi as document_of
from streams.events.schema import load
from streams.settings import Settings
from streams.topology import all_topics

Schema = dict[str, Any]
HEAD = ("field", "type", "must be there", "what it says")
COMMON = "article.common.v1"


def events() -> str:
    """docs/reference/events.md, from schemas/."""
    names = list(dict.fromkeys(name for topic in all_topics("copydesk") for name in topic.events))
    return page(
        "The fields of the events",
        "Every field of every event, from the JSON Schemas in [schemas/](../../schemas/README.md), which says what "
        "they mean together. `[]` is each entry of a list. `item` is an IPTC ninjs 3.1 item: IPTC says what its fields "
        "mean.",
        *(part for name in names for part in _event(name)),
        "## Parts\n\nWhat several events share, by the names that stand in the tables.",
        *(
            f"### {name}\n\n{_said(schema)}" + (_fields(schema) if list(_rows(schema, "")) else _type(schema))
            for name, schema in sorted(load(COMMON)["$defs"].items())
        ),
    )


def _event(name: str) -> Iterator[str]:
    schema = load(name)
    topic = ", ".join(f"`{each.name}`" for each in all_topics("copydesk") if name in each.events)
    absent = [
        key
        for part in schema["properties"].get("desk", {}).get("allOf", ())
        for key, field in part.get("properties", {}).items()
        if field is False
    ]
    without = f"\n\nNot in its `desk`: {code(*absent)}." if absent else ""
    yield f"## {name}\n\nOn {topic}. {schema['description']}{without}\n\n" + _fields(schema)
    for part, found in sorted(schema.get("$defs", {}).items()):
        yield f"Each `{part}`:\n\n" + _fields(found)


def _said(schema: Schema) -> str:
    return f"{schema['description']}\n\n" if "description" in schema else ""


def _fields(schema: Schema) -> str:
    return table(HEAD, _rows(schema, ""))


def _rows(schema: Schema, before: str) -> Iterator[tuple[str, str, str, str]]:
    """A row for each field, those of objects within it behind it."""
    must = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        if field is False:
            continue
        yield (f"`{before}{name}`", _type(field), "yes" if name in must else "", field.get("description", ""))
        inner = field.get("items", field) if isinstance(field.get("items", field), dict) else {}
        yield from _rows(inner, f"{before}{name}{'[]' if 'items' in field else ''}.")


def _type(field: Schema) -> str:
    if "allOf" in field:
        return _type(field["allOf"][0])
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})" if name in load(COMMON)["$defs"] else name
    for one in ("anyOf", "oneOf"):
        if one in field:
            return " or ".join(dict.fromkeys(_type(each) for each in field[one]))
    if "const" in field:
        return code(str(field["const"]))
    if "enum" in field:
        return code(*("null" if each is None else str(each) for each in field["enum"]))
    kind = field.get("type", "any")
    kinds = [kind] if isinstance(kind, str) else list(kind)
    if "array" in kinds and isinstance(field.get("items"), dict):
        kinds[kinds.index("array")] = f"list of {_type(field['items'])}"
    return " or ".join(kinds) + (f" ({field['format']})" if "format" in field else "")


def asyncapi() -> str:
    """docs/reference/asyncapi.md, from the AsyncAPI document."""
    document = document_of.document(Settings.model_construct(broker="127.0.0.1:9092"))
    channels = [
        (code(name), channel["description"], code(*channel.get("messages", {})))
        for name, channel in document["channels"].items()
    ]
    operations = [
        (code(name), each["action"], each.get("summary", "")) for name, each in document["operations"].items()
    ]
    schemas = document["components"]["schemas"]
    headers = [
        f"### {name.removeprefix('headers.v1.')}\n\n" + _fields(schema)
        for name, schema in schemas.items()
        if name.startswith("headers.v1.") and schema.get("properties")
    ]
    return page(
        "The AsyncAPI document",
        "`copydesk asyncapi` prints the [AsyncAPI](https://www.asyncapi.com) 3 document of a desk, with the servers, "
        "partitions and logins of its settings. Tools make clients and documentation from it. What stands in it:",
        "## Channels\n\n" + table(("channel", "holds", "messages"), channels),
        "## Operations\n\nAs copydesk sees it: it receives what it reads, and sends what it writes.\n\n"
        + table(("operation", "action", "what"), operations),
        "## Headers of the messages\n\nBy what an event tells of.",
        *headers,
    )
