"""The API's OpenAPI 3.1 document: made from the routes' own tables, the filters and the schemas, so that it is true.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import hashlib
from functools import cached_property

import orjson

from streams import __version__
from streams.events.bundle import with_parts
from streams.events.filters import CONDITIONS
from streams.events.following import Ruling
from streams.web.api import openapi_article, openapi_editing
from streams.web.api.asked import (
    AFTER,
    LIMIT,
    LISTS,
    MOST_LIMIT,
    MOST_WAIT,
    USUAL_LIMIT,
    WAIT,
    List,
)
from streams.web.api.feed import EARLIEST, NOW
from streams.web.api.openapi_parts import SCHEMAS, TEXT, TIME, Document, Parameter, object_of, problems

#: The types of the events on each list's topic, and their schemas.
_EVENTS = {"articles": ("article.enriched.v1",), "stories": ("story.v1", "story.merged.v1")}


class _Made:
    """The document, made when it is first asked for."""

    @cached_property
    def body(self) -> bytes:
        """As JSON."""
        return orjson.dumps(document(), option=orjson.OPT_INDENT_2)

    @cached_property
    def tag(self) -> str:
        """Its ETag."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


DOCUMENT = _Made()


def document() -> Document:
    """The document as plain JSON values."""
    schemas = {"problem": _problem()} | openapi_article.schemas() | openapi_editing.schemas()
    for each in LISTS:
        schemas |= _event_schemas(each)
    root, parts = with_parts(openapi_editing.HELD_EVENT, SCHEMAS)
    schemas |= parts | {openapi_editing.HELD_EVENT: root}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "copydesk",
            "version": __version__,
            "description": "The wire desk's articles and stories, from Kafka by HTTP. docs/api.md has examples.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": [{"url": "/", "description": "the port of a worker's metrics"}],
        "security": [{"token": []}],
        "paths": {f"/v1/{each.name}": {"get": _list(each)} for each in LISTS}
        | openapi_article.paths()
        | {"/v1/openapi.json": {"get": _self()}}
        | openapi_editing.paths(),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "a token of the file that COPYDESK_API_TOKENS names",
                }
            }
            | openapi_editing.SECURITY,
        },
    }


def _list(each: List) -> Document:
    after = (
        f"a cursor, `{EARLIEST}`, `{NOW}`, or a time such as 2026-11-29T10:00:00Z; what comes after it is given. "
        "Last-Event-ID goes before it"
    )
    parameters = [
        Parameter(AFTER, after, {"type": "string", "default": NOW}),
        Parameter(
            WAIT,
            "JSON only: seconds to wait for an event where there is none",
            {"type": "number", "minimum": 0, "maximum": MOST_WAIT, "default": 0},
        ),
        Parameter(
            LIMIT,
            "JSON only: the most events of an answer",
            {"type": "integer", "minimum": 1, "maximum": MOST_LIMIT, "default": USUAL_LIMIT},
        ),
        *(Parameter(name, CONDITIONS[name], TEXT, repeats=True) for name in each.conditions),
        Parameter("Last-Event-ID", "stream only: the cursor to go on from", TEXT, "header"),
    ]
    return {
        "operationId": each.name,
        "summary": f"The {each.name} as they come: as JSON page by page, or as a stream",
        "description": "Of a filter's conditions all must hold, of the values of one condition any. A kill, a "
        "correction, a withdrawal or a cancellation comes also where it does not fit the filter, if what came before "
        "of the same uri did or may have: `why` of the event says so.",
        "parameters": [parameter.told() for parameter in parameters],
        "responses": {
            "200": {
                "description": "events of a partition in their order, and the cursor behind them",
                "headers": {"Link": {"description": "the next page, rel=next; JSON only", "schema": TEXT}},
                "content": {
                    "application/json": {"schema": {"$ref": f"{SCHEMAS}{each.name}"}},
                    "text/event-stream": {"schema": _stream(each)},
                },
            },
            **problems("400", "401", "403", "406", "410", "500", "503"),
        },
    }


def _stream(each: List) -> Document:
    return {
        "type": "string",
        "description": f"Events named `{each.event}`, of which the data are an item of `events` and the id is the "
        "cursor behind it; `unreadable`, a sentence on records that nobody can read; `problem`, after which the stream "
        "ends. An id without an event is a sign of life.",
    }


def _self() -> Document:
    return {
        "operationId": "openapi",
        "summary": "This document",
        "security": [],
        "responses": {
            "200": {
                "description": "OpenAPI 3.1",
                "headers": {"ETag": {"schema": TEXT}},
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            "304": {"description": "it is as If-None-Match has it"},
            **problems("403"),
        },
    }


def _problem() -> Document:
    told = object_of(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
        begin={"type": "object", "additionalProperties": TEXT},
    )
    return told | {"description": "RFC 9457"}


def _event_schemas(each: List) -> dict[str, Document]:
    """The schema of a page of the list, of its events, and of all that these refer to."""
    data: list[Document] = []
    schemas: dict[str, Document] = {}
    for name in _EVENTS[each.name]:
        root, parts = with_parts(name, SCHEMAS)
        schemas |= parts | {name: root}
        data.append({"$ref": SCHEMAS + name})
    schemas[each.event] = {
        "description": "A CloudEvent 1.0 in structured mode. Further attributes are those of the event on Kafka.",
        "type": "object",
        "required": [
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "why",
            "data",
        ],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "description": "the same each time the same is told"},
            "source": TEXT,
            "type": {"enum": [f"copydesk.{name}" for name in _EVENTS[each.name]]},
            "subject": {"type": "string", "description": "the uri of the article, or the id of the story"},
            "time": TIME,
            "datacontenttype": {"const": "application/json"},
            "why": {"enum": list(map(str, Ruling)), "description": _why()},
            "data": data[0] if len(data) == 1 else {"anyOf": data},
        },
        "additionalProperties": TEXT,
    }
    schemas[each.name] = object_of(
        {
            "events": {"type": "array", "items": {"$ref": SCHEMAS + each.event}},
            "cursor": {
                "type": "string",
                "description": "for `after`: nothing is lost, and nothing comes twice",
            },
            "more": {"type": "boolean", "description": "there is more at once"},
        },
        unreadable={"type": "array", "items": TEXT},
    )
    return schemas


def _why() -> str:
    return (
        "match: it fits the filter. followed: it does not, and an earlier event of the same uri was given on this "
        "connection. unknown: it does not, and nobody knows whether one was given before."
    )
