"""What is asked about one article, in the OpenAPI document: what is known of it, and what changed in it."""

from __future__ import annotations

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
    problems,
    text_of,
)

#: What may become of a question.
_STATUSES = ("400", "401", "403", "404", "500", "503")


def paths() -> Document:
    """The paths."""
    return {
        "/v1/articles/{uri}": {"get": _article("path", "lookUp")},
        "/v1/article": {"get": _article("query", "lookUpByQuery")},
        "/v1/diff": {"get": _diff()},
    }


def schemas() -> Document:
    """The schemas of what is answered."""
    return {"known": _known(), "diff": _differs()}


def _article(place: str, operation: str) -> Document:
    uri = Parameter(
        "uri",
        "the article's uri; in a path percent-encoded",
        {"type": "string", "minLength": 1},
        place,
        required=True,
    ).told()
    return {
        "operationId": operation,
        "summary": "What is known of an article: what readers have, versions, copies, story and trace",
        "description": "The topics are read backward for some seconds; `looked` says whether that was all of them.",
        "parameters": [uri],
        "responses": {
            "200": {
                "description": "what is known",
                "headers": {"ETag": {"schema": TEXT}},
                "content": {"application/json": {"schema": {"$ref": f"{SCHEMAS}known"}}},
            },
            "304": {"description": "it is as If-None-Match has it"},
            **problems(*_STATUSES),
        },
    }


def _diff() -> Document:
    uri, raw = text_of(LONGEST_URI), text_of(LONGEST_RAW)
    parameters = (
        Parameter("uri", "the article's uri", uri, required=True),
        Parameter("before", "`raw` of one of its versions", raw, required=True),
        Parameter("after", "`raw` of another one", raw, required=True),
    )
    return {
        "operationId": "diff",
        "summary": "What changed between two versions of an article, word by word",
        "description": "Only versions that readers were given, of an article that they may have now.",
        "parameters": [each.told() for each in parameters],
        "responses": {
            "200": answer("both versions as one text", "diff"),
            **problems(*_STATUSES),
        },
    }


def _differs() -> Document:
    kind = {"enum": ["equal", "deleted", "inserted"]}
    number = {"type": "boolean", "description": "a number that was changed"}
    runs = {"type": "array", "items": object_of({"kind": kind, "text": TEXT, "number": number})}
    end = {**kind, "description": "what became of its end: paragraphs may have been joined or parted"}
    version = object_of({"name": TEXT, "at": {**TIME, "description": "when readers were given it"}})
    count = {"type": "integer", "minimum": 0}
    return object_of(
        {
            "uri": TEXT,
            "language": TEXT,
            "before": version,
            "after": version,
            "headline": runs,
            "paragraphs": {"type": "array", "items": object_of({"runs": runs, "end": end})},
            "changes": {**count, "description": "the places that differ"},
            "numbers": {**count, "description": "those of them in which a number was changed"},
            "whole": {
                "type": "boolean",
                "description": "all was compared word by word: what is too long stands deleted and inserted whole",
            },
        }
    )


def _known() -> Document:
    readers = object_of(
        {
            "state": {"enum": ["published", "canceled", "withdrawn", "nothing"]},
            "words": {"type": "string", "description": "why, in a sentence"},
        }
    )
    version = object_of({"name": TEXT, "raw": TEXT, "came": TIME, "kind": TEXT, "words": TEXT})
    copy = object_of(
        {
            "uri": TEXT,
            "source": TEXT,
            "at": TIME,
            "share": {
                "type": ["number", "null"],
                "description": "how much of it stands in the original, 0 to 1",
            },
            "shared": {
                "type": ["number", "null"],
                "description": "how much of the original stands in it, 0 to 1",
            },
            "method": MAYBE_TEXT,
            "language": TEXT,
            "headline": MAYBE_TEXT,
            "url": {"type": ["string", "null"], "description": "its page"},
        }
    )
    step = object_of(
        {
            "time": TIME,
            "stage": TEXT,
            "place": {"type": "string", "description": "topic/partition/offset"},
            "kind": TEXT,
            "words": TEXT,
            "raw": TEXT,
            "uri": MAYBE_TEXT,
        }
    )
    count = {"type": ["integer", "null"], "minimum": 0}
    story = object_of(
        {
            "id": TEXT,
            "title": MAYBE_TEXT,
            "status": MAYBE_TEXT,
            "articles": count,
            "reports": count,
            "at": MAYBE_TIME,
            "latest": {
                "type": "array",
                "items": object_of({"uri": TEXT, "source": TEXT}),
                "description": "its newest articles",
            },
        }
    )
    return object_of(
        {
            "uri": TEXT,
            "readers": readers,
            "event": {
                "description": "what readers have, as on articles.enriched; null where they may have nothing",
                "anyOf": [{"$ref": f"{SCHEMAS}article.enriched.v1"}, {"type": "null"}],
            },
            "versions": {"type": "array", "items": version},
            "repeats": {"type": "integer", "minimum": 0},
            "copies": {"type": "array", "items": copy},
            "original": {"anyOf": [object_of({"uri": TEXT, "readers": readers}), {"type": "null"}]},
            "story": {"anyOf": [story, {"type": "null"}]},
            "trace": {"type": "array", "items": step},
            "missing": {"type": "array", "items": TEXT},
            "looked": object_of(
                {
                    "whole": {"type": "boolean"},
                    "since": MAYBE_TIME,
                    "words": TEXT,
                }
            ),
        }
    )
