"""The OpenAPI 3.1 document of pushed documents, which the server gives at /openapi.json.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson

from streams import __version__
from streams.connect.ingest.body import ENCODINGS
from streams.connect.ingest.documents import LINES, LISTED, MOST
from streams.events.cloudevents import BATCH, STRUCTURED
from streams.runtime.problem import CONTENT_TYPE as PROBLEM

Document = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_TEXT = {"type": "string"}
#: Every answer that is no success, and when it is given.
PROBLEMS = {
    400: "the body is empty, breaks off, or is not compressed as it says; a CloudEvent lacks an attribute; the query "
    "is not understood",
    401: "no token, one that is not known, or a wrong signature",
    403: "a token of another source",
    408: "the request came too slowly",
    413: "more bytes or documents than the source may send at once, also when decompressed",
    415: "a Content-Encoding or Content-Type that is not read",
    422: "a document is none; of several nothing was sent then, and `wrong` says which are",
    429: "the source sends more than it may: again after Retry-After",
    503: "not now: Kafka did not acknowledge in time, or too much is in work; again after Retry-After. To send again "
    "does no harm: the ids are made of the content",
}
#: Those that any request of an operation may get, whoever sends.
_ANY = (400, 401, 403, 408, 413, 429, 503)


@cache
def body() -> bytes:
    """The document, as JSON."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2)


def document() -> Document:
    """The document as plain JSON values."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "copydesk: pushed documents",
            "version": __version__,
            "description": "Articles for the desk, by HTTP. docs/connect.md has examples.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": [{"url": "/", "description": "COPYDESK_INGEST_HOST and COPYDESK_INGEST_PORT"}],
        "security": [{"token": []}, {"signature": []}],
        "paths": {
            "/ingest/{source}": {"parameters": [_source()], "post": _push()},
            "/ingest/{source}/push_binary": {"parameters": [_source()], "post": _asset()},
            "/ingest/{source}/push_binary/{media_id}": {
                "parameters": [_source(), _path("media_id", "Superdesk's id of the picture")],
                "get": _asked_asset(),
            },
            "/openapi.json": {"get": _self()},
        },
        "components": {"schemas": _schemas(), "securitySchemes": _security()},
    }


def _push() -> Document:
    return {
        "operationId": "push",
        "summary": "Articles of a source: one document, CloudEvents, or lines of JSON",
        "description": "A document in any format that the desk reads, with its Content-Type; a CloudEvent in binary or "
        "structured mode, or a batch of them; or an article a line. Of several all are taken, or none. The uri of a "
        "document is ce-subject, else url, else Content-Location, else what a JSON document says of itself. Whatever a "
        "document says, it comes from the source whose token was sent. Who had no answer sends again: the ids are made "
        "of the content, so that a repeat is known.",
        "parameters": [
            {
                "name": "url",
                "in": "query",
                "description": "the url or guid of a single document",
                "schema": _TEXT,
            },
            {
                "name": "Content-Encoding",
                "in": "header",
                "description": "how the body is compressed",
                "schema": {"enum": list(ENCODINGS)},
            },
            {
                "name": "Content-Location",
                "in": "header",
                "description": "the document's url",
                "schema": _TEXT,
            },
            *(
                {"name": f"ce-{name}", "in": "header", "description": words, "schema": _TEXT}
                for name, words in (
                    (
                        "specversion",
                        "1.0: it is a CloudEvent in binary mode, which has ce-id, ce-source and ce-type",
                    ),
                    ("subject", "the url or guid of a single document, percent-encoded"),
                    ("time", "the wire's time, as RFC 3339 has it"),
                )
            ),
        ],
        "requestBody": {"required": True, "content": _contents()},
        "responses": {
            "202": {
                "description": "Kafka has acknowledged all of it",
                "content": {"application/json": {"schema": {"$ref": f"{_SCHEMAS}accepted"}}},
            },
            **_problems(*_ANY, 415, 422),
        },
    }


def _contents() -> Document:
    event = {
        "description": "a CloudEvent 1.0",
        "type": "object",
        "required": ["specversion", "id", "source", "type"],
    }
    line = {"type": "string", "description": f"an article as JSON on each line, at most {MOST}"}
    return {
        STRUCTURED: {"schema": event},
        f"{BATCH}+json": {"schema": {"type": "array", "items": event, "maxItems": MOST}},
        **{media: {"schema": line} for media in sorted(LINES)},
        "*/*": {"schema": {"description": "the bytes of a document"}},
    }


def _asset() -> Document:
    return {
        "operationId": "pushAsset",
        "summary": "A picture of Superdesk's, which is read and thrown away: the desk takes text",
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {"type": "object"}}}},
        "responses": {"201": _not_stored(), **_problems(*_ANY)},
    }


def _asked_asset() -> Document:
    return {
        "operationId": "hasAsset",
        "summary": "Superdesk asks whether a picture is here; it is told so, and does not send it",
        "security": [],
        "responses": {"200": _not_stored()},
    }


def _self() -> Document:
    found = {
        "description": "OpenAPI 3.1",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    return {"operationId": "openapi", "summary": "This document", "security": [], "responses": {"200": found}}


def _not_stored() -> Document:
    schema = {
        "type": "object",
        "required": ["stored"],
        "properties": {"stored": {"const": False}},
        "additionalProperties": False,
    }
    return {"description": "it is not kept", "content": {"application/json": {"schema": schema}}}


def _source() -> Document:
    return _path("source", "the name of the source in sources.toml, percent-encoded")


def _path(name: str, description: str) -> Document:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": _TEXT}


def _problems(*statuses: int) -> Document:
    content = {PROBLEM: {"schema": {"$ref": f"{_SCHEMAS}problem"}}}
    return {
        str(status): {"description": PROBLEMS[status], "content": content}
        | (
            {"headers": {"Retry-After": {"description": "in seconds", "schema": {"type": "integer"}}}}
            if status in (429, 503)
            else {}
        )
        for status in sorted(statuses)
    }


def _schemas() -> Document:
    return {
        "accepted": {
            "type": "object",
            "required": ["accepted", "ids"],
            "properties": {
                "accepted": {"type": "integer", "minimum": 0, "description": "how many documents"},
                "ids": {
                    "type": "array",
                    "items": _TEXT,
                    "description": "ce_id of each on articles.raw, in their order",
                },
            },
            "additionalProperties": False,
        },
        "problem": {
            "description": "RFC 9457",
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": _TEXT,
                "title": _TEXT,
                "status": {"type": "integer"},
                "detail": _TEXT,
                "wrong": {
                    "type": "array",
                    "items": _TEXT,
                    "maxItems": LISTED,
                    "description": "the documents that are none",
                },
            },
            "additionalProperties": False,
        },
    }


def _security() -> Document:
    return {
        "token": {"type": "http", "scheme": "bearer", "description": "a token of the source's token_file"},
        "signature": {
            "type": "apiKey",
            "in": "header",
            "name": "X-Superdesk-Signature",
            "description": "Superdesk's HTTP push: sha1= and the HMAC of the body by a key of signature_file, in hex",
        },
    }
