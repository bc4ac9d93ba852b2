"""What the parts of the OpenAPI document are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from streams.runtime.problem import CONTENT_TYPE

Document = dict[str, Any]

SCHEMAS = "#/components/schemas/"
TIME = {"type": "string", "format": "date-time"}
MAYBE_TIME = {"type": ["string", "null"], "format": "date-time"}
TEXT, MAYBE_TEXT = {"type": "string"}, {"type": ["string", "null"]}
#: What is said to readers where there is no success.
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


def text_of(most: int) -> Document:
    """A text of that many characters at most, and not without any."""
    return {"type": "string", "minLength": 1, "maxLength": most}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; one in a path is always required."""

    name: str
    description: str
    schema: Document
    place: str = "query"
    repeats: bool = False
    required: bool = False

    def told(self) -> Document:
        """As the document has it."""
        told: Document = {"name": self.name, "in": self.place, "description": self.description}
        if self.required or self.place == "path":
            told["required"] = True
        if self.repeats:
            told |= {"style": "form", "explode": True}
        return told | {"schema": {"type": "array", "items": self.schema} if self.repeats else self.schema}


def object_of(required: Document, **optional: Document) -> Document:
    """An object with these members and no other."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | optional,
        "additionalProperties": False,
    }


def answer(description: str, schema: str) -> Document:
    """An answer as JSON, by the schema of that name."""
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": f"{SCHEMAS}{schema}"}}},
    }


def problem(description: str) -> Document:
    """An answer that is no success."""
    return {"description": description, "content": {CONTENT_TYPE: {"schema": {"$ref": f"{SCHEMAS}problem"}}}}


def problems(*statuses: str) -> Document:
    """Those that a reader may be told."""
    return {status: problem(_PROBLEMS[status]) for status in statuses}
