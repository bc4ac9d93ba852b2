"""The API's OpenAPI 3.1 document: made from the routes' own tables, the filters and the schemas, so that it is true.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from streams import __version__
from streams.events.bundle import with_parts
from streams.events.filters import CONDITIONS
from streams.events.following import Ruling
from streams.runtime.problem import CONTENT_TYPE as PROBLEM
from streams.web.api import openapi_editing
from streams.web.api.asked import (
    AFTER,
    LIMIT,
    LISTS,
    LONGEST_RAW,
    LONGEST_URI,
    MOST_LIMIT,
    MOST_WAIT,
    USUAL_LIMIT,
    WAIT,
    List,
)
from streams.web.api.feed import EARLIEST, NOW

Document = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_TIME = {"type": "string", "format": "date-time"}
_TEXT, _MAYBE_TEXT = {"type": "string"}, {"type": ["string", "null"]}
#: The types of the events on each list's topic, and their schemas.
_EVENTS = {"articles": ("article.enriched.v1",), "stories": ("story.v1", "story.merged.v1")}
_PROBLEMS = {
    "400": "what is asked for cannot be; the sentence says what can",
    "401": "no token, or one that is not known",
    "403": "the API is off, or the worker is not known by that name",
    "404": "nothing is known of the uri, or no text of it may be had",
    "406": "there is JSON and server-sent events, and nothing else",
    "410": "Kafka does not keep what comes after the cursor; `begin` says how to begin anew",
    "500": "a fault of copydesk",
    "503": "too many read, or no broker answers: ask again after Retry-After",
}


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
    schemas: dict[str, Any] = {
        "problem": _problem(),
        "known": _known(),
        "diff": _diff(),
    } | openapi_editing.schemas()
    for each in LISTS:
        schemas |= _event_schemas(each)
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
        | {
            "/v1/articles/{uri}": {"get": _article("path", "lookUp")},
            "/v1/article": {"get": _article("query", "lookUpByQuery")},
            "/v1/diff": {"get": _diff_operation()},
            "/v1/openapi.json": {"get": _self()},
        }
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


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    description: str
    schema: Document
    place: str = "query"
    repeats: bool = False

    def told(self) -> Document:
        told: Document = {"name": self.name, "in": self.place, "description": self.description}
        if self.place == "path":
            told["required"] = True
        if self.repeats:
            told |= {"style": "form", "explode": True}
        return told | {"schema": {"type": "array", "items": self.schema} if self.repeats else self.schema}


def _list(each: List) -> Document:
    after = (
        f"a cursor, `{EARLIEST}`, `{NOW}`, or a time such as 2026-11-29T10:00:00Z; what comes after it is given. "
        "Last-Event-ID goes before it"
    )
    parameters = [
        _Parameter(AFTER, after, {"type": "string", "default": NOW}),
        _Parameter(
            WAIT,
            "JSON only: seconds to wait for an event where there is none",
            {"type": "number", "minimum": 0, "maximum": MOST_WAIT, "default": 0},
        ),
        _Parameter(
            LIMIT,
            "JSON only: the most events of an answer",
            {"type": "integer", "minimum": 1, "maximum": MOST_LIMIT, "default": USUAL_LIMIT},
        ),
        *(_Parameter(name, CONDITIONS[name], _TEXT, repeats=True) for name in each.conditions),
        _Parameter("Last-Event-ID", "stream only: the cursor to go on from", _TEXT, "header"),
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
                "headers": {"Link": {"description": "the next page, rel=next; JSON only", "schema": _TEXT}},
                "content": {
                    "application/json": {"schema": {"$ref": f"{_SCHEMAS}{each.name}"}},
                    "text/event-stream": {"schema": _stream(each)},
                },
            },
            **_problems("400", "401", "403", "406", "410", "500", "503"),
        },
    }


def _stream(each: List) -> Document:
    return {
        "type": "string",
        "description": f"Events named `{each.event}`, of which the data are an item of `events` and the id is the "
        "cursor behind it; `unreadable`, a sentence on records that nobody can read; `problem`, after which the stream "
        "ends. An id without an event is a sign of life.",
    }


def _article(place: str, operation: str) -> Document:
    uri = _Parameter(
        "uri", "the article's uri; in a path percent-encoded", {"type": "string", "minLength": 1}, place
    ).told() | {"required": True}
    return {
        "operationId": operation,
        "summary": "What is known of an article: what readers have, versions, copies, story and trace",
        "description": "The topics are read backward for some seconds; `looked` says whether that was all of them.",
        "parameters": [uri],
        "responses": {
            "200": {
                "description": "what is known",
                "headers": {"ETag": {"schema": _TEXT}},
                "content": {"application/json": {"schema": {"$ref": f"{_SCHEMAS}known"}}},
            },
            "304": {"description": "it is as If-None-Match has it"},
            **_problems("400", "401", "403", "404", "500", "503"),
        },
    }


def _diff_operation() -> Document:
    raw = {"type": "string", "minLength": 1, "maxLength": LONGEST_RAW}
    parameters = (
        _Parameter("uri", "the article's uri", {"type": "string", "minLength": 1, "maxLength": LONGEST_URI}),
        _Parameter("before", "`raw` of one of its versions", raw),
        _Parameter("after", "`raw` of another one", raw),
    )
    return {
        "operationId": "diff",
        "summary": "What changed between two versions of an article, word by word",
        "description": "Only versions that readers were given, of an article that they may have now.",
        "parameters": [each.told() | {"required": True} for each in parameters],
        "responses": {
            "200": {
                "description": "both versions as one text",
                "content": {"application/json": {"schema": {"$ref": f"{_SCHEMAS}diff"}}},
            },
            **_problems("400", "401", "403", "404", "500", "503"),
        },
    }


def _self() -> Document:
    return {
        "operationId": "openapi",
        "summary": "This document",
        "security": [],
        "responses": {
            "200": {
                "description": "OpenAPI 3.1",
                "headers": {"ETag": {"schema": _TEXT}},
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            "304": {"description": "it is as If-None-Match has it"},
            **_problems("403"),
        },
    }


def _problems(*statuses: str) -> Document:
    return {
        status: {
            "description": _PROBLEMS[status],
            "content": {PROBLEM: {"schema": {"$ref": f"{_SCHEMAS}problem"}}},
        }
        for status in statuses
    }


def _object(required: Document, **optional: Document) -> Document:
    """An object with these members and no other."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | optional,
        "additionalProperties": False,
    }


def _problem() -> Document:
    told = _object(
        {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
        begin={"type": "object", "additionalProperties": _TEXT},
    )
    return told | {"description": "RFC 9457"}


def _event_schemas(each: List) -> dict[str, Document]:
    """The schema of a page of the list, of its events, and of all that these refer to."""
    data: list[Document] = []
    schemas: dict[str, Document] = {}
    for name in _EVENTS[each.name]:
        root, parts = with_parts(name, _SCHEMAS)
        schemas |= parts | {name: root}
        data.append({"$ref": _SCHEMAS + name})
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
            "source": _TEXT,
            "type": {"enum": [f"copydesk.{name}" for name in _EVENTS[each.name]]},
            "subject": {"type": "string", "description": "the uri of the article, or the id of the story"},
            "time": _TIME,
            "datacontenttype": {"const": "application/json"},
            "why": {"enum": list(map(str, Ruling)), "description": _why()},
            "data": data[0] if len(data) == 1 else {"anyOf": data},
        },
        "additionalProperties": _TEXT,
    }
    schemas[each.name] = _object(
        {
            "events": {"type": "array", "items": {"$ref": _SCHEMAS + each.event}},
            "cursor": {
                "type": "string",
                "description": "for `after`: nothing is lost, and nothing comes twice",
            },
            "more": {"type": "boolean", "description": "there is more at once"},
        },
        unreadable={"type": "array", "items": _TEXT},
    )
    return schemas


def _why() -> str:
    return (
        "match: it fits the filter. followed: it does not, and an earlier event of the same uri was given on this "
        "connection. unknown: it does not, and nobody knows whether one was given before."
    )


def _diff() -> Document:
    kind = {"enum": ["equal", "deleted", "inserted"]}
    number = {"type": "boolean", "description": "a number that was changed"}
    runs = {"type": "array", "items": _object({"kind": kind, "text": _TEXT, "number": number})}
    end = {**kind, "description": "what became of its end: paragraphs may have been joined or parted"}
    version = _object({"name": _TEXT, "at": {**_TIME, "description": "when readers were given it"}})
    count = {"type": "integer", "minimum": 0}
    return _object(
        {
            "uri": _TEXT,
            "language": _TEXT,
            "before": version,
            "after": version,
            "headline": runs,
            "paragraphs": {"type": "array", "items": _object({"runs": runs, "end": end})},
            "changes": {**count, "description": "the places that differ"},
            "numbers": {**count, "description": "those of them in which a number was changed"},
            "whole": {
                "type": "boolean",
                "description": "all was compared word by word: what is too long stands deleted and inserted whole",
            },
        }
    )


def _known() -> Document:
    readers = _object(
        {
            "state": {"enum": ["published", "canceled", "withdrawn", "nothing"]},
            "words": {"type": "string", "description": "why, in a sentence"},
        }
    )
    version = _object({"name": _TEXT, "raw": _TEXT, "came": _TIME, "kind": _TEXT, "words": _TEXT})
    copy = _object(
        {
            "uri": _TEXT,
            "source": _TEXT,
            "at": _TIME,
            "share": {
                "type": ["number", "null"],
                "description": "how much of it stands in the original, 0 to 1",
            },
            "shared": {
                "type": ["number", "null"],
                "description": "how much of the original stands in it, 0 to 1",
            },
            "method": _MAYBE_TEXT,
            "language": _TEXT,
            "headline": _MAYBE_TEXT,
            "url": {"type": ["string", "null"], "description": "its page"},
        }
    )
    step = _object(
        {
            "time": _TIME,
            "stage": _TEXT,
            "place": {"type": "string", "description": "topic/partition/offset"},
            "kind": _TEXT,
            "words": _TEXT,
            "raw": _TEXT,
            "uri": _MAYBE_TEXT,
        }
    )
    count = {"type": ["integer", "null"], "minimum": 0}
    story = _object(
        {
            "id": _TEXT,
            "title": _MAYBE_TEXT,
            "status": _MAYBE_TEXT,
            "articles": count,
            "reports": count,
            "at": {"type": ["string", "null"], "format": "date-time"},
            "latest": {
                "type": "array",
                "items": _object({"uri": _TEXT, "source": _TEXT}),
                "description": "its newest articles",
            },
        }
    )
    return _object(
        {
            "uri": _TEXT,
            "readers": readers,
            "event": {
                "description": "what readers have, as on articles.enriched; null where they may have nothing",
                "anyOf": [{"$ref": f"{_SCHEMAS}article.enriched.v1"}, {"type": "null"}],
            },
            "versions": {"type": "array", "items": version},
            "repeats": {"type": "integer", "minimum": 0},
            "copies": {"type": "array", "items": copy},
            "original": {"anyOf": [_object({"uri": _TEXT, "readers": readers}), {"type": "null"}]},
            "story": {"anyOf": [story, {"type": "null"}]},
            "trace": {"type": "array", "items": step},
            "missing": {"type": "array", "items": _TEXT},
            "looked": _object(
                {
                    "whole": {"type": "boolean"},
                    "since": {"type": ["string", "null"], "format": "date-time"},
                    "words": _TEXT,
                }
            ),
        }
    )
