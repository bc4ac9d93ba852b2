"""What editors may do, in the OpenAPI document."""

from __future__ import annotations

from streams.kinds import Reason
from streams.web.api.asked import LONGEST_RAW, LONGEST_URI
from streams.web.api.openapi_parts import (
    MAYBE_TEXT,
    MAYBE_TIME,
    SCHEMAS,
    TEXT,
    TIME,
    Document,
    Parameter,
    answer,
    object_of,
    problem,
    text_of,
)
from streams.web.api.ordered import KINDS, LONGEST_NOTE, MOST_LETTERS

#: The schema of what is held, in full.
HELD_EVENT = "article.withheld.v1"
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
                "responses": {"200": answer("what is held", "held"), **_problems("401", "403", "503")},
            }
        },
        "/v1/held/article": {
            "get": {
                "operationId": "heldArticle",
                "summary": "What is held, in full, for who is to let it out or to kill it",
                "security": _EDITORS,
                "parameters": [
                    Parameter("raw", "`raw` of what is held", text_of(LONGEST_RAW), required=True).told()
                ],
                "responses": {
                    "200": answer("the article", "held_article"),
                    **_problems("400", "401", "403", "503"),
                    "404": problem("it is held no longer, or never was"),
                },
            }
        },
        "/v1/held/diff": {
            "get": {
                "operationId": "heldDiff",
                "summary": "What would change for readers if what is held were let out, word by word",
                "description": "`before` is the text that readers have now, `after` what is held, and when it came.",
                "security": _EDITORS,
                "parameters": [
                    Parameter("raw", "`raw` of what is held", text_of(LONGEST_RAW), required=True).told()
                ],
                "responses": {
                    "200": answer("both as one text", "diff"),
                    **_problems("400", "401", "403", "503"),
                    "404": problem("it is held no longer, or readers have no text of it"),
                },
            }
        },
        "/v1/wire/{key}": {
            "get": {
                "operationId": "entry",
                "summary": "The uri of an entry of the live page",
                "description": "The page of this worker tells others no uris.",
                "security": _EDITORS,
                "parameters": [Parameter("key", "as the page has it", TEXT, "path").told()],
                "responses": {
                    "200": answer("its uri", "entry"),
                    **_problems("401", "403"),
                    "404": problem("it is not, or no longer, on the page"),
                },
            }
        },
        "/v1/dead": {
            "get": {
                "operationId": "dead",
                "summary": "The dead letters of a reason, the newest first",
                "security": _EDITORS,
                "parameters": [
                    Parameter("reason", "of what they died", {"enum": sorted(Reason)}, required=True).told(),
                    Parameter("since", "those that died then or later; an hour ago unless said", TIME).told(),
                ],
                "responses": {"200": answer("the letters", "dead"), **_problems("400", "401", "403", "503")},
            }
        },
        "/v1/raw": {
            "get": {
                "operationId": "raw",
                "summary": "The bytes that a version came as",
                "description": "Only of a version that readers were given, of an article that they may have now.",
                "security": _EDITORS,
                "parameters": [
                    Parameter("uri", "the article's", text_of(LONGEST_URI), required=True).told(),
                    Parameter(
                        "raw", "`raw` of one of its versions", text_of(LONGEST_RAW), required=True
                    ).told(),
                ],
                "responses": {
                    "200": {
                        "description": "the bytes, to be kept and not to be shown",
                        "headers": {"Content-Disposition": {"schema": TEXT}},
                        "content": {"application/octet-stream": {"schema": {"type": "string"}}},
                    },
                    **_problems("400", "401", "403", "503"),
                    "404": problem("it may not be had, or is not kept any more; the sentence says which"),
                },
            }
        },
        "/v1/orders": {
            "post": {
                "operationId": "order",
                "summary": "Lets out what is held, kills an article and its copies for good, or redrives dead letters",
                "description": "It answers when that is done. Who ordered it stands on desk.notices.",
                "security": _EDITORS,
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": f"{SCHEMAS}order"}}},
                },
                "responses": {
                    "200": answer("it is done", "ordered"),
                    "202": answer("it stands on articles.raw, and no worker has answered yet", "ordered"),
                    **_problems("400", "401", "403", "404", "409", "413", "415", "503"),
                },
            }
        },
    }


def schemas() -> Document:
    """The schemas of what is asked and answered."""
    waits = {
        "uri": TEXT,
        "source": TEXT,
        "headline": MAYBE_TEXT,
        "language": TEXT,
        "reason": {"type": "string", "description": "embargo, unclear_embargo, withheld or doubtful"},
        "until": {
            **MAYBE_TIME,
            "description": "when an embargo ends, or a doubtful version that nobody lets out",
        },
        "words": {"type": "string", "description": "those that say so"},
        "since": TIME,
        "raw": {
            "type": "string",
            "description": "topic/partition/offset, and #part where the document holds several articles",
        },
    }
    order = {"kind": {"enum": list(KINDS)}}
    uri = {**text_of(LONGEST_URI), "description": "of a kill or a release"}
    letters: Document = {
        "type": "array",
        "items": TEXT,
        "minItems": 1,
        "maxItems": MOST_LETTERS,
        "description": "of a redrive: `letter` of each that is meant",
    }
    letter = {
        "letter": {"type": "string", "description": "where it lies: topic/partition/offset"},
        "at": {**TIME, "description": "when it died"},
        "stage": TEXT,
        "reason": TEXT,
        "source": TEXT,
        "subject": TEXT,
        "detail": TEXT,
        "attempts": {"type": "integer", "description": "how often it has died"},
        "size": {"type": "integer", "description": "of the original, in bytes"},
        "died": {"type": "string", "description": "where the event lay that died"},
        "stays": {"type": ["string", "null"], "description": "why it would not be redriven"},
    }
    note = {"type": "string", "maxLength": LONGEST_NOTE, "description": "what readers are told of a kill"}
    remember = {"type": "boolean", "description": "kill also what has not come yet"}
    return {
        "held": object_of({"held": {"type": "array", "items": object_of(waits)}}),
        "held_article": object_of({**waits, "event": {"$ref": f"{SCHEMAS}{HELD_EVENT}"}}),
        "entry": object_of({"uri": TEXT}),
        "dead": object_of(
            {
                "reason": TEXT,
                "since": TIME,
                "letters": {"type": "array", "items": object_of(letter)},
            }
        ),
        "order": object_of(order, uri=uri, note=note, remember=remember, letters=letters),
        "ordered": object_of(
            order,
            uri=uri,
            still_held={"type": "boolean", "description": "a doubtful version of it still waits"},
            raw={"type": "string", "description": "the kill's raw event: topic/partition/offset"},
            answered={"type": "boolean"},
            canceled={"type": "array", "items": TEXT, "description": "the uris that readers were told of"},
            sent={
                "type": "array",
                "items": object_of({"letter": TEXT, "raw": TEXT}),
                "description": "the letters that were redriven, and where their events lie now",
            },
            stays={
                "type": "array",
                "items": object_of({"letter": TEXT, "why": TEXT}),
                "description": "the letters that were not",
            },
        ),
    }


_SAID = {
    "400": "what is asked for or ordered cannot be; the sentence says why",
    "401": "no token of an editor",
    "403": "a reader's token, or the worker is not known by that name; the sentence says which",
    "404": "nothing is known of the uri",
    "409": "nothing of it is held, no such letter is there, or nobody has answered yet",
    "413": "the order is too long",
    "415": "it is not JSON",
    "503": "no broker answers: ask again after Retry-After",
}


def _problems(*statuses: str) -> Document:
    return {status: problem(_SAID[status]) for status in statuses}
