"""Notices to the bytes of an event: what an editor should know, on desk.notices."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import orjson

from streams.events.cloudevents import Headers, attributes
from streams.events.codec import InvalidOutputError
from streams.events.schema import problem
from streams.stories.outcome import Notice, NoticeKind

TYPE = "copydesk.notice.v1"


def to_event(told: Notice) -> dict[str, Any]:
    """The event's value as plain JSON values."""
    fields = {
        "kind": told.kind,
        "uri": told.uri,
        "of": told.of,
        "source": told.source,
        "headline": told.headline,
        "words": told.words,
        "raw": told.raw,
        "at": told.at,
    }
    return {name: value for name, value in fields.items() if value is not None}


def encode(told: Notice) -> bytes:
    """The bytes of the event. Raises InvalidOutputError when they do not satisfy its schema."""
    try:
        encoded = orjson.dumps(to_event(told), option=orjson.OPT_UTC_Z)
    except TypeError as error:
        raise InvalidOutputError(f"{TYPE} of {told.uri!a}: {error}") from error
    if wrong := problem("notice.v1", orjson.loads(encoded)):
        raise InvalidOutputError(f"{TYPE} of {told.uri}: {wrong}")
    return encoded


def headers_of(told: Notice, time: datetime) -> Headers:
    """The CloudEvents attributes, and what readers filter on. The id is the same each time."""
    parts = [TYPE, told.kind, told.uri, told.of or "", told.raw]
    if told.kind is NoticeKind.DOUBTFUL_VERSION:
        parts.append(told.words or "")  # told when it is held, and when it ends: two events of one raw event
    identity = "\0".join(parts)
    return [
        *attributes(TYPE, hashlib.sha256(identity.encode()).hexdigest()[:32], told.uri, time),
        ("kind", told.kind.encode()),
        ("source", told.source.encode()),
    ]
