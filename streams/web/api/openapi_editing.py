"""What editors may do, in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from streams.runtime.problem import CONTENT_TYPE
from streams.web.api.editing import KINDS, LONGEST_NOTE, LONGEST_URI

Document = dict[str, Any]

_TEXT, _MAYBE_TEXT = {"type": "string"}, {"type": ["string", "null"]}
_MAYBE_TIME = {"type": ["string", "null"], "format": "date-time"}
_EDITORS: list[Document] = [{"editor": []}]
SECURITY: Document = {
    "editor": {
        "type": "http",
        "scheme": "bearer",
        "description": "a token of the file that COPYDESK_DESK_TOKENS names; it also reads what others may",
    }
}


def paths() -> Document:
    """The paths. They are there where COPYDESK_DESK_TOKENS is set."""
    return {
        "/v1/held": {
            "get": {
                "operationId": "held",
                "summary": "What is held now, the oldest first",
                "security": _EDITORS,
                "responses": {"200": _answer("what is held", "held"), **_problems("401", "403", "503")},
            }
        },
        "/v1/wire/{key}": {
            "get": {
                "operationId": "entry",
                "summary": "The uri of an entry of the live page",
                "description": "The page of this worker tells others no uris.",
                "security": _EDITORS,
                "parameters": [
                    {
                        "name": "key",
                        "in": "path",
                        "required": True,
                        "schema": _TEXT,
                        "description": "as the page has it",
                    }
                ],
                "responses": {
                    "200": _answer("its uri", "entry"),
                    **_problems("401", "403"),
                    "404": _problem("it is not, or no longer, on the page"),
                },
            }
        },
        "/v1/orders": {
            "post": {
                "operationId": "order",
                "summary": "Lets out what is held, or kills an article and its copies for good",
                "description": "It answers when that is done. Who ordered it stands on desk.notices.",
                "security": _EDITORS,
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/order"}}},
                },
                "responses": {
                    "200": _answer("it is done", "ordered"),
                    "202": _answer("it stands on articles.raw, and no worker has answered yet", "ordered"),
                    **_problems("400", "401", "403", "404", "409", "413", "415", "503"),
                },
            }
        },
    }


def schemas() -> Document:
    """The schemas of what is asked and answered."""
    waits = {
        "uri": _TEXT,
        "source": _TEXT,
        "headline": _MAYBE_TEXT,
        "language": _TEXT,
        "reason": {"type": "string", "description": "embargo, unclear_embargo, withheld or doubtful"},
        "until": _MAYBE_TIME,
        "words": {"type": "string", "description": "those that say so"},
        "since": {"type": "string", "format": "date-time"},
        "raw": {
            "type": "string",
            "description": "topic/partition/offset, and #part where the document holds several articles",
        },
    }
    order = {
        "kind": {"enum": list(KINDS)},
        "uri": {"type": "string", "minLength": 1, "maxLength": LONGEST_URI},
    }
    note = {"type": "string", "maxLength": LONGEST_NOTE, "description": "what readers are told of a kill"}
    remember = {"type": "boolean", "description": "kill also what has not come yet"}
    return {
        "held": _object({"held": {"type": "array", "items": _object(waits)}}),
        "entry": _object({"uri": _TEXT}),
        "order": _object(order, note=note, remember=remember),
        "ordered": _object(
            order,
            still_held={"type": "boolean", "description": "a doubtful version of it still waits"},
            raw={"type": "string", "description": "the kill's raw event: topic/partition/offset"},
            answered={"type": "boolean"},
            canceled={"type": "array", "items": _TEXT, "description": "the uris that readers were told of"},
        ),
    }


def _object(required: Document, **optional: Document) -> Document:
    return {
        "type": "object",
        "required": list(required),
        "properties": required | optional,
        "additionalProperties": False,
    }


def _answer(description: str, schema: str) -> Document:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


_SAID = {
    "400": "what is ordered cannot be; the sentence says why",
    "401": "no token of an editor",
    "403": "the worker is not known by that name",
    "404": "nothing is known of the uri",
    "409": "nothing of it is held, or nobody has answered yet",
    "413": "the order is too long",
    "415": "it is not JSON",
    "503": "no broker answers: ask again after Retry-After",
}


def _problems(*statuses: str) -> Document:
    return {status: _problem(_SAID[status]) for status in statuses}


def _problem(description: str) -> Document:
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {"description": description, "content": content}
